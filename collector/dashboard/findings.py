"""Which Points differ from a common share by more than chance and the perturbation explain.

A Point's share p has, if the common share p0 holds there, the variance of DISCLOSURE.md at p0:

    s² = p0(1 - p0)/b + V·‖M(w - p0·u)‖²/b²      (the noise summed over its L releases)

The first term is that of sampling b answers, the second that of the perturbation. With
size = p0(1 - p0)/s², the number of unperturbed answers that would be as precise, s² is
p0(1 - p0)/size: plotted against `size`, all Points have the same control limits p0 ± z·s, whatever
the number of their releases, and a Point lies beyond a limit exactly if |p - p0|/s > z. The limits
are those of a score test, as Wilson's interval is. Limits: 95 % and 99.8 % (z = 1.96 and 3.09), as
is usual in funnel plots (Spiegelhalter, 2005). Of 1,000 Points without any difference about 50
lie beyond the first and 2 beyond the second; so only the second is called to stand out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

from collector.tables.estimate import Status, status
from collector.tables.model import Group

WARNING_Z: Final = NormalDist().inv_cdf(0.975)
ALARM_Z: Final = NormalDist().inv_cdf(0.999)
"""Standard deviations of the 95 % and 99.8 % limits."""


class Finding(StrEnum):
    """Where a Point lies: beyond the 99.8 % limits, the 95 % limits, or within; or not shown."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    USUAL = "usual"
    LOW = "low"
    VERY_LOW = "very-low"
    UNSHOWN = "unshown"

    @property
    def stands_out(self) -> bool:
        """Whether it lies beyond the 99.8 % limits."""
        return self in (Finding.VERY_HIGH, Finding.VERY_LOW)


class Placed(NamedTuple):
    """A Point in the funnel. `size`: effective answers; `z`: distance in standard deviations."""

    group: Group
    share: float
    size: float
    z: float
    finding: Finding


def common_share(groups: Iterable[Group], option: str) -> float | None:
    """p0: all counts of an option over all bases, of those Points that have a shown base."""
    shown = [each for each in groups if status(each.base, conditional=False) is not Status.HIDDEN]
    readings = {id(each.reading): each.reading for each in shown}
    places = {name: reading.options.index(option) for name, reading in readings.items()}
    count = sum(each.counts[places[id(each.reading)]] for each in shown)
    base = sum(each.base for each in shown)
    return min(1.0, max(0.0, count / base)) if base > 0 else None


def size_at(p0: float, base: float, noise: float) -> float:
    """The unperturbed answers as precise as `base` ones. `noise`: V·‖M(w - p0·u)‖², summed."""
    spread = p0 * (1 - p0)
    return spread / (spread / base + noise / base**2)


def limits(p0: float, size: float, z: float) -> tuple[float, float]:
    """The control limits around a common share at an effective size, within 0 and 1."""
    half = z * sqrt(p0 * (1 - p0) / size)
    return max(0.0, p0 - half), min(1.0, p0 + half)


def find(groups: Sequence[Group], option: str, p0: float) -> list[Placed]:
    """The groups with their findings, in their order; those with a hidden base are unshown.

    `p0` of 0 or 1 leaves no room to differ: nothing stands out then.
    """
    readings: dict[int, tuple[int, float]] = {}
    found = []
    for group in groups:
        reading = group.reading
        if status(group.base, conditional=reading.conditional) is Status.HIDDEN:
            found.append(Placed(group, 0.0, 0.0, 0.0, Finding.UNSHOWN))
            continue
        read = readings.get(id(reading))  # thousands of groups share a few
        if read is None:
            at = reading.options.index(option)
            read = readings[id(reading)] = at, reading.variance * reading.noise[at].at(p0)
        found.append(_placed(group, group.counts[read[0]] / group.base, p0, read[1]))
    return found


def _placed(group: Group, share: float, p0: float, noise: float) -> Placed:
    value = 0.0 if share < 0 else min(share, 1.0)
    spread = p0 * (1 - p0)
    if not spread:
        return Placed(group, value, group.base, 0.0, Finding.USUAL)
    size = size_at(p0, group.base, noise)
    z = (value - p0) / sqrt(spread / size)
    return Placed(group, value, size, z, Finding.USUAL if -WARNING_Z <= z <= WARNING_Z else _far(z))


def _far(z: float) -> Finding:
    if z > 0:
        return Finding.VERY_HIGH if z > ALARM_Z else Finding.HIGH
    return Finding.VERY_LOW if z < -ALARM_Z else Finding.LOW
