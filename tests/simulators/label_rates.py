"""How often the rule of label evidence errs, by simulation.

Each run is a Point over two years of monthly tallies: visitors by Poisson, answers by a true share,
the perturbation of four cells, the wait for twenty responses, then the product's own estimates,
chart and rule, at the end of each month of the second year. The other 26 Points of its Caf have the
acceptable share. `python -m tests.simulators` prints the tables; a bounded form is a test
(`tests/collector/label/test_rates.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from typing import Any

import numpy as np

from collector.dashboard.findings import find, size_at
from collector.label.cusum import Step, cusum
from collector.label.rule import DEFAULT_THRESHOLD, MONTHS, Finding, judge
from collector.surveys import default_survey
from collector.tables.forms import question_forms
from collector.tables.model import Group, Reading
from collector.tables.released import TABLES, TableId
from collector.tables.weights import Shares, question_shares
from collector.tally.plan import LEAST_RESPONSES, MOST_DEFERRALS
from shared.periods import Period

FIRST = Period(2025, 1)
YEARS = 2
OPTION = "bad"
ACCEPTABLE = 0.15
OTHERS = 26
NOISE = TABLES[TableId.SITE]
FORM = next(
    each for each in question_forms(default_survey()) if each.question.option_ids[0] == OPTION
)

EWMA_WEIGHT = 0.3
"""Of the newest release, for the chart that was turned down."""


@dataclass(frozen=True)
class Year:
    """One run: what was found at the end of each month of its second year.

    `levels`, `averages`: of the CUSUM, and of an EWMA of standardised shares, month by month.
    """

    findings: tuple[Finding, ...]
    levels: tuple[float, ...]
    averages: tuple[float, ...]


@cache
def _shares() -> Shares:
    return question_shares(FORM, exact_n=True)


@cache
def _reading(releases: int) -> Reading:
    shares = _shares()
    noise = tuple(
        type(shares.noise(each))(*(releases * term for term in shares.noise(each)))
        for each in FORM.question.option_ids
    )
    mix = ((FORM.survey, releases),)
    return Reading(mix, FORM.question.option_ids, ("_hasty",), noise, NOISE.variance, False)


def releases(chance: np.random.Generator, truth: Sequence[float], mean: float) -> list[Group]:
    """The released figures of a Point, by period. `truth`: the share of each month."""
    steps = np.arange(-NOISE.maximum, NOISE.maximum + 1)
    weights = np.array([exp(-0.1 * step * step) for step in steps])
    weights /= weights.sum()
    waiting: Any = np.zeros(4, dtype=int)
    made, waits = [], 0
    for month, share in enumerate(truth):
        n = int(chance.poisson(mean))
        waiting += chance.multinomial(n, [share, (1 - share) * 0.3, (1 - share) * 0.7, 0.0])
        total = int(waiting.sum())
        if not total or (total < LEAST_RESPONSES and waits < MOST_DEFERRALS):
            waits += bool(total)
            continue
        cells = waiting + chance.choice(steps, 4, p=weights)
        made.append(_group(str(FIRST.plus(month)), 1, total, [[int(each)] for each in cells]))
        waiting, waits = np.zeros(4, dtype=int), 0
    return made


def _group(name: str, number: int, total: int, columns: list[list[int]]) -> Group:
    shares = _shares()
    (correction,) = corrections = shares.corrections([total], columns)
    (base,) = shares.bases([total], columns, corrections)
    counts = tuple(column[0] + correction for column in columns)
    return Group(name, "", number, total, base, counts, _reading(number))


def total(groups: Sequence[Group]) -> Group | None:
    """The sum of releases, as a query over their months gives it."""
    if not groups:
        return None
    counts = tuple(map(sum, zip(*(each.counts for each in groups), strict=True)))
    base, n = sum(each.base for each in groups), sum(each.n for each in groups)
    return Group("", "", len(groups), n, base, counts, _reading(len(groups)))


def second_year(
    chance: np.random.Generator, truth: Sequence[float], mean: float, threshold: float
) -> Year:
    """Judge a Point at the end of each month of the second of two years."""
    groups = releases(chance, truth, mean)
    steps = cusum(groups, OPTION, threshold)
    averages = _averages(groups, threshold)
    findings, levels, smooth = [], [], []
    for month in range(12, 24):
        until = str(FIRST.plus(month))
        known = [each for each in groups if each.group <= until]
        first = str(FIRST.plus(month + 1 - MONTHS))
        year = total([each for each in known if each.group >= first])
        findings.append(
            _finding(year, truth[month + 1 - MONTHS : month + 1], steps[: len(known)], threshold)
        )
        levels.append(steps[len(known) - 1].level if known else 0.0)
        smooth.append(averages[len(known) - 1] if known else 0.0)
    return Year(tuple(findings), tuple(levels), tuple(smooth))


def _finding(
    year: Group | None, truth: Sequence[float], steps: Sequence[Step], threshold: float
) -> Finding:
    own = sum(truth) / len(truth)
    common = (OTHERS * ACCEPTABLE + own) / (OTHERS + 1)
    if year is None:
        return Finding.NOT_SHOWN
    (placed,) = find([year], OPTION, common)
    return judge(year, OPTION, placed.finding, steps, threshold).finding


def _averages(groups: Sequence[Group], threshold: float) -> list[float]:
    found, average = [], 0.0
    for each in groups:
        noise = each.reading.variance * each.reading.noise[0].at(ACCEPTABLE)
        size = size_at(ACCEPTABLE, each.base, noise) if each.base > 0 else 1.0
        share = min(1.0, max(0.0, each.counts[0] / each.base)) if each.base > 0 else ACCEPTABLE
        z = (share - ACCEPTABLE) / sqrt(ACCEPTABLE * (1 - ACCEPTABLE) / size)
        average += EWMA_WEIGHT * (z - average)
        found.append(average / sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT)))
    return found


def years(
    seed: int, runs: int, share: float, mean: float, *, turns: int | None = None
) -> Iterator[Year]:
    """So many runs. `turns`: the month (0 to 23) from which on the share is true, if not always."""
    chance: Any = np.random.default_rng(seed)
    truth = [ACCEPTABLE if turns is not None and month < turns else share for month in range(24)]
    for _ in range(runs):
        yield second_year(chance, truth, mean, DEFAULT_THRESHOLD)


def rate(some: Sequence[Year], finding: Finding) -> float:
    """In how many years a finding is made at least once."""
    return sum(finding in each.findings for each in some) / len(some)


def delay(levels: Sequence[Sequence[float]], limit: float, turned: int) -> float:
    """Months from the turn to the first alarm, counting the month of the turn as the first.

    Those that are never found count as a year.
    """
    found = [
        next((at - turned + 1 for at, one in enumerate(run) if at >= turned and one >= limit), 12)
        for run in levels
    ]
    return float(np.median(found))
