"""Queries over two years of France: every Point of the national list, month after month.

Each query goes the whole way: a transaction of its own on SQLite, parameters read and checked,
running sums subtracted, figures with their intervals made for all that would be shown. The same is
then asked of figures that stand for ten times as many responses, in turns with the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from collector.registry.model import PointRecord
from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from collector.store.migrate import upgrade
from collector.surveys import default_survey
from collector.tables.engine import answer
from collector.tables.query import read_query
from tests.bench.figures import WITHIN, Aim, Figure, Wish
from tests.bench.measure import p95, seconds
from tests.bench.national import FIRST, POINTS, fill, multiply, national_points
from tests.bench.setting import Setting
from tests.support.town import Clock

BENCH: Final = "queries"
LIMIT_MS: Final = 20.0
ALIKE: Final = Aim(Wish.AT_MOST, 1.2)
"""Ten times the responses may cost this much more at most: what chance does on a busy machine."""

RESPONSES: Final = (60, 140)
"""Of a Point in a month, from and to."""

SHOWN: Final = 50
"""Lines of a ranking that a page shows."""


def run(setting: Setting) -> Iterator[Figure]:
    """Ask every kind of question of a country of 100, and of one of 1,000 responses a month."""
    points = national_points(setting.pick(12, POINTS, POINTS))
    months = setting.pick(3, 24, 24)
    few, many = setting.directory / "few.db", setting.directory / "many.db"
    setting.say(f"{len(points):,} Points × {months} months")
    with _country(few) as country:
        for _ in fill(country, default_survey(), points, months, RESPONSES):
            pass
        country.scrub()
    multiply(few, many, 10)
    setting.say("asking")
    with _country(few) as one, _country(many) as other:
        countries = [DatabaseLibraries(one, Clock()), DatabaseLibraries(other, Clock())]
        yield from _ask(countries, points, months, setting.pick(2, 60, 200))


@contextmanager
def _country(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    yield database
    database.close()


@dataclass(frozen=True, slots=True)
class Asking:
    """A kind of query. `parameters`: drawn anew each time."""

    name: str
    table: str
    parameters: Callable[[Random], Mapping[str, str]]


def kinds(points: Sequence[PointRecord], months: int, questions: Sequence[str]) -> Sequence[Asking]:
    """Four kinds of query. `questions`: ids of those to draw from."""
    last = FIRST.plus(months - 1)
    year = {"from": str(last.plus(-min(11, months - 1))), "to": str(last)}
    survey = default_survey()
    cafs = sorted({each.caf for each in points})
    crossing = ":".join(survey.crossings[0])
    return (
        Asking(
            "one Point over a year",
            "site",
            lambda rng: {"question": rng.choice(questions), "point": rng.choice(points).id, **year},
        ),
        Asking(
            "a crossing of a Caf over a year",
            "crossing",
            lambda rng: {"question": crossing, "caf": rng.choice(cafs), **year},
        ),
        Asking(
            "France by month, two years",
            "site",
            lambda rng: {"question": rng.choice(questions), "by": "period"},
        ),
        Asking(
            "a ranking of all Points over a year",
            "site",
            lambda rng: {"question": rng.choice(questions), "by": "point", **year},
        ),
    )


def _ask(
    countries: Sequence[DatabaseLibraries],
    points: Sequence[PointRecord],
    months: int,
    times: int,
) -> Iterator[Figure]:
    rng = Random(3)
    questions = [each.id for each in default_survey().counted]
    for kind in kinds(points, months, questions):
        taken: list[list[float]] = [[] for _ in countries]
        for _ in range(times):
            parameters = kind.parameters(rng)
            for country, its in zip(countries, taken, strict=True):
                its.append(1000 * seconds(query(country, kind.table, parameters)))
        few, many = taken
        beside = "limit"
        yield Figure(BENCH, f"{kind.name}, p50", median(few), "ms", beside, LIMIT_MS, WITHIN)
        yield Figure(BENCH, f"{kind.name}, p95", p95(few), "ms", beside, LIMIT_MS, WITHIN)
        beside = "as many releases of a tenth"
        name = f"{kind.name}, ×10 responses"
        yield Figure(BENCH, name, median(many), "ms", beside, median(few), ALIKE)


def query(
    country: DatabaseLibraries, table: str, parameters: Mapping[str, str]
) -> Callable[[], None]:
    """One query, with all that a page would show of it."""

    def ask() -> None:
        with country.open() as library:
            found = answer(library, read_query(table, parameters, library))
        assert found.groups
        shown = found.groups
        if parameters.get("by") == "point":
            option = found.question.option_ids[0]
            ranked = sorted(found.groups, key=lambda group: group.counts[0] / (group.base or 1))
            shown = tuple(ranked[:SHOWN])
            assert all(group.figure(option) for group in shown)
        assert [figure.share for group in shown for figure in group.figures]

    return ask
