"""`isoloir-collector backup`, `restore` and `reconcile`: the database, apart from the keys."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from collector.commands.parts import (
    as_json,
    open_database,
    open_here,
    open_keyring,
    read_settings,
    say_json,
    settings,
    warn,
)
from collector.config import Config
from collector.files import PRIVATE_FILE_MODE, sync_directory
from collector.instance import clock_of
from collector.intake.chain import broken_links
from collector.store.dump import read_dump, write_dump
from collector.store.engine import Database
from collector.store.intake import ledger_entries
from collector.store.reconciliation import balance_entries
from collector.store.replay import catch_up
from collector.tally.archive import DIRECTORY, Archive
from collector.tally.balance import reconcile as draw_up

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@as_json
@settings
def backup(file: Path, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Write the whole database into FILE, while everything goes on; the keys are not in it.

    The file is the same for SQLite and PostgreSQL, and later versions of this program read it. Back
    the keys up apart: isoloir-collector keys backup.
    """
    config = read_settings(config_file, data_dir)
    database = open_database(config)
    made = clock_of(config)().date().isoformat()
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            rows = write_dump(database, stream, made)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(PRIVATE_FILE_MODE)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_directory(file.parent)
    if as_json:
        say_json({"file": str(file), "rows": rows})
    else:
        click.echo(f"{rows} rows are in {file}.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@as_json
@settings
def restore(file: Path, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Fill an empty database from the backup in FILE, then reconcile it with the keys directory.

    Where the keys directory or the signing key is missing too, put them back afterwards with
    isoloir-collector keys restore, then run isoloir-collector reconcile.
    """
    config = read_settings(config_file, data_dir)
    database = Database(config.database_url)
    click.get_current_context().call_on_close(database.close)
    with file.open("rb") as stream:
        rows = read_dump(database, stream)
    if not as_json:
        click.echo(f"{rows} rows are restored.")
    _reconcile(config, database, {"rows": rows}, as_json)


@click.command()
@as_json
@settings
def reconcile(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Have the database know what the keys directory knows: what was published, what destroyed.

    Figures published after a backup are published again, the very same; nothing is drawn twice.
    Then every item is accounted for; exit code 1 when one is missing.
    """
    collector = open_here(config_file, data_dir)
    _reconcile(collector.config, collector.database, {}, as_json)


def _reconcile(config: Config, database: Database, said: dict[str, Any], as_json: bool) -> None:
    destroyed = open_keyring(config).destroyed_periods()
    archive = Archive(config.keys_dir / DIRECTORY)
    with database.begin() as transaction:
        done = catch_up(transaction, archive, destroyed, clock_of(config)())
    database.scrub()
    with database.read() as transaction:
        balances = draw_up(balance_entries(transaction))
        broken = list(broken_links(ledger_entries(transaction)))
    total = balances.total
    aside = sum(total.set_aside.values())
    if as_json:
        say_json(
            {
                **said,
                **asdict(done),
                "holds": balances.holds,
                "received": total.received,
                "tallied": total.tallied,
                "set_aside": total.set_aside,
                "waiting": total.waiting,
                "broken_chains": len(broken),
            }
        )
    else:
        click.echo(
            f"{done.republished} claims are published again, with {done.taken} responses they had"
            f" counted; {done.destroyed} keys are marked destroyed, {done.lost} items with them."
        )
        click.echo(
            f"Received {total.received} = tallied {total.tallied} + set aside {aside}"
            f" + waiting {total.waiting}. {len(broken)} broken chains."
        )
    for (point, period, kind), balance in balances.broken.items():
        warn(f"{point} {period} {kind}: {balance.missing} items are missing.")
    if broken or not balances.holds:
        raise click.exceptions.Exit(1)
