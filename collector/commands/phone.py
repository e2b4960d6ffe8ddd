"""`isoloir-collector phone`: where visitors' phones reach the survey."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import open_here, settings
from collector.registry.phones import choose_phone_address
from collector.store.audit import COMMAND_LINE


@click.command()
@click.argument("address", default="")
@click.option("--caf", default="", help="Code of the Caf that this relay serves; else every Caf.")
@settings
def phone(address: str, caf: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Say at which ADDRESS (https://…) phones reach the relay; without one, that there is none.

    Posters, and the code on the screen of kiosks, show it; kiosks learn it with their next bundle.
    """
    collector = open_here(config_file, data_dir)
    choose_phone_address(collector.database, address, caf, collector.now(), COMMAND_LINE)
    if address:
        click.echo(f"Phones reach {f'Caf {caf}' if caf else 'every Caf'} at {address}.")
    else:
        click.echo("Phones have no address now.")
