"""A plain cell store in memory: the oracle that every other store is tested against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collector.tables.forms import (
    CrossingForm,
    QuestionForm,
    RowKey,
    crossing_forms,
    crossing_name,
    question_forms,
)
from collector.tables.model import Block, By, Form
from collector.tables.query import Query
from shared.periods import Period
from shared.survey import Survey


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """A row that was released: for a Point the Caf it had then, for a Caf itself."""

    key: RowKey
    period: Period
    caf: str
    cells: tuple[int, ...]


@dataclass
class MemoryCellStore:
    """Released rows in a list. `surveys`: published ones, oldest first. `points`: Point → Caf."""

    surveys: Sequence[Survey]
    points: Mapping[str, str]
    rows: list[ReleasedRow] = field(default_factory=list)

    def has_point(self, point: str) -> bool:
        """See `CellStore`."""
        return point in self.points

    def has_caf(self, caf: str) -> bool:
        """See `CellStore`."""
        return caf in self.points.values()

    def periods(self) -> tuple[Period, Period] | None:
        """See `CellStore`."""
        periods = [row.period for row in self.rows]
        return (min(periods), max(periods)) if periods else None

    def forms(self, question: str, across: str | None = None) -> Sequence[Form]:
        """See `CellStore`."""
        return [form for survey in self.surveys for form in _forms(survey, question, across)]

    def sums(self, query: Query) -> Iterable[Block]:
        """See `CellStore`."""
        forms = {form.survey: form for form in self.forms(query.question, query.across)}
        kinds: defaultdict[tuple[str, bytes], dict[str, list[ReleasedRow]]] = defaultdict(dict)
        for row in self.rows:
            form = forms.get(row.key.survey)
            if form is not None and _is_wanted(row, form, query):
                breakdown = "" if query.across else row.key.breakdown
                lots = kinds[breakdown, row.key.survey]
                lots.setdefault(_group(row, query.by), []).append(row)
        for (breakdown, survey), lots in kinds.items():
            yield _block(breakdown, forms[survey], lots)


def _block(breakdown: str, form: Form, lots: Mapping[str, Sequence[ReleasedRow]]) -> Block:
    sums = [
        [sum(cells) for cells in zip(*(row.cells for row in rows), strict=True)]
        for rows in lots.values()
    ]
    return Block(
        breakdown,
        form,
        list(lots),
        [len(rows) for rows in lots.values()],
        [row[0] for row in sums],
        [[row[place] for row in sums] for place in range(form.start, form.stop)],
    )


def _forms(survey: Survey, question: str, across: str | None) -> list[Form]:
    if across is None:
        return [form for form in question_forms(survey) if form.question.id == question]
    wanted = {question, across}
    return [form for form in crossing_forms(survey) if {form.first.id, form.second.id} == wanted]


def _is_wanted(row: ReleasedRow, form: QuestionForm | CrossingForm, query: Query) -> bool:
    crossed = not isinstance(form, CrossingForm) or (
        row.key.breakdown == crossing_name(form.first.id, form.second.id)
    )
    return (
        row.key.table is query.table
        and crossed
        and query.first <= row.period <= query.last
        and query.point in (None, row.key.scope)
        and query.caf in (None, row.caf)
    )


def _group(row: ReleasedRow, by: By) -> str:
    return {
        By.NONE: "",
        By.POINT: row.key.scope,
        By.PERIOD: str(row.period),
        By.CAF: row.caf,
    }[by]
