"""`isoloir-collector keys split|backup|restore|check`: the ceremony, and what comes of it."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from collector.commands.parts import (
    as_json,
    open_configured,
    open_here,
    open_keyring,
    read_settings,
    say_json,
    settings,
    warn,
)
from collector.files import make_private_directory, write_file
from collector.keys.backup import (
    Backup,
    Restore,
    holders_of,
    keep_holders,
    open_signing_copy,
)
from collector.keys.checking import check_keys
from collector.keys.holders import appoint, assemble
from collector.signing_key import pack_signing_keys, unpack_signing_keys
from shared.problems import OperationProblem

_DIRECTORY = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command()
@click.option("--holders", type=click.IntRange(2, 16), default=5, show_default=True)
@click.option(
    "--threshold",
    type=click.IntRange(2, 16),
    default=3,
    show_default=True,
    help="How many of them it takes.",
)
@click.option(
    "--shares", type=_DIRECTORY, help="Write each share into a file here, to be printed and wiped."
)
@click.option("--again", is_flag=True, help="Replace the holders there are.")
@settings
def split(
    holders: int,
    threshold: int,
    shares: Path | None,
    again: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Choose who can open backups of the keys: any so many of these holders, together.

    Without --shares each share is shown to its holder alone, one after the other.
    """
    config = read_settings(config_file, data_dir)
    appointed, words = appoint(holders, threshold, os.urandom)
    if shares is None and not sys.stdin.isatty():
        raise OperationProblem("holders-unfit", "Say with --shares where the shares are to go.")
    keep_holders(config.keys_dir, appointed, again=again)
    for number, share in enumerate(words, start=1):
        if shares is not None:
            make_private_directory(shares)
            write_file(shares / f"share-{number}.txt", f"{share}\n".encode())
        else:
            click.clear()
            click.pause(f"Share {number} of {holders}: its holder alone looks now. Press a key.")
            click.echo(f"\n{share}\n")
            click.pause("Written down and read back? Press a key: it is never shown again.")
            click.clear()
    click.echo(
        f"Any {threshold} of {holders} holders can open the backups made from now on."
        " Make one: isoloir-collector keys backup DIRECTORY."
    )


@click.command()
@click.argument("directory", type=_DIRECTORY)
@click.option("--place", default="", help="Its name among people; the directory's by default.")
@as_json
@settings
def backup(
    directory: Path, place: str, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Write a sealed copy of every key into DIRECTORY, which only the holders can open.

    No holder is needed for it. Run it whenever keys were made; copies that are there are kept.
    """
    collector = open_here(config_file, data_dir)
    config = collector.config
    done = Backup(
        collector.database,
        open_keyring(config),
        holders_of(config.keys_dir),
        pack_signing_keys(config.signing_key_file),
        os.urandom,
    ).write(directory, place or str(directory), collector.now())
    if as_json:
        say_json(asdict(done))
    else:
        click.echo(
            f"{len(done.written)} copies written, {len(done.kept)} were there already."
            " Carry the directory away from this machine."
        )


@click.command()
@click.argument("directory", type=_DIRECTORY)
@click.option(
    "--share", "share_files", type=_FILE, multiple=True, help="A holder's share, in a file."
)
@click.option("--rehearse", is_flag=True, help="Open and compare everything, and write nothing.")
@as_json
@settings
def restore(
    directory: Path,
    share_files: tuple[Path, ...],
    rehearse: bool,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Put the keys that are missing back from DIRECTORY, with the holders' shares.

    Shares are typed one after the other where no --share is given. A key that was destroyed, or is
    not the one published, is not put back.
    """
    config = read_settings(config_file, data_dir)
    holders = holders_of(directory)
    pair = assemble(holders, _shares(holders.threshold, share_files))
    packed = open_signing_copy(directory, pair)
    signing = []
    if packed and not rehearse:
        signing = unpack_signing_keys(config.signing_key_file, packed)
        with contextlib.suppress(OperationProblem):
            keep_holders(config.keys_dir, holders, again=False)
    collector = open_configured(config)
    keyring = open_keyring(config, new=True)
    done = Restore(collector.database, keyring, pair).run(directory, rehearse=rehearse)
    document = {
        "rehearsed": rehearse,
        "periods": done.periods,
        "present": done.present,
        "signing": signing,
        "refused": done.refused,
    }
    if as_json:
        say_json(document)
    else:
        verb = "would be put back" if rehearse else "put back"
        click.echo(f"Keys {verb}: {', '.join(done.periods) or 'none'}.")
        click.echo(f"Keys that are here already: {', '.join(done.present) or 'none'}.")
        if signing:
            click.echo(f"Signing keys put back: {', '.join(signing)}.")
        for name, reason in done.refused.items():
            warn(f"{name} was not put back: {reason}")
    if done.refused:
        raise click.exceptions.Exit(1)


@click.command()
@as_json
@settings
def check(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """See that the passphrase opens every key, that each is the one published, and is backed up.

    What a tally needs is the key of its month and of those before: this says beforehand whether it
    will have them. Exit code 1 when one is missing.
    """
    collector = open_here(config_file, data_dir)
    checked = check_keys(collector.database, open_keyring(collector.config))
    if as_json:
        say_json([asdict(each) for each in checked])
    for each in checked:
        if not as_json:
            found = each.problem or "opens, and is the one published"
            click.echo(f"{each.period}  {found}; {each.copies} copies known.")
    if any(each.problem for each in checked):
        raise click.exceptions.Exit(1)


def _shares(wanted: int, files: tuple[Path, ...]) -> list[str]:
    if files:
        return [path.read_text(encoding="utf-8") for path in files]
    return [
        click.prompt(f"Share {number} of {wanted}", hide_input=True, err=True)
        for number in range(1, wanted + 1)
    ]
