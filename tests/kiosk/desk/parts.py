"""What the desk's tests share: a real device behind a real desk, on clocks that the test holds."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.app import create_app
from kiosk.courier.courier import only_courier
from kiosk.desk.media import Medium
from kiosk.desk.office import Office
from kiosk.desk.pin import Pin
from kiosk.desk.sessions import Sessions
from kiosk.pages.desk import Desk
from kiosk.station.heartbeat import Heartbeat
from kiosk.station.leaving import Leaving
from tests.kiosk.pages.stage import Settings
from tests.kiosk.parts import Clock, Kiosk, seeded
from tests.simulators.collector_simulator import CollectorSimulator

PIN = "271828"
AT_THE_STATION = {"REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1"}


@dataclass
class Station:
    """An enrolled kiosk with its desk; `media` are the sticks that are plugged in."""

    directory: Path
    clock: Clock = field(default_factory=Clock)
    media: list[Medium] = field(default_factory=list)
    leave_command: str = ""

    def __post_init__(self) -> None:
        self.collector = CollectorSimulator()
        self.kiosk = Kiosk(self.directory / "data", self.collector, self.clock)
        self.start()

    def start(self) -> None:
        """Start the server as after a restart: whatever was only in memory is gone."""
        kiosk, monotonic = self.kiosk, self.clock.monotonic
        self.pin = Pin(kiosk.data_dir, monotonic)
        self.office = Office(
            kiosk.device,
            kiosk.spool,
            kiosk.outbox,
            kiosk.courier,
            functools.partial(only_courier, kiosk.data_dir),
            lambda: self.media,
            Heartbeat(monotonic),
            Leaving(kiosk.data_dir, self.leave_command, monotonic),
            self.clock.now,
        )
        self.desk = Desk(self.office, self.pin, Sessions(monotonic, seeded(1)))
        self.app: Flask = create_app(
            Settings(), kiosk.device, kiosk.spool, self.clock.now, seeded(2), desk=self.desk
        )
        self.client: FlaskClient = self.app.test_client(use_cookies=True)
        self.session = ""

    def get(self, path: str = "/desk", **environ: str) -> TestResponse:
        """Open a page with the station's own browser."""
        return self.client.get(path, environ_overrides={**AT_THE_STATION, **environ})

    def post(self, do: str, **fields: str) -> TestResponse:
        """Touch a button of the desk's page."""
        data = {"_do": do, "_session": self.session, **fields}
        return self.client.post("/desk", data=data, environ_overrides=AT_THE_STATION)

    def enter(self, pin: str = PIN) -> TestResponse:
        """Open the door and type a PIN."""
        door = hidden(self.get(), "_door")
        reply = self.post("enter", _door=door, _pin=pin)
        self.session = hidden(reply, "_session")
        return reply


def hidden(reply: TestResponse, name: str) -> str:
    """The value of a page's hidden field, empty when there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', reply.text)
    return found[1] if found else ""
