"""`isoloir-kiosk enrol TICKET` and `renew TICKET`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kiosk.commands.parts import PATIENCE_SECONDS, open_rooms, read_settings, settings
from kiosk.courier.courier import only_courier
from kiosk.desk.media import list_media
from kiosk.enrol import enrol as enrol_device
from kiosk.enrol import ticket_on
from kiosk.renew import renew as renew_device
from kiosk.transport import HttpTransport


@click.command()
@click.argument("ticket", nargs=-1)
@click.option("--stick", is_flag=True, help="Read the ticket from a plugged-in stick.")
@settings
def enrol(
    ticket: tuple[str, ...], stick: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Make this computer a device of the Point that TICKET names.

    TICKET is what `isoloir-collector enrol` printed, in capitals or not, with or without dashes.
    Without it, it is asked for. A stick holds it in one file whose name ends in `.ticket`.
    """
    config = read_settings(config_file, data_dir)
    identity = enrol_device(
        _text(ticket, stick=stick),
        config.data_dir,
        lambda address: HttpTransport(address, config.proxy),
        os.urandom,
    )
    click.echo(f"Enrolled as {identity.kind.value} {identity.device} of {identity.collector}.")


@click.command()
@click.argument("ticket", nargs=-1, required=True)
@settings
def renew(ticket: tuple[str, ...], config_file: Path | None, data_dir: Path | None) -> None:
    """Give this device another key and name with TICKET; what waits here is kept.

    What waits is sent first, if the collector can be reached and takes it. Stop `serve` before, and
    start it again afterwards; then revoke the old name at the collector.
    """
    rooms = open_rooms(read_settings(config_file, data_dir))
    directory = rooms.config.data_dir
    with only_courier(directory, PATIENCE_SECONDS):
        rooms.courier.send()
        identity = renew_device(
            " ".join(ticket),
            directory,
            rooms.spool,
            rooms.outbox,
            lambda address: HttpTransport(address, rooms.config.proxy),
            os.urandom,
        )
    click.echo(f"Renewed as {identity.kind.value} {identity.device} of {identity.collector}.")


def _text(ticket: tuple[str, ...], *, stick: bool) -> str:
    if stick and ticket:
        raise click.UsageError("Either a TICKET or --stick.")
    if stick:
        return ticket_on([Path(each.path) for each in list_media()])
    if not ticket and not sys.stdin.isatty():
        raise click.UsageError("Missing argument 'TICKET...'.")
    return " ".join(ticket) or str(click.prompt("Ticket"))
