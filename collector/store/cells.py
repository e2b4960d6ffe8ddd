"""The released cells in the database: a query is the difference of two running sums a line.

Its cost depends on the number of lines (Points, Cafs, breakdown values) that it asks for, neither
on the number of responses nor on the number of months in between.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from struct import Struct
from typing import Final

from sqlalchemy import bindparam, func, select

from collector.store.cell_bytes import CELL_BYTES
from collector.store.engine import Transaction
from collector.store.gains import gains
from collector.store.remembered import Remembered
from collector.store.running_sums import Level
from collector.store.schema import caf as caf_table
from collector.store.schema import point as point_table
from collector.store.surveys import all_surveys
from collector.store.sweeps import Sweep
from collector.store.tally_schema import form as form_table
from collector.store.tally_schema import sum_span
from collector.tables.forms import CrossingForm, crossing_forms, crossing_name, question_forms
from collector.tables.model import Block, Form
from collector.tables.query import Query
from shared.periods import Period
from shared.survey import Survey

_KINDS: Final = select(form_table.c.id, form_table.c.survey, form_table.c.breakdown).where(
    form_table.c.table_id == bindparam("table")
)
_PERIODS: Final = select(func.min(sum_span.c.first), func.max(sum_span.c.last)).where(
    sum_span.c.level == Level.NATION
)
_POINT: Final = select(point_table.c.point_id).where(point_table.c.point_id == bindparam("point"))
_CAF: Final = select(caf_table.c.code).where(caf_table.c.code == bindparam("caf"))


class SqlCellStore:
    """The `collector.tables.query.CellStore` of one read transaction.

    Args:
        transaction: sees one moment, whatever is published meanwhile.
        remembered: what other requests read already.
    """

    def __init__(self, transaction: Transaction, remembered: Remembered | None = None) -> None:
        self._transaction = transaction
        self._remembered = remembered

    def has_point(self, point: str) -> bool:
        """See `CellStore`."""
        return self._transaction.scalar(_POINT, {"point": point}) is not None

    def has_caf(self, caf: str) -> bool:
        """See `CellStore`."""
        return self._transaction.scalar(_CAF, {"caf": caf}) is not None

    def periods(self) -> tuple[Period, Period] | None:
        """See `CellStore`."""
        first, last = self._transaction.execute(_PERIODS).one()
        return None if first is None else (Period.from_index(first), Period.from_index(last))

    def forms(self, question: str, across: str | None = None) -> Sequence[Form]:
        """See `CellStore`."""
        return [form for survey in self._surveys for form in _forms(survey, question, across)]

    def sums(self, query: Query) -> Iterable[Block]:
        """See `CellStore`."""
        slices = self._slices(query)
        for form, found in gains(self._transaction, query, list(slices), slices, self._keep):
            of = slices[form]
            totals, *columns = found.columns
            yield Block(of.breakdown, of.form, found.groups, found.releases, totals, columns)

    def _keep(self, key: Hashable, read: Callable[[], Sweep | None]) -> Sweep | None:
        if self._remembered is None:
            return read()
        return self._remembered.sweep(self._transaction, key, read)

    @cached_property
    def _surveys(self) -> list[Survey]:
        return all_surveys(self._transaction)

    def _slices(self, query: Query) -> dict[int, _Slice]:
        """Which rows the query reads, by their form's number, and which of their cells."""
        wanted = {form.survey: form for form in self.forms(query.question, query.across)}
        slices = {}
        for number, survey, breakdown in self._transaction.execute(_KINDS, {"table": query.table}):
            form = wanted.get(survey)
            if form is None:
                continue
            if not isinstance(form, CrossingForm):
                slices[number] = _Slice(form, breakdown)
            elif breakdown == crossing_name(form.first.id, form.second.id):
                slices[number] = _Slice(form, "")
        return slices


class _Slice:
    """The number of responses and the cells of one question or crossing, in a form's rows."""

    def __init__(self, form: Form, breakdown: str) -> None:
        self.form = form
        self.breakdown = breakdown
        before = (form.start - 1) * CELL_BYTES
        self._head = Struct(f">i{before}x{form.stop - form.start}i")

    def read(self, row: bytes) -> tuple[int, ...]:
        """The number of responses of a row, then its cells of the question."""
        return self._head.unpack_from(row)

    @property
    def cells(self) -> Sequence[int]:
        """The places of the same in a row."""
        return 0, *range(self.form.start, self.form.stop)


def _forms(survey: Survey, question: str, across: str | None) -> list[Form]:
    if across is None:
        return [form for form in question_forms(survey) if form.question.id == question]
    wanted = {question, across}
    return [form for form in crossing_forms(survey) if {form.first.id, form.second.id} == wanted]
