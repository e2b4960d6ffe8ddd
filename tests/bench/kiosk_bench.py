"""The kiosk: pages, whole surveys, memory and start.

The program measured is `isoloir-kiosk serve`, enrolled, in a process of its own, with its spool on
the disk. Visitors are those of the demonstration (`deploy.visitors`): they read each page to answer
it, in processes of their own, on the same processors. What one visitor posted is then posted again
to measure the page that follows a question, at the application itself and over HTTP.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import urlopen

from werkzeug.test import EnvironBuilder

from collector.surveys import default_survey
from deploy.demonstration.crowd import AT_ONCE
from deploy.visitors import Browser, Declared, Visitor
from deploy.visitors.html import Control, Form, Page
from deploy.visitors.reader import Way
from kiosk.app import FORM_TYPE, create_app
from kiosk.clock import local_now
from kiosk.config import Config
from kiosk.device import DeviceState
from kiosk.enrol import enrol
from kiosk.spool import Spool
from tests.bench import programs
from tests.bench.figures import REACHED, WITHIN, Figure
from tests.bench.measure import p95, seconds
from tests.bench.setting import Setting
from tests.bench.walker import Report
from tests.simulators.collector_simulator import CollectorSimulator

BENCH: Final = "kiosk"
PAGE_MS: Final = 20.0
SURVEYS: Final = 50.0
MEMORY_MB: Final = 100.0
START_SECONDS: Final = 2.0
_VISITS: Final = 1000
_FORM: Final = {"Content-Type": FORM_TYPE}
_BARE: Final = "Flask + waitress, same bytes"


def run(setting: Setting) -> Iterator[Figure]:
    """Measure pages, then surveys, then what is left of it in memory."""
    data_dir = _enrolled(setting.place("kiosk"))
    starts = setting.pick(1, 3, 7)
    setting.say(f"starting {starts} times")
    began = [_start(data_dir) for _ in range(starts)]
    yield Figure(BENCH, "start to first page", median(began), "s", "limit", START_SECONDS, WITHIN)
    posts = _recorded(data_dir, setting.pick(1, 5, 20))
    times = setting.pick(1, 10, 20)
    setting.say("pages")
    yield from _pages("a question's page, WSGI", _at_wsgi(data_dir, posts, times))
    with _serve(data_dir) as kiosk:
        address = programs.address(kiosk)
        over_http = _at_http(address, posts, times)
        yield from _pages("a question's page, HTTP", over_http)
        bare = _bare(setting.place("bare"), address, posts, times)
        yield Figure(
            BENCH, "a question's page, HTTP, p50", median(over_http), "ms", _BARE, median(bare)
        )
        yield from _surveys(setting, kiosk, address)


def _enrolled(place: Path) -> Path:
    collector = CollectorSimulator(survey=default_survey())
    data_dir = place / "data"
    enrol(collector.ticket(), data_dir, lambda _: collector, os.urandom)
    return data_dir


def _serve(data_dir: Path) -> programs.Program:
    arguments = ["--data", str(data_dir), "serve", "--port", "0"]
    return programs.started("kiosk", arguments)


def _start(data_dir: Path) -> float:
    began = perf_counter()
    with _serve(data_dir) as kiosk:
        with urlopen(programs.address(kiosk)) as page:
            assert page.read()
        return perf_counter() - began


Post = tuple[str, str]
"""An address and a form."""


def _recorded(data_dir: Path, visits: int) -> list[Post]:
    """What visitors post from question to question.

    They leave instead of sending, so that the kiosk goes on taking what they posted.
    """
    visitor, rng = Visitor(Declared.load(default_survey())), Random(1)
    posted: list[Post] = []
    with _serve(data_dir) as kiosk:
        address = programs.address(kiosk)
        for _ in range(visits):
            with _Undecided(address) as browser:
                try:
                    visitor.visit(browser, rng)
                except _LeftError:
                    posted += browser.posted
    return [post for post in posted if post[0] != "/start"]


class _LeftError(Exception):
    """The visitor went away instead of sending."""


class _Undecided(Browser):
    """A browser that notes what it posts, and goes away when it would send the answers."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self.posted: list[Post] = []

    def press(self, form: Form, button: Control, answers: dict[Control, str | bool]) -> Page:
        if button.value == Way.SEND:
            raise _LeftError
        return super().press(form, button, answers)

    def _go(self, method: str, address: str, body: str) -> Page:
        if method == "POST":
            self.posted.append((address, body))
        return super()._go(method, address, body)


def _pages(name: str, times: Sequence[float]) -> Iterator[Figure]:
    yield Figure(BENCH, f"{name}, p50", median(times), "ms", "limit", PAGE_MS, WITHIN)
    yield Figure(BENCH, f"{name}, p95", p95(times), "ms", "limit", PAGE_MS, WITHIN)


def _at_wsgi(data_dir: Path, posts: Sequence[Post], times: int) -> list[float]:
    """Milliseconds of each page at the application, without a server."""
    spool = Spool(data_dir)
    device = DeviceState(data_dir, local_now)
    app = create_app(Config(data_dir), device, spool, local_now, os.urandom)
    taken = [1000 * _call(app.wsgi_app, post) for _ in range(times) for post in posts]
    spool.close()
    return taken


def _call(app: Callable[..., Any], post: Post) -> float:
    environ = EnvironBuilder(
        post[0], method="POST", data=post[1], content_type=FORM_TYPE
    ).get_environ()
    environ["wsgi.input"] = BytesIO(post[1].encode())
    statuses: list[str] = []

    def ask() -> None:
        answer = app(environ, lambda status, *_: statuses.append(status))
        assert b"".join(answer)
        answer.close()

    taken = seconds(ask)
    assert statuses == ["200 OK"]
    return taken


def _at_http(address: str, posts: Sequence[Post], times: int) -> list[float]:
    """Milliseconds of each page over one kept connection."""
    with closing(HTTPConnection(urlsplit(address).netloc)) as connection:
        _page(connection, posts[0])
        return [
            1000 * seconds(partial(_page, connection, post)) for _ in range(times) for post in posts
        ]


def _page(connection: HTTPConnection, post: Post) -> bytes:
    connection.request("POST", post[0], post[1], _FORM)
    response = connection.getresponse()
    page = response.read()
    assert response.status == 200
    return page


def _bare(place: Path, address: str, posts: Sequence[Post], times: int) -> list[float]:
    """The same requests to a server that does nothing, but answers with as many bytes."""
    with closing(HTTPConnection(urlsplit(address).netloc)) as connection:
        pages = sorted((_page(connection, post) for post in posts), key=len)
    file = place / "page"
    file.write_bytes(pages[len(pages) // 2])
    threads = str(Config(place).threads)
    with programs.started("tests.bench.bare_pages", [str(file), threads]) as server:
        return _at_http(programs.address(server), posts, times)


def _surveys(setting: Setting, kiosk: programs.Process, address: str) -> Iterator[Figure]:
    """As many visitors at once as in the demonstration, until enough surveys were answered."""
    walkers = setting.pick(1, AT_ONCE, AT_ONCE)
    each, rounds = setting.pick((2, 1), (30, 3), (50, 5))
    survey = setting.directory / "survey"
    survey.write_bytes(default_survey().canonical)
    setting.say(f"{rounds * walkers * each} whole surveys")
    with ExitStack() as stack:
        crew = [
            stack.enter_context(
                programs.started("tests.bench.walker", [address, str(survey), str(seed)])
            )
            for seed in range(walkers)
        ]
        rates = [_walk(crew, each) for _ in range(rounds)]
        yield Figure(
            BENCH, "whole surveys through the pages", median(rates), "/s", "aim", SURVEYS, REACHED
        )
        missing = setting.pick(0, 1, 1) * max(0, _VISITS - rounds * walkers * each)
        if missing:
            _walk(crew, -(-missing // walkers))
    name = setting.pick(
        "memory", f"memory after {_VISITS:,} surveys", f"memory after {_VISITS:,} surveys"
    )
    yield Figure(BENCH, name, programs.resident_mb(kiosk), "MB", "limit", MEMORY_MB, WITHIN)


def _walk(crew: Sequence[programs.Process], each: int) -> float:
    """Have everybody walk at once; surveys a second, all in all."""
    reports: list[Report] = [
        json.loads(text) for text in programs.together(crew, [str(each)] * len(crew))
    ]
    began = min(report["began"] for report in reports)
    return len(crew) * each / (max(report["ended"] for report in reports) - began)
