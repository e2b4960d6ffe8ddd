"""Reads runbooks, and runs their commands as they stand: a page that is wrong fails its test."""

from __future__ import annotations

import os
import re
import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from click.testing import CliRunner
from waitress import wasyncore
from waitress.server import create_server

from collector.app import create_app
from collector.config import load_config
from collector.instance import open_collector
from deploy.bootstrap import ROOT
from kiosk.__main__ import main as kiosk_main
from kiosk.courier.courier import device_status
from kiosk.device import DeviceState
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from shared.response import Channel, Response, encode
from shared.sealing import Label, seal
from shared.survey import Survey, is_asked
from tests.support.served import Installation

_BLOCK = re.compile(r"^```sh ?(.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Commands of a page that are run in one go. `settings`: what stands behind its language."""

    settings: dict[str, str]
    lines: tuple[str, ...]


def blocks(page: Path, section: str) -> list[Block]:
    """The blocks of a section of a page, in order."""
    parts = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (text,) = (part for part in parts if part.startswith(f"{section}\n"))
    return [
        Block(dict(re.findall(r"(\w+)=(\S+)", words)), tuple(body.strip().splitlines()))
        for words, body in _BLOCK.findall(text)
    ]


@dataclass
class Clock:
    """The clock of collector and stations, set by hand."""

    at: datetime

    def set(self, day: str) -> None:
        """Make it ten in the morning of a day."""
        self.at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=self.at.tzinfo)

    def now(self, *_: object) -> datetime:
        """The time; each look at it is a second later, as in life."""
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Rehearsal:
    """A collector, a station and the sticks that a runbook speaks of."""

    place: Path
    installation: Installation
    clock: Clock
    station: str = "first"
    said: list[str] = field(default_factory=list)
    ticket: str = ""
    device: str = ""
    address: str = ""
    port: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)

    def run(self, block: Block) -> None:
        """Type every line of a block."""
        if "on" in block.settings:
            self.clock.set(block.settings["on"])
        self.station = block.settings.get("station", self.station)
        for line in block.lines:
            self.type(line)

    def type(self, line: str, code: int = 0) -> str:
        """Type a line; what was said."""
        words = [self._word(word) for word in shlex.split(line)]
        program, *rest = words
        if program == "isoloir-kiosk":
            said = self._at_the_station(rest, code)
        elif rest[:1] == ["serve"]:
            said = self.serve()
        else:
            assert program == "isoloir-collector", line
            said = self.installation.run(*rest, code=code).output
        self.said.append(said)
        if rest[0] == "enrol" and program == "isoloir-collector":
            self.ticket = said.split()[0]
        return said

    def serve(self) -> str:
        """Start the server, again if it runs, at the address that stations know."""
        self._stack.close()
        self._stack.enter_context(self._serving())
        return self.address

    def stop(self) -> None:
        """End the server."""
        self._stack.close()

    def data_dir(self) -> Path:
        """Of the station where one is typing."""
        return self.place / f"station-{self.station}"

    def _word(self, word: str) -> str:
        if word.startswith("/media/"):
            return str(self.place / "media" / word.removeprefix("/media/"))
        return {"TICKET": self.ticket, "DEVICE": self.device}.get(word, word)

    def _at_the_station(self, words: list[str], code: int) -> str:
        environ = {"ISOLOIR_KIOSK_DATA_DIR": str(self.data_dir())}
        done = CliRunner().invoke(kiosk_main, words, env=environ, prog_name="isoloir-kiosk")
        assert done.exit_code == code, (words, done.output, done.exception)
        return done.output

    @contextmanager
    def _serving(self) -> Iterator[None]:
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.installation.environ["ISOLOIR_COLLECTOR_PUBLIC_ADDRESS"] = self.address
        config = load_config(None, self.installation.settings())
        collector = open_collector(config, os.urandom, self.clock.now)
        channels: dict[int, Any] = {}
        server: Any = create_server(create_app(collector), map=channels, sockets=[listening])
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.task_dispatcher.shutdown()
            server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
            thread.join()
            collector.database.close()

    def answer(self, times: int, seed: int) -> None:
        """Visitors answer at the station."""
        device = DeviceState(self.data_dir(), self.clock.now)
        context, key = device.lane(Label.RESPONSE)
        chance, spool = Random(seed), Spool(self.data_dir())
        for _ in range(times):
            plain = answers(device.survey, chance)
            spool.store(context, seal(key, context, chance.randbytes(16), plain))
        spool.close()

    def waiting(self) -> int:
        """How many sealed items are still at the station."""
        device = DeviceState(self.data_dir(), self.clock.now)
        status = device_status(
            device,
            Spool(self.data_dir()),
            Outbox(self.data_dir(), device.signer, device.identity.device),
        )
        return sum(status.waiting.values())


def answers(survey: Survey, chance: Random) -> bytes:
    """One visitor's encoded answers."""
    given: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        if is_asked(question, given):
            given[question.id] = frozenset({chance.choice(question.option_ids)})
    return encode(survey, Response(given, Channel.SCREEN, survey.languages[0]))


KEYS_PAGE = ROOT / "deploy" / "KEYS.md"
BACKUP_PAGE = ROOT / "deploy" / "BACKUP.md"
