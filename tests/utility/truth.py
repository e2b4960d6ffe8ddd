"""Simulated truth: visitors of known leanings, counted, perturbed by the tally's own hand, asked.

Every place is a Caf with one Point of the same id, so that each table gives one figure a place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from collector.tables.engine import answer
from collector.tables.estimate import Share, wilson
from collector.tables.forms import CellName, RowKey, row_cells
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.query import read_query
from collector.tables.released import TableId
from collector.tally.perturb import perturbed_row
from shared.periods import Period
from tests.collector.tables.samples import question, survey

SURVEY: Final = survey(
    [
        question("mood", "one", ["bad", "medium", "good"], required=True),
        question("goal", "one", ["yes", "no"]),
        question("why", "many", ["login", "document", "other"]),
    ],
    [["mood", "goal"]],
)
GOAL_YES: Final = 0.6
FIRST: Final = Period(2026, 1)

BREAKDOWN: Final = {
    TableId.SITE: "", TableId.LANGUAGE: "fr", TableId.CHANNEL: "screen",
    TableId.CROSSING: "mood:goal",
}  # fmt: skip
"""The rows that hold all of a place's visitors."""

Counts = Mapping[CellName, int]
Perturb = Callable[[bytes, str, RowKey, list[int]], tuple[int, ...]]


@dataclass(frozen=True)
class Case:
    """Places of so many visitors a release, with this share of `bad` and of `login`."""

    table: TableId
    question: str
    option: str
    n: int
    p: float
    releases: int = 1
    places: int = 1200

    @property
    def name(self) -> str:
        """For a test's id and the seed of its chance."""
        return f"{self.table.value} {self.question} {self.n}x{self.releases} {self.p:.2f}"


def by_the_tally(secret: bytes, release: str, key: RowKey, counts: list[int]) -> tuple[int, ...]:
    """The released row, as the tally makes it."""
    digest = hashlib.sha256(release.encode()).digest()
    return perturbed_row(secret, release, digest, key, SURVEY, counts)


def shares(case: Case, perturb: Perturb = by_the_tally) -> tuple[list[Share], list[Share]]:
    """The figure of every place as released, and what it would be without any noise."""
    released, exact = _worlds(case, perturb)
    return [one for one, _ in _figures(case, released)], [
        wilson(count / base, base) for _, (count, base) in _figures(case, exact)
    ]


def coverage(found: list[Share], p: float) -> float:
    """How often the interval holds the true share."""
    return sum(each.low <= p <= each.high for each in found) / len(found)


def mean_width(found: list[Share]) -> float:
    """The mean width of the intervals."""
    return float(np.mean([each.high - each.low for each in found]))


def _figures(case: Case, store: MemoryCellStore) -> list[tuple[Share, tuple[float, float]]]:
    by = "point" if case.table is TableId.SITE else "caf"
    query = read_query(case.table, {"question": case.question, "by": by}, store)
    breakdown = "yes" if case.table is TableId.CROSSING else BREAKDOWN[case.table]
    found = []
    for group in answer(store, query).groups:
        figure = group.figure(case.option)
        if group.breakdown == breakdown and figure.share:
            found.append((figure.share, (figure.estimate, figure.base)))
    assert len(found) == case.places
    return found


def _worlds(case: Case, perturb: Perturb) -> tuple[MemoryCellStore, MemoryCellStore]:
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(case.name.encode()).digest()[:8]))
    secret = chance.bytes(32)
    where = {f"p{at}": f"p{at}" for at in range(case.places)}
    released, exact = MemoryCellStore([SURVEY], where), MemoryCellStore([SURVEY], where)
    breakdown = BREAKDOWN[case.table]
    names = row_cells(SURVEY, case.table, breakdown)
    for place in where:
        for month in range(case.releases):
            counts = _visitors(chance, case)
            row = [counts.get(name, 0) for name in names]
            key = RowKey(case.table, place, SURVEY.digest, breakdown)
            period = FIRST.plus(month)
            noisy = perturb(secret, f"{place} {period}", key, row)
            released.rows.append(ReleasedRow(key, period, place, noisy))
            exact.rows.append(ReleasedRow(key, period, place, tuple(row)))
    return released, exact


def _visitors(chance: np.random.Generator, case: Case) -> Counts:
    """One release: everybody answers `mood` and `goal`, all but a tenth of them `why`."""
    p, n = case.p, case.n
    moods = ("bad", "medium", "good")
    weights = [p, (1 - p) * 0.6, (1 - p) * 0.4]
    goals = {"yes": GOAL_YES, "no": 1 - GOAL_YES}
    pairs = [(mood, goal) for mood in moods for goal in goals]
    drawn = chance.multinomial(n, [w * g for w in weights for g in goals.values()])
    counts: dict[CellName, int] = {
        ("_responses",): n,
        **dict(zip(pairs, map(int, drawn), strict=True)),
    }
    for mood in moods:
        counts["mood", mood] = sum(counts[mood, goal] for goal in goals)
    for goal in goals:
        counts["goal", goal] = sum(counts[mood, goal] for mood in moods)
    silent = n // 10
    counts["why", "_no_answer"] = silent
    for reason, share in (("login", p), ("document", 0.3), ("other", 0.2)):
        counts["why", reason] = int(chance.binomial(n - silent, share))
    return counts
