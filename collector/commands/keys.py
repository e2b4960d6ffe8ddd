"""`isoloir-collector keys`: period keys, made ahead and destroyed once drained."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from collector.commands.parts import (
    Commands,
    as_json,
    open_here,
    open_keyring,
    say_json,
    settings,
    warn,
)
from collector.keys.ending import KeyEnd, reasons_of_copies
from collector.keys.ending import prove as prove_destruction
from collector.keys.lifecycle import create_keys, replace_key, report_keys, withdraw_key
from collector.store.key_copies import KeyCopy, copies_of
from collector.tally.archive import DIRECTORY, Archive
from shared import limits
from shared.periods import Period
from shared.problems import OperationProblem
from shared.succession import ancestry


@click.group(
    cls=Commands,
    modules={
        "announce": "collector.commands.keys_signing:announce",
        "backup": "collector.commands.keys_backup:backup",
        "check": "collector.commands.keys_backup:check",
        "restore": "collector.commands.keys_backup:restore",
        "rotate": "collector.commands.keys_signing:rotate",
        "signers": "collector.commands.keys_signing:signers",
        "split": "collector.commands.keys_backup:split",
    },
)
def keys() -> None:
    """Look after the period keys, their backups, and the signing key."""


@keys.command()
@click.option(
    "--months",
    type=click.IntRange(1, 60),
    default=limits.KEYS_AHEAD_MONTHS + 1,
    show_default=True,
    help="How many, this month's included.",
)
@as_json
@settings
def create(months: int, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Make the keys of this month and the next ones that have none yet."""
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    made = create_keys(collector.database, keyring, collector.period, months, collector.now())
    names = [str(period) for period in made]
    if as_json:
        say_json({"created": names})
    else:
        click.echo(f"Period keys made: {', '.join(names)}." if names else "Every key was there.")


@keys.command("list")
@as_json
@settings
def list_(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """List the keys, their state, and what keeps each from being destroyed."""
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    reports = report_keys(collector.database, keyring, collector.now())
    with collector.database.read() as transaction:
        copies = {each.period: copies_of(transaction, each.period) for each in reports}
    if as_json:
        say_json(
            [
                {
                    "period": str(each.period),
                    "key_id": each.key_id.hex(),
                    "state": each.state.value,
                    "reasons": list(each.reasons),
                    "copies": [_copy_document(copy) for copy in copies[each.period]],
                }
                for each in reports
            ]
        )
        return
    for each in reports:
        line = f"{each.period}  {each.key_id.hex()}  {each.state.value:<9}"
        click.echo(f"{line}  {' '.join(each.reasons)}".rstrip())
        for reason in reasons_of_copies(copies[each.period]):
            click.echo(f"         {reason}")


@keys.command()
@click.argument("period")
@click.option("--force", is_flag=True, help="Destroy it although responses may be lost for ever.")
@click.option(
    "--backup",
    "directories",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    multiple=True,
    help="A directory of copies: its copy is destroyed too. May be given again.",
)
@click.option(
    "--gone", multiple=True, metavar="ID", help="A copy that you declare gone. May be given again."
)
@as_json
@settings
def destroy(
    period: str,
    force: bool,
    directories: tuple[Path, ...],
    gone: tuple[str, ...],
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Destroy the private key of PERIOD (YYYY-MM) and its copies for ever, and sign a statement.

    It is refused until the month is over, its vault is empty, every device that was not revoked has
    said since that it holds no more response of it, and every copy is accounted for.
    """
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    archive = Archive(collector.config.keys_dir / DIRECTORY)
    statement = KeyEnd(collector.database, keyring, collector.signer, archive).end(
        Period.parse(period),
        collector.now(),
        directories=directories,
        declared=[_copy_id(each) for each in gone],
        force=force,
    )
    for reason in statement.overridden:
        warn(f"Warning, overridden by --force: {reason}")
    if as_json:
        overridden = list(statement.overridden)
        say_json({"destroyed": period, "overridden": overridden, "copies": len(statement.copies)})
    else:
        click.echo(f"The key of {period} is destroyed: nothing sealed to it can be opened again.")
        click.echo(f"{len(statement.copies)} copies are accounted for.")


@keys.command()
@click.argument("period")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@settings
def statement(period: str, file: Path, config_file: Path | None, data_dir: Path | None) -> None:
    """Write into FILE the signed statement that the key of PERIOD was destroyed."""
    collector = open_here(config_file, data_dir)
    chosen = Period.parse(period)
    data = open_keyring(collector.config).statement(chosen)
    if not data:
        raise OperationProblem("statement-refuted", f"There is no statement on {chosen}.")
    file.write_bytes(data)
    click.echo(f"The statement on {chosen} is in {file}.")


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@as_json
@settings
def prove(file: Path, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Check a statement of destruction, and that nothing here could open that month again."""
    collector = open_here(config_file, data_dir)
    trusted = ancestry(collector.signer)
    keyring = open_keyring(collector.config)
    proven = prove_destruction(collector.database, keyring, trusted, file.read_bytes())
    counts = proven.counts
    if as_json:
        say_json(
            {
                "period": str(proven.period),
                "key_id": proven.key_id.hex(),
                "day": proven.day,
                **asdict(counts),
                "copies": [
                    {"id": each.id.hex(), "place": each.place, "gone": each.gone.value}
                    for each in proven.copies
                ],
                "overridden": list(proven.overridden),
            }
        )
        return
    click.echo(f"The key of {proven.period} ({proven.key_id.hex()}) was destroyed on {proven.day}.")
    click.echo(
        f"Sealed to it: {counts.received} received, {counts.tallied} tallied,"
        f" {counts.set_aside} set aside, {counts.lost} never opened."
    )
    for each in proven.copies:
        click.echo(f"Copy {each.id.hex()} at {each.place}: {each.gone.value}.")
    for reason in proven.overridden:
        click.echo(f"Overridden: {reason}")


@keys.command()
@click.argument("period")
@settings
def withdraw(period: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Give the key of PERIOD to no device any more: it was stolen.

    From their next bundle on devices count answers in the nearest month that has a key. What was
    sealed to this one is taken and tallied as ever, and the key is destroyed in the end.
    """
    collector = open_here(config_file, data_dir)
    withdraw_key(collector.database, Period.parse(period), collector.now())
    click.echo(f"The key of {period} is withdrawn: devices seal to it no more.")


@keys.command()
@click.argument("period")
@settings
def replace(period: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Make another key for PERIOD, a month to come, in place of one that was stolen."""
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    replace_key(collector.database, keyring, Period.parse(period), collector.now())
    click.echo(f"The key of {period} is another one now. Back it up.")


def _copy_document(copy: KeyCopy) -> dict[str, str]:
    return {
        "id": copy.id.hex(),
        "place": copy.place,
        "made": copy.made,
        "gone": copy.gone.value,
    }


def _copy_id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise OperationProblem("copy-unknown", f"{text[:40]!r}.") from None
