"""What analysts read, from the database: see `collector.api.library`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from collector.activity.turnout import Turnout
from collector.api.library import Library
from collector.registry.registered import PointPlace, RegisteredPoint
from collector.store.cells import SqlCellStore
from collector.store.engine import Database, Transaction
from collector.store.history import (
    releases_of,
    totals_of,
)
from collector.store.openings import in_force
from collector.store.points import all_cafs, all_points, find_point
from collector.store.remembered import Remembered
from collector.store.surveys import all_surveys
from collector.store.turnouts import national_turnout, turnout
from collector.tables.history import PointTotal, ReleaseEntry
from collector.tables.model import Block, Form
from collector.tables.query import CellStore, Query
from shared.periods import Period
from shared.survey import Survey

_ONE_MOMENT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class DatabaseLibraries:
    """Opens libraries on a database, one for each request.

    Args:
        database: where figures and registry are.
        now: the clock: Points are shown with the hours of today.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._remembered = Remembered()

    @contextmanager
    def open(self) -> Iterator[Library]:
        """A library that reads in one transaction.

        Raises:
            StorageProblem: `database-unavailable`.
        """
        with self._database.read() as transaction:
            if not self._database.is_sqlite:  # there a reader sees one moment by itself
                transaction.exec_driver_sql(_ONE_MOMENT)
            cells = SqlCellStore(transaction, self._remembered)
            yield _DatabaseLibrary(transaction, cells, self._remembered, self._now())


class _DatabaseLibrary:
    def __init__(
        self, transaction: Transaction, cells: CellStore, remembered: Remembered, now: datetime
    ) -> None:
        self._now = now
        self._remembered = remembered
        self._transaction = transaction
        self._cells = cells

    def has_point(self, point: str) -> bool:
        return self._cells.has_point(point)

    def has_caf(self, caf: str) -> bool:
        return self._cells.has_caf(caf)

    def periods(self) -> tuple[Period, Period] | None:
        return self._cells.periods()

    def forms(self, question: str, across: str | None = None) -> Sequence[Form]:
        return self._cells.forms(question, across)

    def sums(self, query: Query) -> Iterable[Block]:
        return self._cells.sums(query)

    def releases(self, point: str) -> Sequence[ReleaseEntry]:
        return releases_of(self._transaction, point)

    def totals(self, points: Sequence[str]) -> Mapping[str, PointTotal]:
        return totals_of(self._transaction, points)

    def last_releases(self) -> Mapping[str, Period]:
        return self._remembered.last_releases(self._transaction)

    def point(self, point: str) -> RegisteredPoint | None:
        found = find_point(self._transaction, point)
        return in_force(self._transaction, [found], self._now)[0] if found else None

    def point_list(self, caf: str | None = None) -> Sequence[RegisteredPoint]:
        return in_force(self._transaction, all_points(self._transaction, caf), self._now)

    def places(self, caf: str | None = None) -> Sequence[PointPlace]:
        return self._remembered.places(self._transaction, caf)

    def cafs(self) -> Mapping[str, str]:
        return all_cafs(self._transaction)

    def turnout(
        self, first: Period, last: Period, *, point: str | None = None, caf: str | None = None
    ) -> Turnout | None:
        if point is None and caf is None:
            return national_turnout(self._transaction, first, last, self._remembered.turnout)
        return turnout(self._transaction, first, last, point_id=point, caf=caf)

    def survey_list(self) -> Sequence[Survey]:
        return all_surveys(self._transaction)
