"""Whether what was published is what visitors said: to the last response, and within the noise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from sqlalchemy import select

from collector.store.cell_bytes import unpack
from collector.store.engine import Database
from collector.store.tally_schema import release, released_row
from collector.surveys import default_survey
from collector.tables.forms import row_cells
from collector.tables.released import TABLES, TableId
from collector.tally.plan import LEAST_RESPONSES
from tests.month.country import ask

Truth = Mapping[str, Mapping[str, int]]
"""Point → `question cell` → how many said so."""

SITE: Final = TABLES[TableId.SITE]
_SURVEY: Final = default_survey()
_CELLS: Final = [" ".join(name) for name in row_cells(_SURVEY, TableId.SITE, "")[1:]]
QUESTION: Final = _SURVEY.counted[0]
"""One that everybody answers."""

_SIGMAS: Final = 6


@dataclass(frozen=True, slots=True)
class Checked:
    """What was laid beside the truth. `noise_…`: of the differences found."""

    points: int
    cells: int
    noise_mean: float
    noise_variance: float
    largest: int


def check_accounts(told: Mapping[str, Any], by_point: Mapping[str, int], comments: int) -> None:
    """Received = tallied + set aside + waiting, line by line and in all, and as many as were sent.

    Points with few responses wait for the next tally; none was set aside.
    """
    accounts = told["reconciliation"]
    tallied = {point: n for point, n in by_point.items() if n >= LEAST_RESPONSES}
    sent = sum(by_point.values())
    assert accounts["holds"]
    assert accounts["missing"] == 0
    assert accounts["received"] == sent + comments, (accounts["received"], sent, comments)
    assert not accounts["set_aside"]
    lines = [line for line in accounts["lines"] if line["kind"] == "response"]
    counted = {line["point"]: line["tallied"] for line in lines if line["tallied"]}
    waiting = {line["point"]: line["waiting"] for line in lines if line["waiting"]}
    assert counted == tallied
    assert waiting == {point: n for point, n in by_point.items() if 0 < n < LEAST_RESPONSES}
    assert told["deferred"] == len(waiting)


def check_figures(url: str, truth: Truth, by_point: Mapping[str, int]) -> Checked:
    """Every released cell of every Point against what was said there: as far off as noise goes."""
    off: list[int] = []
    points = 0
    for point, n, cells in _released(url):
        points += 1
        assert n == by_point[point], f"{point}: a release of {n}"
        off += differences(point, cells, truth[point], n)
    assert points == sum(n >= LEAST_RESPONSES for n in by_point.values())
    mean = sum(off) / len(off)
    variance = sum(each**2 for each in off) / len(off) - mean**2
    assert abs(mean) < _SIGMAS * sqrt(SITE.variance / len(off)), f"figures lean by {mean}"
    spread = _SIGMAS * SITE.variance * sqrt(2 / len(off))
    assert abs(variance - SITE.variance) < spread, f"the noise has variance {variance}"
    return Checked(points, len(off), mean, variance, max(map(abs, off)))


def differences(point: str, cells: Sequence[int], counts: Mapping[str, int], n: int) -> list[int]:
    """How far each released cell of a Point is from what was said: never further than noise goes.

    `counts`: by `question cell`; `n`: how many answered.
    """
    assert cells[0] == n, f"{point}: {cells[0]} responses for {n}"
    expected = [counts.get(cell, 0) for cell in _CELLS]
    off = [got - true for got, true in zip(cells[1:], expected, strict=True)]
    assert max(map(abs, off)) <= SITE.maximum, f"{point}: further off than noise can be"
    return off


def _released(url: str) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    query = (
        select(release.c.point_id, release.c.n, released_row.c.cells)
        .join_from(release, released_row)
        .where(release.c.table_id == TableId.SITE.value)
    )
    with closing(Database(url)) as database, database.read() as transaction:
        for point, n, cells in transaction.execution_options(yield_per=500).execute(query):
            yield point, n, tuple(unpack(cells))


def check_queries(
    address: str, token: str, truth: Truth, cafs: Mapping[str, str], n: Mapping[str, int]
) -> dict[str, float]:
    """Ask the API of a Point, of its Caf, of France whole, by Caf and by Point; milliseconds each.

    `cafs`: of the Points that have a release; `n`: how many answered, by Point. Numbers of
    responses are exact sums; a count may be as far off as the noise of so many releases goes.
    """
    point = max(cafs, key=lambda each: n[each])
    took: dict[str, float] = {}
    for name, parameters, members in (
        ("one Point", {"point": point}, [point]),
        ("one Caf", {"caf": cafs[point]}, [each for each in cafs if cafs[each] == cafs[point]]),
        ("France", {}, list(cafs)),
    ):
        answer = ask(address, token, "site", question=QUESTION.id, **parameters)
        took[name] = answer.milliseconds
        _check_group(answer.document["groups"][0], members, truth, n)
    for by, key in (("caf", cafs), ("point", {each: each for each in cafs})):
        expected: Counter[str] = Counter()
        for each in cafs:
            expected[key[each]] += n[each]
        answer = ask(address, token, "site", question=QUESTION.id, by=by)
        took[f"France by {by}"] = answer.milliseconds
        assert {each["group"]: each["n"] for each in answer.document["groups"]} == expected
    return {name: round(milliseconds, 1) for name, milliseconds in took.items()}


def _check_group(
    group: Mapping[str, Any], members: Sequence[str], truth: Truth, n: Mapping[str, int]
) -> None:
    assert group["n"] == sum(n[each] for each in members)
    allowed = 1 + _SIGMAS * sqrt(SITE.variance * len(members))
    for figure in group["figures"]:
        cell = f"{QUESTION.id} {figure['option']}"
        said = sum(truth[each].get(cell, 0) for each in members)
        assert abs(figure["count"] - said) <= allowed, f"{cell}: {figure['count']} for {said}"
