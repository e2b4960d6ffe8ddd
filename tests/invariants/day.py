"""One day at a Point, with the real programs: a collector, a kiosk, and visitors who can be told.

Every visitor's request carries what would identify them, each in a mark that can be searched for:
address, user agent, cookie, origin, language. What the programs wrote is then read byte by byte.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any, Final

from collector.surveys import default_survey
from deploy.bootstrap import ROOT
from deploy.visitors import Browser, Declared, Visit, Visitor
from shared.response import Channel, Response, encode
from tests.support.served import Installation, Server, installed

POINT: Final = "rouen-simone-veil"
COMMENT: Final = "Le fauteuil vert grince, merci quand même."
MARKS: Final = {
    "User-Agent": "Phone-of-a-visitor/7.3",
    "Cookie": "visitor=mark-cookie-51c9",
    "X-Forwarded-For": "203.0.113.77",
    "Forwarded": "for=203.0.113.78",
    "X-Real-IP": "203.0.113.79",
    "Referer": "http://mark-referer.example/",
    "Accept-Language": "fr-MarkLanguage",
    "X-Request-Id": "mark-request-88d0",
}


class MarkedConnection(HTTPConnection):
    """A connection whose every request carries the marks."""

    def putrequest(self, *arguments: Any, **keywords: Any) -> None:
        """Start a request with the marks among its headers."""
        super().putrequest(*arguments, **keywords)
        for name, value in MARKS.items():
            self.putheader(name, value)


class MarkedBrowser(Browser):
    """A visitor's browser that says all it could say of its owner."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self._connection = MarkedConnection(site.removeprefix("http://").rstrip("/"), timeout=20)


@dataclass
class Kiosk:
    """A kiosk's data directory, used through the command line only."""

    directory: Path
    log: list[str] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """What its programs are started with."""
        clean = {name: text for name, text in os.environ.items() if not name.startswith("ISOLOIR")}
        return clean | {
            "ISOLOIR_KIOSK_DATA_DIR": str(self.directory),
            "ISOLOIR_KIOSK_HASTY_RUN": "0",  # no program reads as slowly as people do
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str) -> str:
        """Run a command, which must succeed; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.log += [done.stdout, done.stderr]
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its server, on a free port; yields the address, and keeps what was printed."""
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--port", "0"],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert "http://" in line, process.communicate()
            yield next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        finally:
            process.terminate()
            self.log += [line, process.communicate()[0]]


@dataclass
class Place:
    """A collector that serves and a kiosk that is enrolled at its Point."""

    installation: Installation
    kiosk: Kiosk
    server: Server


@dataclass
class Day(Place):
    """What exists after the visitors left and before anything was sent."""

    visits: list[Visit]

    @property
    def written(self) -> dict[str, bytes]:
        """Every file of both programs, and what the kiosk printed, by name."""
        roots = (self.installation.directory, self.kiosk.directory)
        files = {
            str(path): path.read_bytes()
            for root in roots
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }
        return {**files, "kiosk output": "\n".join(self.kiosk.log).encode()}

    def encoded(self) -> set[bytes]:
        """The visitors' responses in clear, as the kiosk must never keep them."""
        survey = default_survey()
        return {
            encode(survey, Response(visit.answers, Channel.SCREEN, visit.language))
            for visit in self.visits
        }


def visit(address: str, count: int, seed: int) -> list[Visit]:
    """So many visitors answer one after the other, each with every mark."""
    declared = Declared.load(default_survey())
    visitor, rng, visits = Visitor(declared), Random(seed), []
    for _ in range(count):
        browser = MarkedBrowser(address)
        with browser:
            visits.append(visitor.visit(browser, rng))
    return visits


@contextmanager
def a_place(directory: Path) -> Iterator[Place]:
    """A collector that serves, as a demonstration, and an enrolled kiosk."""
    database = f"sqlite:///{directory / 'collector' / 'collector.db'}"
    installation = installed(directory / "collector", database)
    installation.environ |= {
        "ISOLOIR_COLLECTOR_ENVIRONMENT": "demo",
        "ISOLOIR_COLLECTOR_ALLOW_OPEN_PERIOD": "true",
    }
    with installation.serving() as server:
        installation.environ["ISOLOIR_COLLECTOR_PUBLIC_ADDRESS"] = server.address
        kiosk = Kiosk(directory / "kiosk")
        kiosk.run("enrol", installation.ask("enrol", POINT)["ticket"])
        yield Place(installation, kiosk, server)


@contextmanager
def a_day(directory: Path, visitors: int) -> Iterator[Day]:
    """A place after its visitors left, their answers still in the spool."""
    with a_place(directory) as place:
        with place.kiosk.serving() as address:
            visits = visit(address, visitors, seed=20261)
        yield Day(place.installation, place.kiosk, place.server, visits)


def tally(place: Place) -> Any:
    """Send, then tally the open month, as a demonstration may; the tally's report."""
    place.kiosk.run("send")
    status = json.loads(place.kiosk.run("status", "--json"))
    assert not any(status["waiting"].values())
    return place.installation.ask("tally", "--period", this_period(place))


def this_period(place: Place) -> str:
    """The month that the collector is in: the first one it has a key for."""
    periods: list[str] = [each["period"] for each in place.installation.ask("keys", "list")]
    return min(periods)
