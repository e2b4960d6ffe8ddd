"""From opened responses to exact counts, in memory only.

Counts are tables of sums: they can be taken over any parts of the responses, on any number of
processes, and added in any order. When a response breaks a rule of the survey, each one of its lot
is decoded on its own, to set the bad ones aside with their reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add

from collector.tables.forms import (
    CrossingForm,
    RowKey,
    channel_name,
    crossing_forms,
    crossing_name,
    question_forms,
)
from collector.tables.released import TableId
from collector.tally.column import Column
from collector.tally.columns import Answers, BrokenRuleError, Columns, Places, Value
from shared.problems import ResponseProblem
from shared.response import Channel, decode, layout
from shared.survey import HASTY, Survey

Row = list[int]


@dataclass(frozen=True)
class Counts:
    """Exact counts by row (see `collector.tables.forms`), to be added up and then perturbed.

    Addition is commutative and associative; `Counts()` is its zero. Never to be stored.
    """

    rows: Mapping[RowKey, tuple[int, ...]] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        rows = dict(self.rows)
        for key, row in other.rows.items():
            mine = rows.get(key)
            rows[key] = row if mine is None else tuple(map(add, mine, row))
        return Counts(rows)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A response that counts nowhere: its place in the sequence, a problem code and detail."""

    index: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Folded:
    """What one fold gives: counts of the good responses, and the others with their reason."""

    counts: Counts
    set_aside: tuple[SetAside, ...] = ()


class Folder:
    """Folds responses to one survey version. Make one per survey and process; it pickles."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._layout = layout(survey)
        self._forms = question_forms(survey)
        self._answers = {slot.question.id: Answers(survey, slot) for slot in self._layout.slots}
        self._crossings = tuple(_Crossing(each, self._answers) for each in crossing_forms(survey))

    def fold(self, point: str, caf: str, plaintexts: Sequence[bytes]) -> Folded:
        """Count opened responses of one Point, which belongs to `caf` at this release.

        Every row of the survey is there, rows of zeros included. A response that the survey does
        not allow is set aside with its reason and counts nowhere.
        """
        try:
            return Folded(self._counts(point, caf, plaintexts))
        except BrokenRuleError:
            good, set_aside = self._sort_out(plaintexts)
            return Folded(self._counts(point, caf, good), set_aside)

    def _sort_out(self, plaintexts: Sequence[bytes]) -> tuple[list[bytes], tuple[SetAside, ...]]:
        good: list[bytes] = []
        set_aside: list[SetAside] = []
        for index, plaintext in enumerate(plaintexts):
            try:
                decode(self._survey, plaintext)
            except ResponseProblem as problem:
                set_aside.append(SetAside(index, problem.code, problem.detail))
            else:
                good.append(plaintext)
        return good, tuple(set_aside)

    def _counts(self, point: str, caf: str, plaintexts: Sequence[bytes]) -> Counts:
        columns = Columns(self._survey, self._layout, plaintexts)
        values = {name: columns.values(each.slot) for name, each in self._answers.items()}
        paces = columns.paces()
        languages = self._broken_down(self._survey.languages, columns.languages(), paces, values)
        channels = self._broken_down(map(channel_name, Channel), columns.channels(), paces, values)
        # Every response came by one channel: what came by all of them is the Point's.
        site = list(map(sum, zip(*channels.values(), strict=True)))
        crossings = {each.name: each.row(values, paces) for each in self._crossings}
        tables = (
            (TableId.SITE, point, {"": site}),
            (TableId.LANGUAGE, caf, languages),
            (TableId.CHANNEL, caf, channels),
            (TableId.CROSSING, caf, crossings),
        )
        return Counts(
            {
                RowKey(table, scope, self._survey.digest, name): tuple(row)
                for table, scope, rows in tables
                for name, row in rows.items()
            }
        )

    def _broken_down(
        self,
        names: Iterable[str],
        breakdown: Column[str],
        paces: Column[bool],
        values: Mapping[str, Column[Value]],
    ) -> dict[str, Row]:
        """One row for each breakdown value, also for those that no response has."""
        rows = {name: [0] * self._forms[-1].stop for name in names}
        parts = breakdown.beside(paces)
        for (name, _), times in parts.times():
            rows[name][0] += times
        for form in self._forms:
            answers = self._answers[form.question.id]
            for (value, (name, hasty)), times in values[form.question.id].times_with(parts):
                row, places = rows[name], answers.places(value)
                for place in answers.hasty if hasty else places:
                    row[form.start + place] += times
        return rows


class _Crossing:
    """The places of one crossing's cells in its row."""

    def __init__(self, form: CrossingForm, answers: Mapping[str, Answers]) -> None:
        self.name = crossing_name(form.first.id, form.second.id)
        self._ids = form.first.id, form.second.id
        self._first, self._second = answers[form.first.id], answers[form.second.id]
        index = {pair: place for place, pair in enumerate(form.cells, form.start)}
        self._width = form.stop
        self._hasty = index[HASTY, HASTY]
        self._places = {
            (one, other): index[first, second]
            for first, one in self._first.cells.items()
            for second, other in self._second.cells.items()
            if (first, second) in index
        }

    def row(self, values: Mapping[str, Column[Value]], paces: Column[bool]) -> Row:
        row = [0] * self._width
        row[0] = len(paces.codes)
        first, second = (values[name] for name in self._ids)
        for ((one, other), fast), times in first.beside(second).times_with(paces):
            cells = self._cells(one, other)
            for place in (self._hasty,) if fast else cells:
                row[place] += times
        return row

    def _cells(self, one: Value, other: Value) -> Places:
        seconds = self._second.places(other)
        return tuple(self._places[a, b] for a in self._first.places(one) for b in seconds)
