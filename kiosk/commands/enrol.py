"""`isoloir-kiosk enrol TICKET`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kiosk.commands.parts import read_settings, settings
from kiosk.enrol import enrol as enrol_device
from kiosk.transport import HttpTransport


@click.command()
@click.argument("ticket", nargs=-1, required=True)
@settings
def enrol(ticket: tuple[str, ...], config_file: Path | None, data_dir: Path | None) -> None:
    """Make this computer a device of the Point that TICKET names.

    TICKET is what `isoloir-collector enrol` printed, in capitals or not, with or without dashes.
    """
    config = read_settings(config_file, data_dir)
    identity = enrol_device(
        " ".join(ticket),
        config.data_dir,
        lambda address: HttpTransport(address, config.proxy),
        os.urandom,
    )
    click.echo(f"Enrolled as {identity.kind.value} {identity.device} of {identity.collector}.")
