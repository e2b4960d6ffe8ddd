"""Sums of released rows since the beginning, so that any span of months is one subtraction.

Sums are kept for each Point, each Caf and the nation. Being sums of what was released, they publish
nothing new. For each form and place the rows go from its first month to its last without a gap
(`sum_span`), so that "the sum up to a month" is one row found by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from operator import add
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, bindparam, insert, select, update

from collector.store.cell_bytes import pack, unpack
from collector.store.engine import Transaction
from collector.store.tally_schema import running_sum, sum_span


class Level(IntEnum):
    """Of whom a sum is."""

    NATION = 0
    CAF = 1
    POINT = 2


class Place(NamedTuple):
    """One line of running sums. `caf` and `point` are empty above their level."""

    form: int
    level: Level
    caf: str
    point: str


class Sum(NamedTuple):
    """How many released rows were added up, and their cells."""

    releases: int
    cells: tuple[int, ...]

    def plus(self, other: Sum) -> Sum:
        """The sum of both."""
        return Sum(self.releases + other.releases, tuple(map(add, self.cells, other.cells)))


Span = tuple[int, int]
"""First and last month of a line, as period indexes."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row just released, of a Point, or of a Caf (`point` empty)."""

    form: int
    caf: str
    point: str
    cells: tuple[int, ...]


def add_rows(transaction: Transaction, month: int, rows: Iterable[NewRow]) -> None:
    """Add rows released for a month (period index) to every sum they belong to.

    The month may be later than all those known, one of them, or earlier than all.
    """
    gains = _gains(rows)
    spans = _spans(transaction, gains)
    fresh: list[tuple[Place, int, Sum]] = []
    for place, gain in gains.items():
        first, last = spans.get(place, (month, month - 1))
        if month > last:
            if place in spans:
                before = _sum_at(transaction, place, last)
                fresh += [(place, each, before) for each in range(last + 1, month)]
                fresh.append((place, month, before.plus(gain)))
            else:
                fresh.append((place, month, gain))
        else:
            _raise_from(transaction, place, month, gain)
            fresh += [(place, each, gain) for each in range(month, first)]
    _insert(transaction, fresh)
    _widen(transaction, gains, spans, month)


def _gains(rows: Iterable[NewRow]) -> dict[Place, Sum]:
    gains: dict[Place, Sum] = {}
    for row in rows:
        gain = Sum(1, row.cells)
        for place in _places(row):
            known = gains.get(place)
            gains[place] = gain if known is None else known.plus(gain)
    return gains


def _places(row: NewRow) -> Iterator[Place]:
    yield Place(row.form, Level.NATION, "", "")
    yield Place(row.form, Level.CAF, row.caf, "")
    if row.point:
        yield Place(row.form, Level.POINT, row.caf, row.point)


def _spans(transaction: Transaction, places: Iterable[Place]) -> dict[Place, Span]:
    """First and last month of the lines of these forms, Cafs and the nation."""
    cafs = {place.caf for place in places}
    query = select(sum_span).where(
        sum_span.c.form_id.in_({place.form for place in places}), sum_span.c.caf.in_(cafs)
    )
    return {
        Place(form, Level(level), caf, point): (first, last)
        for form, level, caf, point, first, last in transaction.execute(query)
    }


def _widen(
    transaction: Transaction, places: Iterable[Place], spans: Mapping[Place, Span], month: int
) -> None:
    """Note the months that the lines reach now."""
    new = [
        {**_columns(place), "first": month, "last": month} for place in places if place not in spans
    ]
    if new:
        transaction.execute(insert(sum_span), new)
    wider = [
        {
            **_named(place),
            "to_first": min(spans[place][0], month),
            "to_last": max(spans[place][1], month),
        }
        for place in places
        if place in spans and not spans[place][0] <= month <= spans[place][1]
    ]
    if wider:
        transaction.execute(_WIDEN, wider)


def _columns(place: Place) -> dict[str, int | str]:
    return {"form_id": place.form, "level": place.level, "caf": place.caf, "point_id": place.point}


def _named(place: Place) -> dict[str, int | str]:
    return {f"of_{name}": value for name, value in _columns(place).items()}


def _at(table: Table) -> ColumnElement[bool]:
    """The rows of one line, to be executed with `_named`."""
    return and_(
        *(
            table.c[name] == bindparam(f"of_{name}")
            for name in ("form_id", "level", "caf", "point_id")
        )
    )


def _sum_at(transaction: Transaction, place: Place, month: int) -> Sum:
    releases, cells = transaction.execute(_SUM_AT, {**_named(place), "month": month}).one()
    return Sum(releases, unpack(cells))


def _raise_from(transaction: Transaction, place: Place, month: int, gain: Sum) -> None:
    """Add to the sums of this month and of all later ones."""
    line = _named(place)
    raised = []
    for each, releases, cells in transaction.execute(_SUMS_FROM, {**line, "month": month}):
        total = Sum(releases, unpack(cells)).plus(gain)
        raised.append(
            {**line, "month": each, "to_releases": total.releases, "to_cells": pack(total.cells)}
        )
    transaction.execute(_RAISE, raised)


def _insert(transaction: Transaction, sums: Iterable[tuple[Place, int, Sum]]) -> None:
    rows = [
        {**_columns(place), "period": month, "releases": each.releases, "cells": pack(each.cells)}
        for place, month, each in sums
    ]
    if rows:
        transaction.execute(insert(running_sum), rows)


_SUM_AT: Final = select(running_sum.c.releases, running_sum.c.cells).where(
    _at(running_sum), running_sum.c.period == bindparam("month")
)
_SUMS_FROM: Final = select(running_sum.c.period, running_sum.c.releases, running_sum.c.cells).where(
    _at(running_sum), running_sum.c.period >= bindparam("month")
)
_RAISE: Final = (
    update(running_sum)
    .where(_at(running_sum), running_sum.c.period == bindparam("month"))
    .values(releases=bindparam("to_releases"), cells=bindparam("to_cells"))
)
_WIDEN: Final = (
    update(sum_span)
    .where(_at(sum_span))
    .values(first=bindparam("to_first"), last=bindparam("to_last"))
)
