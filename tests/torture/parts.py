"""The three programs that are killed: each the product's own parts, in a process of its own.

They are forked from one process that has everything loaded, so that a thousand deaths cost a
thousand deaths and not a thousand starts of Python.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from waitress.server import create_server

from collector.config import load_config
from collector.errors import add_error_answers
from collector.instance import Collector
from collector.intake.routes import device_blueprint
from collector.keys.private import PeriodPrivateKey
from collector.signing_key import create_signing_key, load_signing_key
from collector.store.engine import Database
from collector.tally.executors import Inline
from collector.tally.run import Tally
from collector.texts import load_texts
from kiosk.clock import Clock
from kiosk.courier.courier import Courier, only_courier
from kiosk.device import DeviceState
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.transport import HttpTransport
from shared.periods import Period
from shared.problems import Problem
from shared.response import Channel, Response, encode
from shared.sealing import Label, seal
from shared.survey import Survey, is_asked
from tests.support.tally_world import Keys

PARIS = ZoneInfo("Europe/Paris")
MONTHS = 3
"""January to March: the months that the clocks of stations and collector jump between."""

LAST_DAY = datetime(2026, MONTHS, 28, tzinfo=PARIS)
"""No clock shows a later one, so that a ticket of this day is good for all."""


@dataclass
class Child:
    """A process that was forked."""

    pid: int

    def kill(self) -> None:
        """End it as a power cut does."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait for its end; its code, negative for a signal."""
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def fork(act: Callable[[], None]) -> Child:
    """Do something in a process of its own."""
    pid = os.fork()
    if pid:
        return Child(pid)
    try:
        act()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing may come back from here into the parent
        traceback.print_exc(file=sys.stderr)
        os._exit(1)


def any_time(chance: Random) -> datetime:
    """A moment within the months."""
    return datetime(
        2026, chance.randint(1, MONTHS), chance.randint(1, 28), chance.randrange(24), tzinfo=PARIS
    )


def answers(survey: Survey, chance: Random) -> bytes:
    """One visitor's encoded answers."""
    given: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        if is_asked(question, given):
            given[question.id] = frozenset({chance.choice(question.option_ids)})
    return encode(survey, Response(given, Channel.SCREEN, survey.languages[0]))


class Station:
    """A kiosk's rooms; `clock` jumps at every look."""

    def __init__(self, data_dir: Path, address: str, chance: Random) -> None:
        self._data_dir = data_dir
        self._chance = chance
        self.device = DeviceState(data_dir, lambda: any_time(chance))
        self.spool = Spool(data_dir)
        self.outbox = Outbox(data_dir, self.device.signer, self.device.identity.device)
        transport = HttpTransport(address)
        self.courier = Courier(
            self.device, self.spool, self.outbox, transport, lambda: any_time(chance)
        )

    def store(self) -> bytes:
        """A visitor answers; the id, once it is kept."""
        context, key = self.device.lane(Label.RESPONSE)
        plain = answers(self.device.survey, self._chance)
        item = seal(key, context, self._chance.randbytes(16), plain)
        self.spool.store(context, item)
        return item[:16]

    def send(self) -> Problem | None:
        """A round of the courier."""
        with only_courier(self._data_dir, 5.0):
            return self.courier.send().problem

    def held(self) -> set[bytes]:
        """The ids of everything on this device."""
        found = {each[:16] for lane in self.spool.lanes() for each in self.spool.items(lane)}
        for parcel in self.outbox.pending():
            found.update(parcel.signed.batch.ids)
        return found


def live(data_dir: str, address: str, seed: int, said: int, rounds: int) -> None:
    """A station's life: visitors answer, the courier goes. Each id kept is written to `said`."""
    chance = Random(seed)
    station = Station(Path(data_dir), address, chance)
    for _ in range(rounds):
        for _ in range(chance.randint(1, 12)):
            try:
                os.write(said, station.store())
            except Problem:
                continue
        try:
            station.send()
        except Problem:
            time.sleep(0.01)


def collector_in(directory: Path, url: str, now: Clock = lambda: LAST_DAY) -> Collector:
    """The collector of a directory."""
    config = load_config(None, {}, {"data_dir": directory, "database_url": url})
    create_signing_key(config.signing_key_file, os.urandom)
    signer = load_signing_key(config.signing_key_file)
    return Collector(config, Database(url), signer, now, os.urandom)


def small_disk(largest: int) -> None:
    """Let no file of this process grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


def serve(directory: str, url: str, listening: int, seed: int) -> None:
    """Intake on a socket that listens already, until it is killed. Its clock jumps too."""
    chance = Random(seed)
    collector = collector_in(Path(directory), url, lambda: any_time(chance))
    app = Flask("collector")
    add_error_answers(app, load_texts())
    app.register_blueprint(device_blueprint(collector))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    channels: dict[int, Any] = {}
    sock = socket.socket(fileno=listening)
    create_server(app, map=channels, sockets=[sock], threads=4).run()


def tally(url: str, raw: dict[str, str], period: str) -> None:
    """A tally, from its beginning to its end."""
    keys = Keys({Period.parse(each): PeriodPrivateKey(bytes.fromhex(raw[each])) for each in raw})
    Tally(Database(url), keys, lambda items: Inline(), window=2, chunk=5).run(Period.parse(period))
