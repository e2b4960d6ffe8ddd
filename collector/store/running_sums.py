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


class Line(NamedTuple):
    """A line of running sums: its first and last month (period indexes), and its last sum."""

    first: int
    last: int
    total: Sum


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
    lines = _lines(transaction, gains)
    fresh: list[tuple[Place, int, Sum]] = []
    raised: list[tuple[Place, int, Sum]] = []
    for place, gain in gains.items():
        line = lines.get(place)
        if line is None:
            fresh.append((place, month, gain))
        elif month > line.last:
            fresh += [(place, each, line.total) for each in range(line.last + 1, month)]
            fresh.append((place, month, line.total.plus(gain)))
        else:
            raised += _raised_from(transaction, place, month, gain)
            fresh += [(place, each, gain) for each in range(month, line.first)]
    _insert(transaction, fresh)
    _raise(transaction, raised)
    _widen(transaction, gains, lines, month)


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


def _lines(transaction: Transaction, places: Iterable[Place]) -> dict[Place, Line]:
    """The lines of these forms and Cafs, and of the nation, in one statement."""
    cafs = {place.caf for place in places}
    names = ("form_id", "level", "caf", "point_id")
    last = and_(
        running_sum.c.period == sum_span.c.last,
        *(running_sum.c[name] == sum_span.c[name] for name in names),
    )
    query = (
        select(sum_span, running_sum.c.releases, running_sum.c.cells)
        .join_from(sum_span, running_sum, last)
        .where(sum_span.c.form_id.in_({place.form for place in places}), sum_span.c.caf.in_(cafs))
    )
    return {
        Place(form, Level(level), caf, point): Line(first, last, Sum(releases, unpack(cells)))
        for form, level, caf, point, first, last, releases, cells in transaction.execute(query)
    }


def _widen(
    transaction: Transaction, places: Iterable[Place], lines: Mapping[Place, Line], month: int
) -> None:
    """Note the months that the lines reach now."""
    new = [
        {**_columns(place), "first": month, "last": month} for place in places if place not in lines
    ]
    if new:
        transaction.execute(insert(sum_span), new)
    known = [(place, lines[place]) for place in places if place in lines]
    wider = [
        {**_named(place), "to_first": min(line.first, month), "to_last": max(line.last, month)}
        for place, line in known
        if not line.first <= month <= line.last
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


def _raised_from(
    transaction: Transaction, place: Place, month: int, gain: Sum
) -> Iterator[tuple[Place, int, Sum]]:
    """The sums of this month and of all later ones, with the gain."""
    sums = transaction.execute(_SUMS_FROM, {**_named(place), "month": month})
    for each, releases, cells in sums:
        yield place, each, Sum(releases, unpack(cells)).plus(gain)


def _raise(transaction: Transaction, sums: Iterable[tuple[Place, int, Sum]]) -> None:
    rows = [
        {
            **_named(place),
            "month": month,
            "to_releases": each.releases,
            "to_cells": pack(each.cells),
        }
        for place, month, each in sums
    ]
    if rows:
        transaction.execute(_RAISE, rows)


def _insert(transaction: Transaction, sums: Iterable[tuple[Place, int, Sum]]) -> None:
    rows = [
        {**_columns(place), "period": month, "releases": each.releases, "cells": pack(each.cells)}
        for place, month, each in sums
    ]
    if rows:
        transaction.execute(insert(running_sum), rows)


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
