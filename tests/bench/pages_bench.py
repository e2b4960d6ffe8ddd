"""The analysts' pages of all of France: what the server takes for each, and how large it is.

Each page is asked for in this process, through the whole application, with addresses drawn anew.
Processor time stands beside: what a page takes on a machine that has nothing else to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import process_time
from typing import Final

from flask.testing import FlaskClient

from collector.registry.model import PointRecord
from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from collector.store.migrate import upgrade
from collector.surveys import default_survey
from tests.bench.figures import WITHIN, Figure
from tests.bench.measure import p95, seconds
from tests.bench.national import FIRST, POINTS, declare, fill, national_points
from tests.bench.setting import Setting
from tests.support.analysts import site

BENCH: Final = "pages"
LIMIT_MS: Final = 100.0
LIMIT_KB: Final = 200.0
RESPONSES: Final = (60, 140)
"""Of a Point in a month, from and to."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A kind of page. `address`: drawn anew each time."""

    name: str
    address: Callable[[Random], str]


def run(setting: Setting) -> Iterator[Figure]:
    """Ask for every page of figures, each many times."""
    points = national_points(setting.pick(12, POINTS, POINTS))
    months = setting.pick(3, 24, 24)
    setting.say(f"{len(points):,} Points × {months} months")
    with closing(Database(f"sqlite:///{setting.directory / 'pages.db'}")) as database:
        upgrade(database)
        for period in fill(database, default_survey(), points, months, RESPONSES):
            declare(database, points, period)
        database.scrub()
        now = datetime(2026, 11, 1, tzinfo=UTC)
        collector = site(DatabaseLibraries(database, lambda: now).open)
        reader = collector.signed_in("national")
        setting.say("asking")
        for page in _pages(points, months):
            yield from _ask(reader, page, setting.pick(2, 20, 60))


def _ask(reader: FlaskClient, page: _Page, times: int) -> Iterator[Figure]:
    rng = Random(4)
    taken: list[float] = []
    worked: list[float] = []
    sizes: list[int] = []

    def ask(address: str) -> None:
        answered = reader.get(address)
        assert answered.status_code == 200, address
        sizes.append(len(answered.data))

    ask(page.address(rng))
    for _ in range(times):
        address = page.address(rng)
        before = process_time()
        taken.append(1000 * seconds(lambda address=address: ask(address)))  # type: ignore[misc]
        worked.append(1000 * (process_time() - before))
    yield Figure(BENCH, f"{page.name}, p50", median(taken), "ms", "limit", LIMIT_MS, WITHIN)
    yield Figure(BENCH, f"{page.name}, p95", p95(taken), "ms", "limit", LIMIT_MS, WITHIN)
    name = f"{page.name}, processor time, p95"
    yield Figure(BENCH, name, p95(worked), "ms", "limit", LIMIT_MS)
    yield Figure(BENCH, f"{page.name}, largest", max(sizes) / 1000, "kB", "limit", LIMIT_KB, WITHIN)


def _pages(points: Sequence[PointRecord], months: int) -> Sequence[_Page]:
    survey = default_survey()
    questions = [each.id for each in survey.counted]
    cafs = sorted({each.caf for each in points})
    given = survey.crossings[0][1]
    start = FIRST.plus(max(0, months - 24))
    whole = f"from={start}&to={FIRST.plus(months - 1)}"

    def point(rng: Random) -> str:
        return rng.choice(points).id

    return (
        _Page("overview of France", lambda _: f"/overview?{whole}"),
        _Page("overview of a Caf", lambda rng: f"/cafs/{rng.choice(cafs)}?{whole}"),
        _Page("list of Points", lambda rng: f"/points?page={rng.randint(1, 50)}"),
        _Page("a Point", lambda rng: f"/points/{point(rng)}"),
        _Page("all Points ranked", lambda rng: f"/ranking?question={rng.choice(questions)}"),
        _Page("a question", lambda rng: f"/questions/{rng.choice(questions)}?{whole}"),
        _Page(
            "a question, crossed",
            lambda rng: f"/questions/{survey.crossings[0][0]}?caf={rng.choice(cafs)}&split={given}",
        ),
        _Page("a Point, its Caf, France", lambda rng: f"/compare?point={point(rng)}&{whole}"),
        _Page(
            "two periods of France",
            lambda _: f"/compare?from={start}&to={start}&from2={start.plus(1)}&to2={start.plus(1)}",
        ),
    )
