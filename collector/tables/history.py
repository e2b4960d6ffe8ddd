"""Which releases there are: the months that figures speak of, and how many responses they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from shared.periods import Period


class ReleaseEntry(NamedTuple):
    """One tally's release of a Point, as everybody may know it.

    `period`: the month of the tally, by which queries select. `first`, `last`: the months of the
    responses it counts, when some had waited. `n`: how many responses, exactly.
    """

    period: Period
    first: Period
    last: Period
    n: int


class PointTotal(NamedTuple):
    """All the releases of a Point: the last one's period, and how many responses, exactly."""

    last: Period
    n: int


class ReleaseHistory(Protocol):
    """Where releases are listed."""

    def releases(self, point: str) -> Sequence[ReleaseEntry]:
        """The releases of a Point, oldest first."""
        ...

    def totals(self, points: Sequence[str]) -> Mapping[str, PointTotal]:
        """The totals of those of these Points that have releases."""
        ...

    def last_releases(self) -> Mapping[str, Period]:
        """The month of the last release of every Point that has one."""
        ...
