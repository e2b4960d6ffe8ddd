"""`isoloir-kiosk watch -- BROWSER …`: hold the kiosk's browser."""

from __future__ import annotations

import functools
import signal
import time
from pathlib import Path
from threading import Event

import click

from kiosk.commands.parts import read_settings, set_up_logging, settings
from kiosk.station.supervisor import Program, Supervisor, ask


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the server on this machine.")
@settings
def watch(
    command: tuple[str, ...], port: int | None, config_file: Path | None, data_dir: Path | None
) -> None:
    """Start a browser, and start it again when its page freezes, is lost, or ends.

    Ends, with the browser, when an agent leaves kiosk mode on the desk's page.
    """
    set_up_logging()
    config = read_settings(config_file, data_dir, port=port)
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, lambda *_: stop.set())
    look = functools.partial(ask, "127.0.0.1", config.port)
    Supervisor(Program(command), look, time.monotonic).run(stop)
