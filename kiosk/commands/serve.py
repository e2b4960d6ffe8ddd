"""`isoloir-kiosk serve`: the pages, and the courier beside them, in one process."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import click
from filelock import FileLock, Timeout

from kiosk.clock import local_now
from kiosk.commands.parts import (
    Rooms,
    make_loop,
    open_rooms,
    read_settings,
    set_up_logging,
    settings,
)
from kiosk.commands.station import make_desk, tell_systemd
from kiosk.config import Config, Face
from kiosk.pace import Pacing
from shared.problems import OperationProblem, StorageProblem

LOCK_FILE: Final = "serve.lock"

LARGEST_BODY_BYTES: Final = 64 * 1024
"""Above what a page ever posts, and below what the server would put on disk."""

_STOP_SECONDS: Final = 2.0


@click.command()
@click.option("--face", type=click.Choice([each.value for each in Face]), help="What to show.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: a free one.")
@settings
def serve(
    face: str | None,
    host: str | None,
    port: int | None,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Show the survey, and send what visitors answered when it tells nothing of them."""
    set_up_logging()
    config = read_settings(config_file, data_dir, face=face, host=host, port=port)
    rooms = open_rooms(config)
    with _only_server(config):
        server = _listen(_application(config, rooms), config)
        stop = Event()
        courier = Thread(target=make_loop(rooms).run, args=(stop,), name="courier", daemon=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        click.echo(f"Isoloir kiosk: http://{_address(server, config)}/ (Ctrl-C stops it)")
        courier.start()
        tell_systemd(config, _port(server, config), stop)
        try:
            server.run()
        finally:
            stop.set()
            # Whatever it is at, it can be cut off there.
            courier.join(_STOP_SECONDS)


def _application(config: Config, rooms: Rooms) -> Any:
    """The pages of the face that was asked for, and no others."""
    if config.face is Face.PHONE:
        from kiosk.phone import app as phone

        return phone.create_app(
            config, rooms.device, rooms.spool, local_now, time.monotonic, os.urandom
        )
    from kiosk import app as screen
    from kiosk.speech import PackStore, Voice

    return screen.create_app(
        config,
        rooms.device,
        rooms.spool,
        local_now,
        os.urandom,
        pacing=Pacing(time.monotonic, config.hasty_run),
        desk=make_desk(rooms),
        voice=Voice(rooms.device, PackStore(config.data_dir)),
        panel=config.panel,
    )


@contextmanager
def _only_server(config: Config) -> Iterator[None]:
    lock = FileLock(config.data_dir / LOCK_FILE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StorageProblem("storage-busy", "Another server is running here.") from None
    try:
        yield
    finally:
        lock.release()


def _listen(app: Any, config: Config) -> Any:
    from waitress.server import create_server

    from kiosk import channel

    sockets: dict[int, Any] = {}
    try:
        server = create_server(
            app,
            map=sockets,
            host=config.host,
            port=config.port,
            threads=config.threads,
            ident=None,
            max_request_body_size=LARGEST_BODY_BYTES,
            # Nothing is made of them, but the desk must see that a request was passed on.
            clear_untrusted_proxy_headers=False,
        )
    except ValueError:
        raise OperationProblem("config-invalid", f"host: {config.host} is unknown.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OperationProblem("port-busy", f"Port {config.port}.") from None
        raise OperationProblem("config-invalid", f"host, port: {error.strerror}.") from None
    channel.use(sockets)
    return server


def _address(server: Any, config: Config) -> str:
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"{host}:{_port(server, config)}"


def _port(server: Any, config: Config) -> int:
    port: int = getattr(server, "effective_port", config.port)
    return port
