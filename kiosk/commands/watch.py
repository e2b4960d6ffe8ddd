"""`isoloir-kiosk watch -- BROWSER …`: hold the kiosk's browser."""

from __future__ import annotations

import functools
import logging
import shlex
import signal
import subprocess
import time
from pathlib import Path
from threading import Event
from typing import Final

import click

from kiosk.commands.parts import read_settings, set_up_logging, settings
from kiosk.station.supervisor import Program, Supervisor, ask

SCREEN_SECONDS: Final = 10.0

_LOG = logging.getLogger(__name__)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the server on this machine.")
@click.option(
    "--screen",
    default="",
    help="Command that makes the screen `dark` or `lit`, which is said as its last argument.",
)
@settings
def watch(
    command: tuple[str, ...],
    port: int | None,
    screen: str,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Start a browser, and start it again when its page freezes, is lost, or ends.

    While the Point is closed, no browser runs and the screen is dark.
    Ends, with the browser, when an agent leaves kiosk mode on the desk's page.
    """
    set_up_logging()
    config = read_settings(config_file, data_dir, port=port)
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, lambda *_: stop.set())
    look = functools.partial(ask, "127.0.0.1", config.port)
    show = functools.partial(_show, shlex.split(screen))
    Supervisor(Program(command), look, time.monotonic, show).run(stop)


def _show(command: list[str], lit: bool) -> None:
    if not command:
        return
    try:
        subprocess.run(
            [*command, "lit" if lit else "dark"],
            stdin=subprocess.DEVNULL,
            timeout=SCREEN_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        _LOG.warning("The screen could not be switched: %s.", error)
