"""A Caf's reports of a year: one PDF for each of its Points and one for all, by the command."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from random import Random
from typing import Final

from collector.registry.model import PointRecord
from collector.store.engine import Database
from collector.surveys import default_survey
from shared.periods import Period
from tests.bench.figures import WITHIN, Figure
from tests.bench.setting import Setting
from tests.support.database_library import fill
from tests.support.released import Month, release_all
from tests.support.served import Installation

BENCH: Final = "reports"
CAF: Final = "761"
YEAR: Final = 2025
POINTS: Final = 100
LIMIT_SECONDS: Final = 120.0
"""For so many Points, on two processors."""


def run(setting: Setting) -> Iterator[Figure]:
    """Write the reports of a Caf whose Points have 20 to 80 responses a month."""
    points = setting.pick(2, 20, POINTS)
    installation = Installation(
        setting.place("reports"), f"sqlite:///{setting.directory / 'reports.db'}"
    )
    installation.run("init")
    setting.say(f"{points} Points")
    _fill(installation.database_url, points)
    before, began = _processor_seconds(), time.monotonic()
    out = setting.directory / "pdf"
    done = installation.spawn("report", str(out), "--caf", CAF, "--year", str(YEAR))
    wall, work = time.monotonic() - began, _processor_seconds() - before
    assert done.returncode == 0, done.stderr
    assert len(list(out.glob("*.pdf"))) == points + 1
    limit = LIMIT_SECONDS * points / POINTS
    beside = f"{LIMIT_SECONDS:g} s for {POINTS} Points"
    yield Figure(BENCH, f"a Caf of {points} Points", wall, "s", beside, limit, WITHIN)
    both = f"two processors' {beside}"
    yield Figure(BENCH, "processor time of it", work, "s", both, 2 * limit, WITHIN)


def _fill(url: str, points: int) -> None:
    chance, first = Random(1), Period(YEAR, 1)
    records = [
        PointRecord(
            f"p{number:03d}", CAF, f"Point {number}", "1 rue du Port", "76000", "Rouen",
            hours="Mo-Fr 09:00-12:30; PH off",
        )
        for number in range(points)
    ]  # fmt: skip
    wanted = [
        Month(each.id, CAF, first.plus(at), chance.randint(20, 80), first.plus(at), 0.12)
        for each in records
        for at in range(12)
    ]
    database = Database(url)
    fill(database, default_survey(), records, release_all(default_survey(), wanted))
    database.close()


def _processor_seconds() -> float:
    """Of every process that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
