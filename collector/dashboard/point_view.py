"""What a Point's page shows, worked out from released figures; the template only lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collector.activity.turnout import Turnout
from collector.api.ask import ask, open_point
from collector.api.documents import displayed_base, newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Scope
from collector.registry.registered import RegisteredPoint
from collector.tables.estimate import Status
from collector.tables.history import ReleaseEntry
from collector.tables.model import Figure, FigureTable, Group
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from shared.periods import Period
from shared.survey import Kind, Survey


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `points`: share, low and high in whole points, or None when hidden."""

    label: str
    count: int
    points: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Block:
    """One question. `asides`: what is counted beside the answers."""

    id: str
    label: str
    several: bool
    n: int
    base: int
    status: Status
    rows: tuple[Row, ...]
    asides: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The share of those who gave one answer. `points`: it, low and high in whole points."""

    label: str
    points: tuple[int, int, int]
    fragile: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Which months a page is about. `months`: those one can choose from, oldest first."""

    first: Period
    last: Period
    months: tuple[Period, ...]

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return (self.first, self.last) == (self.months[0], self.months[-1])


@dataclass(frozen=True, slots=True)
class PointView:
    """A Point's page. `window` is None before its first release; `releases`: newest first."""

    point: RegisteredPoint
    caf: str
    table: ReleasedTable
    window: Window | None
    releases: tuple[ReleaseEntry, ...]
    blocks: tuple[Block, ...]
    dissatisfied: Headline | None
    turnout: Turnout | None
    method: int = METHOD_VERSION

    @property
    def included(self) -> tuple[ReleaseEntry, ...]:
        """The releases that the figures add up."""
        window = self.window
        if window is None:
            return ()
        return tuple(each for each in self.releases if window.first <= each.period <= window.last)

    @property
    def n(self) -> int:
        """How many responses the figures are about, exactly."""
        return sum(each.n for each in self.included)


def point_view(
    library: Library, scope: Scope, point: str, asked: tuple[str, str], words: Words
) -> PointView:
    """The page of a Point.

    Args:
        library: figures and registry.
        scope: of the reader.
        point: its id.
        asked: the first and last month asked for, each empty for all.
        words: the page's language.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
        FormatProblem: `period-invalid`.
    """
    found = open_point(library, scope, point)
    releases = tuple(reversed(library.releases(point)))
    window = _window(releases, asked)
    tables: list[FigureTable] = []
    turnout = None
    surveys = library.survey_list()
    if window and any(window.first <= each.period <= window.last for each in releases):
        tables = [
            _figures(library, scope, point, question.id, window)
            for question in newest_questions(surveys)
        ]
        turnout = library.turnout(window.first, window.last, point=point)
    return PointView(
        point=found,
        caf=library.cafs().get(found.caf, found.caf),
        table=TABLES[TableId.SITE],
        window=window,
        releases=releases,
        blocks=tuple(block_of(table, table.groups[0], words) for table in tables if table.groups),
        dissatisfied=_dissatisfied(tables, surveys, words),
        turnout=turnout,
    )


def _window(releases: Sequence[ReleaseEntry], asked: tuple[str, str]) -> Window | None:
    given = [Period.parse(text) if text else None for text in asked]
    if not releases:
        return None
    oldest, newest = releases[-1].period, releases[0].period
    months = tuple(oldest.plus(i) for i in range(newest.index - oldest.index + 1))
    first, last = given[0] or oldest, given[1] or newest
    if all(given) and first > last:
        first, last = last, first
    return Window(first, last, months)


def _figures(
    library: Library, scope: Scope, point: str, question: str, window: Window
) -> FigureTable:
    parameters = {
        "question": question,
        "point": point,
        "from": str(window.first),
        "to": str(window.last),
    }
    return ask(library, scope, TableId.SITE, parameters)


def block_of(table: FigureTable, group: Group, words: Words) -> Block:
    """One question's figures of a group, ready to be laid out."""
    labels = words.options(table.question)
    figures = group.figures
    return Block(
        id=table.question.id,
        label=words.question(table.question),
        several=table.kind is Kind.MANY,
        n=group.n,
        base=displayed_base(group, table),
        status=figures[0].status,
        rows=tuple(_row(each, labels.get(each.option, each.option)) for each in figures),
        asides=tuple((words.aside(cell), count) for cell, count in group.asides),
    )


def _row(figure: Figure, label: str) -> Row:
    return Row(label, figure.displayed_count, figure.points)


def _dissatisfied(
    tables: Sequence[FigureTable], surveys: Sequence[Survey], words: Words
) -> Headline | None:
    """The share of the dissatisfied, where the survey names one option and the share is shown."""
    rule = surveys[-1].dissatisfied if surveys else None
    if rule is None or len(rule.options) != 1:
        return None
    for table in tables:
        if table.question.id == rule.question and table.groups:
            figure = table.groups[0].figure(rule.options[0])
            label = words.options(table.question)[figure.option]
            fragile = figure.status is Status.FRAGILE
            return Headline(label, figure.points, fragile) if figure.points else None
    return None
