"""Figures beside each other: a Point, its Caf and the nation; two Points; two periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import hypot

from collector.api.ask import ask, find_point
from collector.api.documents import newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Level, Scope
from collector.dashboard.filters import (
    Filters,
    Place,
    asked_in,
    caf_place,
    is_released,
    nation,
    place_of,
    window_of,
)
from collector.dashboard.outcome import Reading, reading
from collector.dashboard.point_view import Window
from collector.tables.estimate import Share
from collector.tables.model import FigureTable
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from collector.texts import Texts


class Verdict(StrEnum):
    """How a share compares with that of the first column."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """Whose figures, of which months. `n`: of the first question, exact."""

    place: Place
    window: Window
    n: int = 0
    releases: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a column; None where nothing was released. `verdict`: against the first."""

    reading: Reading | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """An option: its words, and what each column says."""

    label: str
    cells: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `bases`: of each column, None where nothing was released."""

    id: str
    label: str
    bases: tuple[int | None, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """`columns` is empty before any release. `second`: the months of the second period, if any."""

    place: Place
    filters: Filters
    window: Window | None
    second: Window | None
    columns: tuple[Column, ...]
    questions: tuple[Asked, ...]
    cafs: Mapping[str, str]
    table: ReleasedTable = TABLES[TableId.SITE]
    method: int = METHOD_VERSION


def difference(one: Share, other: Share) -> tuple[float, float]:
    """The 95 % interval of other - one, by Newcombe's square-and-add of the two intervals.

    The two are taken as independent. Where one holds the other, as a Caf holds its Point, the
    difference varies less than that: the interval then errs on the side of "cannot be told apart".
    """
    gap = other.value - one.value
    low = gap - hypot(other.value - other.low, one.high - one.value)
    high = gap + hypot(other.high - other.value, one.value - one.low)
    return low, high


def verdict(one: Share | None, other: Share | None) -> Verdict:
    """Whether the second share is surely higher or lower, one comparison taken by itself."""
    if one is None or other is None:
        return Verdict.UNKNOWN
    low, high = difference(one, other)
    if low > 0:
        return Verdict.HIGHER
    return Verdict.LOWER if high < 0 else Verdict.ALIKE


def compare_view(library: Library, scope: Scope, filters: Filters, texts: Texts) -> CompareView:
    """The place asked for, beside what the filters name: another Point, other months, else what it
    belongs to, as far as the scope opens it.

    Raises:
        QueryProblem: `caf-unknown`, `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    filters = _own(scope, filters)
    place = place_of(library, scope, filters, texts)
    first, last, first2, last2 = filters.months
    window = window_of(library, first, last)
    second = window_of(library, first2 or last2, last2 or first2) if first2 or last2 else None
    cafs = {code: name for code, name in library.cafs().items() if scope.opens_caf(code)}
    if window is None:
        return CompareView(place, filters, None, None, (), (), cafs)
    if second:
        columns = [Column(place, window), Column(place, second)]
    else:
        places = [place, *_beside(library, scope, filters, place, texts)]
        columns = [Column(each, window) for each in places]
    words = Words(texts.gettext, (texts.tag,))
    asked: list[Asked] = []
    for question in newest_questions(library.survey_list()):
        tables = [_table(library, scope, each, question.id) for each in columns]
        if not asked:
            columns = [_counted(*pair) for pair in zip(columns, tables, strict=True)]
        asked.append(_asked(tables, words.question(question), words.options(question), question.id))
    return CompareView(place, filters, window, second, tuple(columns), tuple(asked), cafs)


def _own(scope: Scope, filters: Filters) -> Filters:
    """Without a place in the address: what the scope is about."""
    if filters.point or filters.caf:
        return filters
    if scope.level is Level.POINT:
        return replace(filters, point=scope.id)
    return replace(filters, caf=scope.id)


def _beside(
    library: Library, scope: Scope, filters: Filters, place: Place, texts: Texts
) -> list[Place]:
    found = []
    if filters.other:
        other = find_point(library, filters.other)
        scope.check_point(other.id, other.caf)
        found.append(Place(Level.POINT, other.id, other.record.name))
    if place.level is Level.POINT:
        caf = find_point(library, place.id).caf
        if scope.opens_caf(caf):
            found.append(caf_place(library, scope, caf))
    if place.level is not Level.NATIONAL:
        found.append(nation(texts))
    return found


def _table(library: Library, scope: Scope, column: Column, question: str) -> FigureTable | None:
    if not is_released(column.window):
        return None
    table = ask(library, scope, TableId.SITE, asked_in(column.place, column.window, question))
    return table if table.groups else None


def _counted(column: Column, table: FigureTable | None) -> Column:
    return replace(column, n=table.n, releases=table.releases) if table else column


def _asked(
    tables: Sequence[FigureTable | None], label: str, options: Mapping[str, str], name: str
) -> Asked:
    groups = [table.groups[0] if table else None for table in tables]
    answers = []
    for option, text in options.items():
        shares = [
            group.figure(option).share
            if group and option in group.reading.options
            else None
            for group in groups
        ]  # fmt: skip
        cells = tuple(
            Compared(
                reading(group, option) if group and option in group.reading.options else None,
                verdict(shares[0], share) if at else Verdict.UNKNOWN,
            )
            for at, (group, share) in enumerate(zip(groups, shares, strict=True))
        )
        answers.append(Answer(text, cells))
    bases = tuple(
        min(max(0, round(group.base)), group.n) if group is not None else None for group in groups
    )
    return Asked(name, label, bases, tuple(answers))
