"""The released cells in the database: a query is the difference of two running sums a line.

Its cost depends on the number of lines (Points, Cafs, breakdown values) that it asks for, neither
on the number of responses nor on the number of months in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import add, itemgetter, sub
from struct import Struct
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal, select

from collector.store.cell_bytes import CELL_BYTES
from collector.store.engine import Transaction
from collector.store.running_sums import Level
from collector.store.schema import caf as caf_table
from collector.store.schema import point as point_table
from collector.store.surveys import all_surveys
from collector.store.tally_schema import form as form_table
from collector.store.tally_schema import running_sum, sum_span
from collector.tables.forms import CrossingForm, crossing_forms, crossing_name, question_forms
from collector.tables.model import Block, By, Form
from collector.tables.query import Query
from shared.periods import Period
from shared.survey import Survey

_COUNT = Struct(">i")


class SqlCellStore:
    """The `collector.tables.query.CellStore` of one read transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def has_point(self, point: str) -> bool:
        """See `CellStore`."""
        query = select(point_table.c.point_id).where(point_table.c.point_id == point)
        return self._transaction.scalar(query) is not None

    def has_caf(self, caf: str) -> bool:
        """See `CellStore`."""
        query = select(caf_table.c.code).where(caf_table.c.code == caf)
        return self._transaction.scalar(query) is not None

    def periods(self) -> tuple[Period, Period] | None:
        """See `CellStore`."""
        query = select(func.min(sum_span.c.first), func.max(sum_span.c.last)).where(
            sum_span.c.level == Level.NATION
        )
        first, last = self._transaction.execute(query).one()
        return None if first is None else (Period.from_index(first), Period.from_index(last))

    def forms(self, question: str, across: str | None = None) -> Sequence[Form]:
        """See `CellStore`."""
        return [form for survey in self._surveys for form in _forms(survey, question, across)]

    def sums(self, query: Query) -> Iterable[Block]:
        """See `CellStore`."""
        slices = self._slices(query)
        read = _months if query.by is By.PERIOD else _totals
        sums: dict[tuple[str, int], _Parts] = {}
        for group, form, parts in read(self._transaction, query, slices) if slices else ():
            known = sums.get((group, form))
            sums[group, form] = parts if known is None else _plus(known, parts)
        for (group, form), (releases, n, cells) in sums.items():
            found = slices[form]
            yield Block(group, found.breakdown, found.form, releases, n, cells)

    @cached_property
    def _surveys(self) -> list[Survey]:
        return all_surveys(self._transaction)

    def _slices(self, query: Query) -> dict[int, _Slice]:
        """Which rows the query reads, by their form's number, and which of their cells."""
        wanted = {form.survey: form for form in self.forms(query.question, query.across)}
        kinds = select(form_table.c.id, form_table.c.survey, form_table.c.breakdown).where(
            form_table.c.table_id == query.table.value, form_table.c.survey.in_(list(wanted))
        )
        slices = {}
        for number, survey, breakdown in self._transaction.execute(kinds):
            form = wanted[survey]
            if not isinstance(form, CrossingForm):
                slices[number] = _Slice(form, breakdown)
            elif breakdown == crossing_name(form.first.id, form.second.id):
                slices[number] = _Slice(form, "")
        return slices


class _Parts(NamedTuple):
    """What a block adds up."""

    releases: int
    n: int
    cells: tuple[int, ...]


_Found = Iterator[tuple[str, int, _Parts]]
"""Group, number of the form, and what was released."""


class _Slice:
    """The cells of one question or crossing in the rows of a form."""

    def __init__(self, form: Form, breakdown: str) -> None:
        self.form = form
        self.breakdown = breakdown
        self._start = form.start * CELL_BYTES
        self._cells = Struct(f">{form.stop - form.start}i")
        self.nothing = _Parts(0, 0, (0,) * (form.stop - form.start))

    def parts(self, releases: int, row: bytes) -> _Parts:
        """The parts of a running sum."""
        return _Parts(
            releases, _COUNT.unpack_from(row)[0], self._cells.unpack_from(row, self._start)
        )


def _plus(one: _Parts, other: _Parts) -> _Parts:
    return _Parts(
        one.releases + other.releases, one.n + other.n, tuple(map(add, one.cells, other.cells))
    )


def _minus(later: _Parts, earlier: _Parts) -> _Parts:
    return _Parts(
        later.releases - earlier.releases,
        later.n - earlier.n,
        tuple(map(sub, later.cells, earlier.cells)),
    )


def _forms(survey: Survey, question: str, across: str | None) -> list[Form]:
    if across is None:
        return [form for form in question_forms(survey) if form.question.id == question]
    wanted = {question, across}
    return [form for form in crossing_forms(survey) if {form.first.id, form.second.id} == wanted]


def _lines(query: Query, forms: Iterable[int]) -> ColumnElement[bool]:
    """The lines of running sums that the query is about, and that reach into its months."""
    level = Level.NATION
    scope = []
    if query.point is not None:
        level, scope = Level.POINT, [sum_span.c.point_id == query.point]
    elif query.by is By.POINT:
        level = Level.POINT
    elif query.caf is not None or query.by is By.CAF:
        level = Level.CAF
    if query.caf is not None:
        scope.append(sum_span.c.caf == query.caf)
    return and_(
        sum_span.c.form_id.in_(list(forms)),
        sum_span.c.level == level,
        *scope,
        sum_span.c.first <= query.last.index,
        sum_span.c.last >= query.first.index,
    )


def _same_line(sums: FromClause) -> ColumnElement[bool]:
    names = ("form_id", "level", "caf", "point_id")
    return and_(*(sums.c[name] == sum_span.c[name] for name in names))


def _totals(transaction: Transaction, query: Query, slices: Mapping[int, _Slice]) -> _Found:
    """The sum up to the query's last month less the sum before its first, line by line."""
    until, before = running_sum.alias(), running_sum.alias()
    last = query.last.index
    month = case((sum_span.c.last < last, sum_span.c.last), else_=last)
    lines = (
        sum_span.join(until, _same_line(until) & (until.c.period == month))
        .outerjoin(before, _same_line(before) & (before.c.period == query.first.index - 1))
    )  # fmt: skip
    group = {By.POINT: sum_span.c.point_id, By.CAF: sum_span.c.caf}.get(query.by, literal(""))
    columns = (sum_span.c.form_id, group, until.c.releases, until.c.cells)
    found = select(*columns, before.c.releases, before.c.cells).select_from(lines)
    rows = transaction.execute(found.where(_lines(query, slices))).all()
    for form, name, releases, cells, releases_before, cells_before in rows:
        parts = slices[form].parts(releases, cells)
        if releases_before is not None:
            parts = _minus(parts, slices[form].parts(releases_before, cells_before))
        if parts.releases:
            yield name, form, parts


def _months(transaction: Transaction, query: Query, slices: Mapping[int, _Slice]) -> _Found:
    """What each month adds to the running sums, line by line."""
    first, last = query.first.index, query.last.index
    months = running_sum.c.period.between(first - 1, last)
    found = (
        select(sum_span.c.form_id, sum_span.c.caf, running_sum.c.period)
        .add_columns(running_sum.c.releases, running_sum.c.cells)
        .select_from(sum_span.join(running_sum, _same_line(running_sum) & months))
        .where(_lines(query, slices))
        .order_by(sum_span.c.form_id, sum_span.c.caf, running_sum.c.period)
    )
    rows = transaction.execute(found).all()
    for (form, _), line in groupby(rows, key=itemgetter(0, 1)):
        known = slices[form].nothing
        for _, _, month, releases, cells in line:
            total = slices[form].parts(releases, cells)
            if month >= first and total.releases > known.releases:
                yield str(Period.from_index(month)), form, _minus(total, known)
            known = total
