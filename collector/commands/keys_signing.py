"""`isoloir-collector keys announce|rotate|signers`: the collector's signing key follows another."""

from __future__ import annotations

import os
from pathlib import Path

import click

from collector.commands.parts import as_json, open_here, say_json, settings
from collector.signing_key import announce as announce_key
from collector.signing_key import rotate as rotate_key
from collector.store.audit import COMMAND_LINE, record
from collector.store.settings import bump_bundle_serial
from shared.succession import read_link


@click.command()
@settings
def announce(config_file: Path | None, data_dir: Path | None) -> None:
    """Make the next signing key, and have bundles name it, signed with the present one.

    Start `serve` again. Stations that fetch a bundle from then on know the next key beforehand;
    the others find the way to it later.
    """
    collector = open_here(config_file, data_dir)
    signer = announce_key(collector.config.signing_key_file, os.urandom)
    now = collector.now()
    with collector.database.begin() as transaction:
        record(transaction, now, COMMAND_LINE, "signer-announce", signer.announced.hex())
        bump_bundle_serial(transaction, now)
    click.echo(f"The next signing key is {signer.announced.hex()}. Start serve again.")


@click.command()
@click.option(
    "--stolen", is_flag=True, help="The present key was stolen: trust nothing more it signs."
)
@settings
def rotate(stolen: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Sign with the next key from now on; the present one signs for it, and is destroyed.

    Start `serve` again. No station is touched: each follows the signed succession by itself.
    Whoever is signed in to the pages signs in again.
    """
    collector = open_here(config_file, data_dir)
    signer = rotate_key(collector.config.signing_key_file, os.urandom, stolen=stolen)
    now = collector.now()
    with collector.database.begin() as transaction:
        detail = {"stolen": stolen}
        record(transaction, now, COMMAND_LINE, "signer-rotate", signer.public.hex(), detail)
        bump_bundle_serial(transaction, now)
    click.echo(f"The signing key is now {signer.public.hex()}. Start serve again.")


@click.command()
@as_json
@settings
def signers(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Show the public signing keys: those retired, the present one, the next one."""
    signer = open_here(config_file, data_dir).signer
    links = [read_link(each) for each in signer.chain]
    if as_json:
        say_json(
            {
                "retired": [{"key": each.retiring.hex(), "stolen": each.stolen} for each in links],
                "present": signer.public.hex(),
                "next": signer.announced.hex() or None,
            }
        )
        return
    for each in links:
        click.echo(f"{each.retiring.hex()}  {'stolen' if each.stolen else 'retired'}")
    click.echo(f"{signer.public.hex()}  present")
    if signer.announced:
        click.echo(f"{signer.announced.hex()}  next")
