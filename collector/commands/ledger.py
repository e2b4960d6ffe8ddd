"""`isoloir-collector ledger`: whether what was accepted is still as it was."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings, warn
from collector.intake.chain import broken_links
from collector.store.intake import ledger_entries, ledger_size


@click.group(cls=Commands)
def ledger() -> None:
    """Look at the ledger of accepted batches."""


@ledger.command()
@as_json
@settings
def check(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Follow every hash chain; exit code 1 when one is broken."""
    with open_here(config_file, data_dir).database.read() as transaction:
        batches = ledger_size(transaction)
        broken = list(broken_links(ledger_entries(transaction)))
    if as_json:
        places = [{"device": each.device, "sequence": each.sequence} for each in broken]
        say_json({"batches": batches, "broken": places})
    else:
        click.echo(f"{batches} accepted batches; {len(broken)} broken chains.")
        for each in broken:
            warn(f"Device {each.device}: changed at batch {each.sequence}.")
    if broken:
        raise click.exceptions.Exit(1)
