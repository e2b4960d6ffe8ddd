"""What the API and the dashboard read, behind one small interface; the database stands behind it.

A library is opened for one request and gives one consistent look at the registry and the releases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from collector.activity.turnout import Turnout
from collector.registry.registered import PointPlace, RegisteredPoint
from collector.tables.history import ReleaseHistory
from collector.tables.query import CellStore
from shared.periods import Period
from shared.survey import Survey


class Library(CellStore, ReleaseHistory, Protocol):
    """Released cells, the list of releases, and what they are about."""

    def point(self, point: str) -> RegisteredPoint | None:
        """The Point with this id."""
        ...

    def point_list(self, caf: str | None = None) -> Sequence[RegisteredPoint]:
        """Every Point, or those of one Caf, by id."""
        ...

    def places(self, caf: str | None = None) -> Sequence[PointPlace]:
        """The same Points, only what lists and maps say of them."""
        ...

    def cafs(self) -> Mapping[str, str]:
        """The Cafs' names by code."""
        ...

    def turnout(
        self, first: Period, last: Period, *, point: str | None = None, caf: str | None = None
    ) -> Turnout | None:
        """The turnout of a Point, a Caf's Points or all in these months; None without a return."""
        ...

    def survey_list(self) -> Sequence[Survey]:
        """Every published survey, in the order of publication."""
        ...


OpenLibrary = Callable[[], AbstractContextManager[Library]]
