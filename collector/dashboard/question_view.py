"""A question's page: its shares in a place, month by month, and split as far as released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collector.api.ask import ask
from collector.api.documents import crossings, newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Level, Scope
from collector.dashboard.charts.stacked import Bar, letter, stacked
from collector.dashboard.charts.svg import Told
from collector.dashboard.charts.trend import top_of, trend
from collector.dashboard.filters import (
    Filters,
    Place,
    asked_in,
    is_released,
    place_of,
    window_of,
)
from collector.dashboard.outcome import Reading, outcome_of, reading
from collector.dashboard.overview_view import moments_of, told_of
from collector.dashboard.point_view import Block, Window, block_of
from collector.tables.forms import CROSS
from collector.tables.model import FigureTable, Group
from collector.tables.released import METHOD_VERSION, ReleasedTable, TableId
from collector.texts import LANGUAGE_NAMES, Texts
from collector.texts import mark as _
from shared.periods import Period
from shared.survey import Kind, Survey

CHANNEL_NAMES: Mapping[str, str] = {"screen": _("Screen"), "phone": _("Phone")}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A group: its name, its base, and a reading for each option."""

    name: str
    base: int
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Readings of groups by options. `options`: letter and words; `chart` may be empty."""

    options: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    chart: Markup


@dataclass(frozen=True, slots=True)
class Split:
    """The question split by something. `notice`: why there is nothing, else empty."""

    matrix: Matrix
    table: ReleasedTable
    n: int
    releases: int
    notice: str


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """`multiples`: a chart of each option's trend, all on one scale."""

    block: Block
    table: ReleasedTable
    n: int
    releases: int
    months: Matrix
    multiples: tuple[tuple[str, Markup], ...]
    split: Split | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`splits`: those that one may choose, by the parameter's value."""

    place: Place
    filters: Filters
    window: Window | None
    question: str
    label: str
    questions: Mapping[str, str]
    cafs: Mapping[str, str]
    splits: Mapping[str, str]
    figures: QuestionFigures | None
    method: int = METHOD_VERSION


def question_view(library: Library, scope: Scope, filters: Filters, texts: Texts) -> QuestionView:
    """The page of the question that the filters name.

    Raises:
        QueryProblem: `query-invalid`, `query-unpublished`, `caf-unknown`, `point-unknown`,
            `nothing-released`.
        AccessProblem: `scope-refused`.
    """
    words = Words(texts.gettext, (texts.tag,))
    surveys = library.survey_list()
    question = outcome_of(surveys, words, filters.question).question
    place = place_of(library, scope, filters, texts)
    window = window_of(library, *filters.months[:2])
    splits = {} if place.level is Level.POINT else _splits(surveys, question.id, words)
    figures = None
    if window and is_released(window):
        table = ask(library, scope, TableId.SITE, asked_in(place, window, question.id))
        by_month = ask(library, scope, TableId.SITE, asked_in(place, window, question.id, "period"))
        if table.groups:
            split = None
            if filters.split in splits:
                split = _split(library, scope, place, window, question.id, filters.split, words)
            figures = _figures(table, by_month, split, words, texts)
    return QuestionView(
        place, filters, window, question.id, words.question(question),
        {each.id: words.question(each) for each in newest_questions(surveys)},
        {code: name for code, name in library.cafs().items() if scope.opens_caf(code)},
        splits, figures,
    )  # fmt: skip


def _splits(surveys: Sequence[Survey], question: str, words: Words) -> dict[str, str]:
    """Interface language, channel, and the released crossings whose outcome is the question."""
    labels = {each.id: words.question(each) for each in newest_questions(surveys)}
    found = {
        TableId.LANGUAGE.value: words.translate(_("Interface language")),
        TableId.CHANNEL.value: words.translate(_("Screen or phone")),
    }
    for name in crossings(surveys):
        outcome, _sign, given = name.partition(CROSS)
        if outcome == question:
            found[given] = labels[given]
    return found


def _split(
    library: Library,
    scope: Scope,
    place: Place,
    window: Window,
    question: str,
    split: str,
    words: Words,
) -> Split:
    is_table = split in (TableId.LANGUAGE.value, TableId.CHANNEL.value)
    name = question if is_table else f"{question}{CROSS}{split}"
    table = ask(
        library, scope, split if is_table else TableId.CROSSING, asked_in(place, window, name)
    )
    names = words.options(table.across) if table.across else {**LANGUAGE_NAMES}
    names |= {each: words.translate(text) for each, text in CHANNEL_NAMES.items()}
    rows = [(names.get(each.breakdown, each.breakdown), each) for each in table.groups]
    matrix = _matrix(table, rows, words, "split")
    return Split(matrix, table.table, max(0, table.n), table.releases, words.notice(table))


def _figures(
    table: FigureTable, by_month: FigureTable, split: Split | None, words: Words, texts: Texts
) -> QuestionFigures:
    labels = words.options(table.question)
    moments = {option: moments_of(by_month, option) for option in labels}
    top = top_of(moment for some in moments.values() for moment in some)
    multiples = []
    for at, (option, label) in enumerate(labels.items()):
        told = Told(
            f"trend-{at}",
            texts.gettext("“{answer}” by month").format(answer=label),
            told_of([each for each in moments[option] if each.share], texts),
        )
        multiples.append((label, trend(told, moments[option], top=top)))
    rows = [(texts.month(Period.parse(each.group)), each) for each in by_month.groups]
    return QuestionFigures(
        block_of(table, table.groups[0], words),
        table.table,
        table.n,
        table.releases,
        _matrix(by_month, rows, words, "months"),
        tuple(multiples),
        split,
    )


def _matrix(
    table: FigureTable, rows: Sequence[tuple[str, Group]], words: Words, name: str
) -> Matrix:
    labels = words.options(table.question)
    options = tuple((letter(at), text) for at, text in enumerate(labels.values()))
    made = tuple(
        MatrixRow(title, min(max(0, round(group.base)), max(0, group.n)), tuple(
            reading(group, option) for option in labels
        ))
        for title, group in rows
    )  # fmt: skip
    chart = Markup("")
    if table.kind is Kind.ONE and rows:
        bars = [Bar(title, _shares(group, list(labels))) for title, group in rows]
        told = Told(
            f"stacked-{name}",
            words.translate(_("Shares that make a whole, bar by bar")),
            words.translate(_("Segments carry the letters of the answers: {answers}.")).format(
                answers=", ".join(f"{sign} {text}" for sign, text in options)
            ),
        )
        chart = stacked(told, bars, words.translate(_("not shown")))
    return Matrix(options, made, chart)


def _shares(group: Group, options: Sequence[str]) -> list[float]:
    shares = [group.figure(option).share for option in options]
    return [each.value for each in shares if each is not None]
