"""Sums of released rows since the beginning, so that any span of months is one subtraction.

Sums are kept for each Point, each Caf and the nation. Being sums of what was released, they publish
nothing new. For each form and place the rows go from its first month to its last without a gap
(`sum_span`), so that "the sum up to a month" is one row found by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from operator import add
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, insert, select, update

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
    for place, gain in _gains(rows):
        _add(transaction, place, month, gain)


def _gains(rows: Iterable[NewRow]) -> list[tuple[Place, Sum]]:
    """What each line of sums gains, in an order that is the same for everyone who writes."""
    gains: dict[Place, Sum] = {}
    for row in rows:
        gain = Sum(1, row.cells)
        for place in _places(row):
            known = gains.get(place)
            gains[place] = gain if known is None else known.plus(gain)
    return sorted(gains.items())


def _places(row: NewRow) -> Iterator[Place]:
    yield Place(row.form, Level.NATION, "", "")
    yield Place(row.form, Level.CAF, row.caf, "")
    if row.point:
        yield Place(row.form, Level.POINT, row.caf, row.point)


def _add(transaction: Transaction, place: Place, month: int, gain: Sum) -> None:
    span = transaction.execute(
        select(sum_span.c.first, sum_span.c.last).where(_is_at(sum_span, place))
    ).first()
    if span is None:
        values = {"form_id": place.form, "level": place.level, "first": month, "last": month}
        transaction.execute(insert(sum_span).values(caf=place.caf, point_id=place.point, **values))
        _insert(transaction, place, [(month, gain)])
        return
    first, last = span
    if month > last:
        before = _sum_at(transaction, place, last)
        gap = [(each, before) for each in range(last + 1, month)]
        _insert(transaction, place, [*gap, (month, before.plus(gain))])
    else:
        _raise_from(transaction, place, month, gain)
        _insert(transaction, place, [(each, gain) for each in range(month, first)])
    if not first <= month <= last:
        wider = {"first": min(first, month), "last": max(last, month)}
        transaction.execute(update(sum_span).where(_is_at(sum_span, place)).values(wider))


def _is_at(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(
        table.c.form_id == place.form,
        table.c.level == place.level,
        table.c.caf == place.caf,
        table.c.point_id == place.point,
    )


def _sum_at(transaction: Transaction, place: Place, month: int) -> Sum:
    query = select(running_sum.c.releases, running_sum.c.cells).where(
        _is_at(running_sum, place), running_sum.c.period == month
    )
    releases, cells = transaction.execute(query).one()
    return Sum(releases, unpack(cells))


def _raise_from(transaction: Transaction, place: Place, month: int, gain: Sum) -> None:
    """Add to the sums of this month and of all later ones."""
    later = (_is_at(running_sum, place), running_sum.c.period >= month)
    query = select(running_sum.c.period, running_sum.c.releases, running_sum.c.cells).where(*later)
    sums = [
        (each, Sum(releases, unpack(cells))) for each, releases, cells in transaction.execute(query)
    ]
    transaction.execute(delete(running_sum).where(*later))
    _insert(transaction, place, [(each, known.plus(gain)) for each, known in sums])


def _insert(transaction: Transaction, place: Place, sums: Sequence[tuple[int, Sum]]) -> None:
    if sums:
        common = {"form_id": place.form, "level": place.level, "caf": place.caf}
        rows = [
            {
                **common,
                "point_id": place.point,
                "period": month,
                "releases": each.releases,
                "cells": pack(each.cells),
            }
            for month, each in sums
        ]
        transaction.execute(insert(running_sum), rows)
