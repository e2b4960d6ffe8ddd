"""Places in a ranking that say no more than the figures do.

The rule: with m Points, each gets Wilson's interval at the level 0.95^(1/m) (Šidák), so that all m
hold their true shares at once 95 times in 100. One Point is surely before another if their
intervals do not meet. A Point's places then go from 1 + the number of Points surely before it to
m - the number of Points surely after it. Points that cannot be told apart always share a place, and
with 95 % confidence no place that is claimed anywhere in the ranking is wrong: if all intervals
hold, every "surely before" is true, hence the true place lies among those given.
(After Mogstad, Romano, Shaikh and Wilhelm, Inference for Ranks, 2024, with simpler intervals.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from statistics import NormalDist
from typing import Final, NamedTuple

from collector.dashboard.findings import Finding, Placed
from collector.tables.estimate import effective_size, wilson

CONFIDENCE: Final = 0.95


class Ranked(NamedTuple):
    """A Point with its places, from `first` to `last`, both included; 1 is the largest share."""

    placed: Placed
    first: int
    last: int


class Places:
    """The Points whose share is shown, the largest share first; ties by Point id.

    Of thousands of Points a page shows some: the places of those alone are worked out.
    """

    def __init__(self, placed: Iterable[Placed], option: str) -> None:
        shown = [each for each in placed if each.finding is not Finding.UNSHOWN]
        shown.sort(key=lambda each: (-each.share, each.group.group))
        z = simultaneous_z(len(shown)) if shown else 0.0
        self._shown = shown
        self._joint = [_joint(each, option, z) for each in shown]
        self._lows = sorted(low for low, _ in self._joint)
        self._highs = sorted(high for _, high in self._joint)

    def __len__(self) -> int:
        """How many Points have a place."""
        return len(self._shown)

    def lines(self, start: int = 0, stop: int | None = None) -> list[Ranked]:
        """The Points of a slice with their places."""
        pairs = zip(self._shown[start:stop], self._joint[start:stop], strict=True)
        number = len(self._shown)
        return [
            Ranked(
                each,
                1 + number - bisect_right(self._lows, high),
                number - bisect_left(self._highs, low),
            )
            for each, (low, high) in pairs
        ]


def simultaneous_z(number: int) -> float:
    """Standard deviations of so many intervals that all hold at once with `CONFIDENCE`."""
    return NormalDist().inv_cdf((1 + CONFIDENCE ** (1 / number)) / 2)


def _joint(placed: Placed, option: str, z: float) -> tuple[float, float]:
    """Wilson's interval at this level; the perturbation is in the effective size."""
    group = placed.group
    at = group.reading.options.index(option)
    noise, variance = group.reading.noise[at], group.reading.variance
    size = effective_size(group.counts[at], group.base, noise, variance)
    _, low, high = wilson(placed.share, size, z)
    return low, high
