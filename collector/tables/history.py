"""Which releases there are: the months that figures speak of, and how many responses they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from shared.periods import Period


class ReleaseEntry(NamedTuple):
    """One release of a Point, as everybody may know it.

    `period`: the month whose tally released it, by which queries select. `first`, `last`: the
    months of the responses it counts, when some had waited. `n`: how many responses, exactly.
    """

    period: Period
    first: Period
    last: Period
    n: int


class ReleaseHistory(Protocol):
    """Where releases are listed."""

    def releases(self, point: str) -> Sequence[ReleaseEntry]:
        """The releases of a Point, oldest first."""
        ...
