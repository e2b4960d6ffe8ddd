"""The sequential chart of label evidence: a CUSUM of the dissatisfied, release by release.

Page's cumulative sum (1954) of the log-likelihood ratio between an acceptable share (the threshold
less ten points) and an unacceptable one (the threshold and ten points more):

    S ← min(CEILING, max(0, S + size · (p·a - c)))
    a = ln(p1(1 - p0) / (p0(1 - p1))),  c = ln((1 - p0) / (1 - p1))

`size` is the number of unperturbed answers that would be as precise as the release
(`findings.size_at`), so that a release says no more than its noise lets it say. S rises while the
share is above c/a, about the threshold less one point, and falls below it. It alarms from LIMIT on.
The ceiling makes a Point that has improved leave the alarm within a few months; it changes nothing
before the first alarm. Limit and chart were chosen by simulation (`python -m tests.simulators`);
collector/label/README.md has the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from typing import Final, NamedTuple

from collector.dashboard.findings import size_at
from collector.tables.model import Group
from shared.periods import Period

HALF_WIDTH: Final = 0.10
"""From the threshold to the acceptable and to the unacceptable share."""

LIMIT: Final = 6.0
CEILING: Final = 2 * LIMIT


class Step(NamedTuple):
    """S after one release. `group`: that month's figures."""

    period: Period
    level: float
    group: Group

    @property
    def alarms(self) -> bool:
        """Whether it lies at the limit or beyond."""
        return self.level >= LIMIT


def cusum(groups: Iterable[Group], option: str, threshold: float) -> list[Step]:
    """The chart of one Point.

    Args:
        groups: its figures by period, oldest first.
        option: the answer of the dissatisfied.
        threshold: a share, from 0.15 to 0.6.
    """
    low, high = threshold - HALF_WIDTH, threshold + HALF_WIDTH
    slope = log(high * (1 - low) / (low * (1 - high)))
    centre = log((1 - low) / (1 - high))
    level, steps = 0.0, []
    for group in groups:
        if group.base > 0:
            at = group.reading.options.index(option)
            noise = group.reading.variance * group.reading.noise[at].at(threshold)
            share = min(1.0, max(0.0, group.counts[at] / group.base))
            size = size_at(threshold, group.base, noise)
            level = min(CEILING, max(0.0, level + size * (share * slope - centre)))
        steps.append(Step(Period.parse(group.group), level, group))
    return steps
