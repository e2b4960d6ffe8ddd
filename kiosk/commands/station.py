"""The station's parts, made for `isoloir-kiosk serve`: the desk, and the word to systemd."""

from __future__ import annotations

import functools
import os
import time
from threading import Event, Thread

from kiosk.commands.parts import Rooms
from kiosk.config import Config, Face
from kiosk.courier.courier import only_courier
from kiosk.desk.media import list_media
from kiosk.desk.office import Office
from kiosk.desk.pin import Pin
from kiosk.desk.sessions import Sessions
from kiosk.pages.desk import Desk
from kiosk.station.heartbeat import Heartbeat
from kiosk.station.leaving import Leaving
from kiosk.station.lighting import Lighting
from kiosk.station.notify import keep_telling, page_words
from kiosk.station.supervisor import answers, ask

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def make_desk(rooms: Rooms) -> Desk:
    """The desk of this device, with the heartbeat of its page.

    Raises:
        StorageProblem: the data directory does not answer.
    """
    config = rooms.config

    device = rooms.device

    def hours() -> str:
        return device.bundle.points[0].expression_on(device.here().date())

    lighting = Lighting(hours, device.here, time.monotonic)
    office = Office(
        device=device,
        spool=rooms.spool,
        outbox=rooms.outbox,
        courier=rooms.courier,
        alone=functools.partial(only_courier, config.data_dir),
        media=list_media,
        heartbeat=Heartbeat(time.monotonic),
        leaving=Leaving(config.data_dir, config.leave_command, time.monotonic),
        clock=device.here,
        print_command=config.print_command,
        is_dark=lambda: lighting.is_dark,
    )
    return Desk(office, Pin(config.data_dir, time.monotonic), Sessions(time.monotonic, os.urandom))


def near(host: str) -> str:
    """The address at which a server bound to `host` is reached on this very machine."""
    return "127.0.0.1" if host in _EVERYWHERE else host


def tell_systemd(config: Config, port: int, stop: Event) -> None:
    """Tell, from now on and in the background, that the server answers."""
    host = near(config.host)

    def look() -> str:
        if config.face is Face.PHONE:
            return "The server answers." if answers(host, port, "/healthz") else ""
        return page_words(ask(host, port))

    Thread(target=keep_telling, args=(os.environ, look, stop), name="notify", daemon=True).start()
