"""The written rule: what the figures of twelve months show on a Point's dissatisfied visitors.

*Shown*, if all four hold:

1. at least 50 people answered (`SOLID_BASE`): a fragile share proves nothing;
2. the whole 95 % interval of the share, noise included, lies above the threshold;
3. the Point lies clearly above the Points it is compared with (the funnel's 99.8 % limit), so that
   what all of them suffer from is not laid at one door;
4. the sequential chart alarms with the last release: it has not ceased.

*To watch*, if the second or the fourth holds. Else *not shown*. Each finding is of the figures, not
of the Point; a human decides (`collector.label.decisions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from collector.dashboard.findings import Finding as Compared
from collector.label.cusum import Step
from collector.tables.estimate import SOLID_BASE
from collector.tables.model import Group

DEFAULT_THRESHOLD: Final = 0.25
"""The Cnaf reads more than 20 to 25 % of dissatisfied visitors as a priority problem."""

LEAST_THRESHOLD: Final = 0.15
MOST_THRESHOLD: Final = 0.6

MONTHS: Final = 12
CHART_MONTHS: Final = 36
"""How far back the chart begins: with its ceiling, what is older changes nothing."""


class Finding(StrEnum):
    """What the figures show."""

    NOT_SHOWN = "not-shown"
    WATCH = "watch"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which of the four conditions hold, in the order of the rule."""

    enough: bool
    above_threshold: bool
    above_others: bool
    alarms: bool

    @property
    def finding(self) -> Finding:
        """What follows from them."""
        if self.enough and self.above_threshold and self.above_others and self.alarms:
            return Finding.SHOWN
        return Finding.WATCH if self.above_threshold or self.alarms else Finding.NOT_SHOWN


def judge(
    year: Group | None, option: str, compared: Compared, steps: Sequence[Step], threshold: float
) -> Judgement:
    """Apply the rule.

    Args:
        year: the figures of the last twelve months, None without a release in them.
        option: the answer of the dissatisfied.
        compared: where the Point lies in the funnel of those months.
        steps: the sequential chart.
        threshold: a share, from 0.15 to 0.6.
    """
    share = year.figure(option).share if year else None
    return Judgement(
        enough=year is not None and year.base >= SOLID_BASE,
        above_threshold=share is not None and share.low > threshold,
        above_others=compared is Compared.VERY_HIGH,
        alarms=bool(steps) and steps[-1].alarms,
    )
