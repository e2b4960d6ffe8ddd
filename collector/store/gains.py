"""What the lines of running sums gained in the months of a query: one subtraction a line.

A line is one Point, one Caf or the nation, in one form. Statements are built once for each kind of
query, since building one costs more than running it. Sums are joined to their spans by outer joins
although none is ever missing: so every planner begins with the few spans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, repeat
from operator import add, itemgetter, sub
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    select,
)

from collector.store.engine import Transaction
from collector.store.running_sums import Level
from collector.store.sweeps import Sweep, sweep
from collector.store.tally_schema import running_sum, sum_span
from collector.tables.model import By
from collector.tables.query import Query
from shared.periods import Period

Gain = tuple[int, tuple[int, ...]]
"""How many released rows were added; their number of responses, followed by the cells asked for."""


def _plus(one: Gain, other: Gain) -> Gain:
    return one[0] + other[0], tuple(map(add, one[1], other[1]))


def _less(one: Gain, other: Gain) -> Gain:
    return one[0] - other[0], tuple(map(sub, one[1], other[1]))


class Slice(Protocol):
    """Reads what a query asks of the rows of one form."""

    def read(self, row: bytes) -> tuple[int, ...]:
        """The number of responses of a row, then its cells of the question."""
        ...

    @property
    def cells(self) -> Sequence[int]:
        """The places of the same in a row."""
        ...


class Gains(NamedTuple):
    """The gains of many groups, in columns. The first column is the number of responses."""

    groups: Sequence[str]
    releases: Sequence[int]
    columns: Sequence[Sequence[int]]


_Line = tuple[str, int, Gain]
"""Group, number of the form, and the gain of one line."""


Keep = Callable[[Hashable, Callable[[], Sweep | None]], Sweep | None]
"""Gives what a key stands for, read anew or kept from another request."""


def gains(
    transaction: Transaction,
    query: Query,
    forms: Sequence[int],
    slices: Mapping[int, Slice],
    keep: Keep,
) -> Iterator[tuple[int, Gains]]:
    """By the form's number, the gains of all groups that gained something."""
    values = {
        "forms": forms,
        "point": query.point,
        "caf": query.caf,
        "first": query.first.index,
        "last": query.last.index,
        "before": query.first.index - 1,
    }
    kind = _Kind(_level(query), query.point is not None, query.caf is not None)
    if query.by is By.PERIOD:
        yield from _gathered(_months(transaction, kind, values, slices))
    elif kind.level is Level.POINT and not kind.of_point:
        for form in forms:
            named = {**values, "form": form}
            key = form, query.caf, query.first, query.last
            swept = keep(key, lambda named=named: _swept(transaction, kind, named))  # type: ignore[misc]
            if swept:
                yield from _many(form, swept, slices[form])
    else:
        group = {By.POINT: 2, By.CAF: 1}.get(query.by)
        yield from _gathered(_few(transaction, kind, values, slices, group))


def _gathered(lines: Iterable[_Line]) -> Iterator[tuple[int, Gains]]:
    """Lines of one group and form together, those that gained nothing left out."""
    forms: defaultdict[int, dict[str, Gain]] = defaultdict(dict)
    for group, form, gain in lines:
        if gain[0]:
            known = forms[form].get(group)
            forms[form][group] = gain if known is None else _plus(known, gain)
    for form, its in forms.items():
        releases, cells = zip(*its.values(), strict=True)
        yield form, Gains(list(its), releases, list(zip(*cells, strict=True)))


class _Kind(NamedTuple):
    """Which lines: their level, and whether of one Point or of one Caf."""

    level: Level
    of_point: bool
    of_caf: bool


def _level(query: Query) -> Level:
    if query.point is not None or query.by is By.POINT:
        return Level.POINT
    return Level.CAF if query.caf is not None or query.by is By.CAF else Level.NATION


def _few(
    transaction: Transaction,
    kind: _Kind,
    values: Mapping[str, Any],
    slices: Mapping[int, Slice],
    group: int | None,
) -> Iterator[_Line]:
    """Line by line: the sum up to the last month less the sum before the first."""
    for row in transaction.execute(_both_ends(kind), values).all():
        form, releases, cells, releases_before, cells_before = row[0], *row[3:]
        read = slices[form].read
        gain = releases, read(cells)
        if releases_before is not None:
            gain = _less(gain, (releases_before, read(cells_before)))
        yield "" if group is None else row[group], form, gain


def _swept(transaction: Transaction, kind: _Kind, values: Mapping[str, Any]) -> Sweep | None:
    """All Points: those that reach the last month in one sweep, then those that ended before it."""
    return sweep(
        [row for of in (_sweep, _ended) for row in transaction.execute(of(kind), values).all()]
    )


def _many(form: int, swept: Sweep, of: Slice) -> Iterator[tuple[int, Gains]]:
    columns = swept.columns(of.cells)
    if swept.is_plain:
        yield form, Gains(swept.points, swept.releases, columns)
    else:
        gained = zip(swept.releases, zip(*columns, strict=True), strict=True)
        yield from _gathered(zip(swept.points, repeat(form), gained))


def _months(
    transaction: Transaction,
    kind: _Kind,
    values: Mapping[str, Any],
    slices: Mapping[int, Slice],
) -> Iterator[_Line]:
    """What each month adds to the running sums, line by line."""
    rows = transaction.execute(_each_month(kind), values).all()
    for (form, _), line in groupby(rows, key=itemgetter(0, 1)):
        read = slices[form].read
        known: Gain | None = None
        for _, _, month, releases, cells in line:
            total = releases, read(cells)
            gain = total if known is None else _less(total, known)
            if month >= values["first"]:
                yield str(Period.from_index(month)), form, gain
            known = total


@lru_cache
def _both_ends(kind: _Kind) -> Select[Any]:
    until, before = running_sum.alias(), running_sum.alias()
    last: BindParameter[int] = bindparam("last")
    month = case((sum_span.c.last < last, sum_span.c.last), else_=last)
    lines = sum_span.outerjoin(until, _same_line(until) & (until.c.period == month)).outerjoin(
        before, _same_line(before) & _is_before(before)
    )
    return (
        select(sum_span.c.form_id, sum_span.c.caf, sum_span.c.point_id)
        .add_columns(until.c.releases, until.c.cells, before.c.releases, before.c.cells)
        .select_from(lines)
        .where(_is_asked(sum_span, kind), _reaches())
    )


@lru_cache
def _sweep(kind: _Kind) -> Select[Any]:
    until, before = running_sum.alias(), running_sum.alias()
    lines = until.outerjoin(before, _same_line(before, until) & _is_before(before))
    return (
        select(until.c.point_id, until.c.releases, until.c.cells)
        .add_columns(before.c.releases, before.c.cells)
        .select_from(lines)
        .where(_is_of_form(until, kind), until.c.period == bindparam("last"))
    )


@lru_cache
def _ended(kind: _Kind) -> Select[Any]:
    until, before = running_sum.alias(), running_sum.alias()
    at_end = _same_line(until) & (until.c.period == sum_span.c.last)
    lines = sum_span.outerjoin(until, at_end).outerjoin(
        before, _same_line(before) & _is_before(before)
    )
    return (
        select(sum_span.c.point_id, until.c.releases, until.c.cells)
        .add_columns(before.c.releases, before.c.cells)
        .select_from(lines)
        .where(_is_of_form(sum_span, kind), _reaches(), sum_span.c.last < bindparam("last"))
    )


@lru_cache
def _each_month(kind: _Kind) -> Select[Any]:
    months = running_sum.c.period.between(bindparam("before"), bindparam("last"))
    return (
        select(sum_span.c.form_id, sum_span.c.caf, running_sum.c.period)
        .add_columns(running_sum.c.releases, running_sum.c.cells)
        .select_from(sum_span.outerjoin(running_sum, _same_line(running_sum) & months))
        .where(_is_asked(sum_span, kind), _reaches())
        .order_by(sum_span.c.form_id, sum_span.c.caf, running_sum.c.period)
    )


def _is_asked(table: FromClause, kind: _Kind) -> ColumnElement[bool]:
    return and_(table.c.form_id.in_(bindparam("forms", expanding=True)), _is_kind(table, kind))


def _is_of_form(table: FromClause, kind: _Kind) -> ColumnElement[bool]:
    return and_(table.c.form_id == bindparam("form"), _is_kind(table, kind))


def _is_kind(table: FromClause, kind: _Kind) -> ColumnElement[bool]:
    lines = [table.c.level == int(kind.level)]
    if kind.of_point:
        lines.append(table.c.point_id == bindparam("point"))
    if kind.of_caf:
        lines.append(table.c.caf == bindparam("caf"))
    return and_(*lines)


def _reaches() -> ColumnElement[bool]:
    """Whether a line has sums within the months of the query."""
    return and_(sum_span.c.first <= bindparam("last"), sum_span.c.last >= bindparam("first"))


def _is_before(sums: FromClause) -> ColumnElement[bool]:
    return sums.c.period == bindparam("before")


def _same_line(sums: FromClause, line: FromClause = sum_span) -> ColumnElement[bool]:
    names = ("form_id", "level", "caf", "point_id")
    return and_(*(sums.c[name] == line.c[name] for name in names))
