"""`isoloir-kiosk doctor`: looks at everything and says what to do."""

from __future__ import annotations

import time
from pathlib import Path

import click

from kiosk.commands.parts import (
    PATIENCE_SECONDS,
    Rooms,
    as_json,
    open_rooms,
    read_settings,
    say_json,
    settings,
)
from kiosk.commands.station import near
from kiosk.courier.courier import only_courier
from kiosk.desk.pin import Pin
from kiosk.doctor import examine
from kiosk.station.supervisor import answers, ask
from shared.checks import document, lines
from shared.problems import Problem


@click.command()
@as_json
@settings
def doctor(*, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Check everything this device needs, and say what to do; exit code 1 when something lacks."""
    rooms = open_rooms(read_settings(config_file, data_dir))
    host, port = near(rooms.config.host), rooms.config.port
    checks = examine(
        rooms.device,
        rooms.spool,
        rooms.outbox,
        lambda: _reach(rooms),
        answers(host, port, "/healthz"),
        ask(host, port).page,
        Pin(rooms.config.data_dir, time.monotonic).is_set,
    )
    if as_json:
        say_json(document(checks))
    else:
        click.echo("\n".join(lines(checks)))
    if not all(each.fine for each in checks):
        raise click.exceptions.Exit(1)


def _reach(rooms: Rooms) -> Problem | None:
    try:
        with only_courier(rooms.config.data_dir, PATIENCE_SECONDS):
            return rooms.courier.contact()
    except Problem as problem:
        return problem
