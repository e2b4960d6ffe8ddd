"""The overview of a scope: how much, how well, since when, and which Points to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collector.activity.turnout import Turnout
from collector.api.ask import ask
from collector.api.documents import newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Scope
from collector.dashboard.charts.svg import Told
from collector.dashboard.charts.trend import Moment, counts, trend
from collector.dashboard.filters import Filters, Place, asked_in, caf_place, nation, window_of
from collector.dashboard.outcome import Outcome, Reading, outcome_of, reading
from collector.dashboard.point_findings import (
    FindingsMap,
    Line,
    PointFindings,
    find_points,
    funnel_of,
    map_of,
)
from collector.dashboard.point_view import Block, Window, block_of
from collector.dashboard.silence import Silence, find_silence
from collector.tables.model import FigureTable
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from collector.texts import Texts
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of the trend."""

    month: Period
    reading: Reading


@dataclass(frozen=True, slots=True)
class Figures:
    """All that an overview shows of its months. `outstanding`: Points beyond the 99.8 % limits."""

    n: int
    releases: int
    outcome: Outcome
    headline: Reading
    months: tuple[MonthLine, ...]
    trend: Markup
    counts: Markup
    blocks: tuple[Block, ...]
    found: PointFindings
    outstanding: tuple[Line, ...]
    funnel: Markup
    map: FindingsMap
    silence: Silence
    turnout: Turnout | None


@dataclass(frozen=True, slots=True)
class OverviewView:
    """`figures` is None where nothing was released. `cafs`: those one may choose, by code."""

    place: Place
    window: Window | None
    cafs: dict[str, str]
    figures: Figures | None
    table: ReleasedTable = TABLES[TableId.SITE]
    method: int = METHOD_VERSION


def overview_view(
    library: Library, scope: Scope, filters: Filters, texts: Texts, *, whole: bool = False
) -> OverviewView:
    """The overview of the nation, or of the Caf that the filters name.

    `whole`: every question, not only the one that is followed.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    place = caf_place(library, scope, filters.caf) if filters.caf else nation(texts)
    scope.check_caf(place.id)
    window = window_of(library, *filters.months[:2])
    figures = _figures(library, scope, place, window, texts, whole=whole) if window else None
    cafs = {code: name for code, name in library.cafs().items() if scope.opens_caf(code)}
    return OverviewView(place, window, cafs, figures)


def _figures(
    library: Library, scope: Scope, place: Place, window: Window, texts: Texts, *, whole: bool
) -> Figures | None:
    words = Words(texts.gettext, (texts.tag,))
    surveys = library.survey_list()
    outcome = outcome_of(surveys, words)
    if window.last < window.months[0] or window.first > window.months[-1]:
        return None
    ids = [each.id for each in newest_questions(surveys)] if whole else [outcome.question.id]
    tables = [ask(library, scope, TableId.SITE, asked_in(place, window, each)) for each in ids]
    followed = next(each for each in tables if each.question.id == outcome.question.id)
    if not followed.groups:
        return None
    question = outcome.question.id
    by_month = ask(library, scope, TableId.SITE, asked_in(place, window, question, "period"))
    months = _months(by_month, outcome)
    found = find_points(library, scope, place, window, outcome)
    return Figures(
        n=followed.n,
        releases=followed.releases,
        outcome=outcome,
        headline=reading(followed.groups[0], outcome.option),
        months=months,
        trend=trend_of(by_month, outcome, texts),
        counts=_counts(months, texts),
        blocks=tuple(block_of(table, table.groups[0], words) for table in tables if table.groups),
        found=found,
        outstanding=tuple(found.outstanding()),
        funnel=funnel_of(found, texts),
        map=map_of(found, texts),
        silence=find_silence(found.points.values(), library.last_releases(), window.months[-1]),
        turnout=library.turnout(window.first, window.last, caf=place.id or None),
    )


def _months(by_month: FigureTable, outcome: Outcome) -> tuple[MonthLine, ...]:
    return tuple(
        MonthLine(Period.parse(group.group), reading(group, outcome.option))
        for group in by_month.groups
    )


def moments_of(by_month: FigureTable, option: str) -> list[Moment]:
    """The shares of an option from the first month to the last, gaps included."""
    groups = {Period.parse(group.group): group for group in by_month.groups}
    if not groups:
        return []
    first, last = min(groups), max(groups)
    months = [first.plus(at) for at in range(last.index - first.index + 1)]
    shares = [groups[each].figure(option).share if each in groups else None for each in months]
    return [
        Moment(f"{month.month:02d}/{month.year % 100:02d}", share)
        for month, share in zip(months, shares, strict=True)
    ]


def trend_of(by_month: FigureTable, outcome: Outcome, texts: Texts, name: str = "trend") -> Markup:
    """The trend of the followed answer."""
    moments = moments_of(by_month, outcome.option)
    shown = [each for each in moments if each.share]
    title = texts.gettext("“{answer}” by month").format(answer=outcome.label)
    return trend(Told(name, title, told_of(shown, texts)), moments)


def told_of(shown: Sequence[Moment], texts: Texts) -> str:
    """A trend in words: from where to where. `shown`: the months with a share."""
    if not shown:
        return texts.gettext("No month has enough answers for a share to be shown.")
    ends = []
    for moment in (shown[0], shown[-1]):
        value, low, high = moment.share or (0.0, 0.0, 0.0)
        interval = texts.interval(round(100 * low), round(100 * high))
        ends += [moment.name, texts.percent(round(100 * value)), interval]
    return texts.gettext(
        "From {first}: {share} (interval {interval}) to {last}: {then} (interval {its})."
        " The band is the interval; every month is in the table."
    ).format(
        first=ends[0], share=ends[1], interval=ends[2], last=ends[3], then=ends[4], its=ends[5]
    )


def _counts(months: Sequence[MonthLine], texts: Texts) -> Markup:
    numbers = [each.reading.n for each in months]
    names = [f"{each.month.month:02d}/{each.month.year % 100:02d}" for each in months]
    told = Told(
        "counts",
        texts.gettext("Responses counted by month"),
        texts.gettext("Between {least} and {most} responses a month.").format(
            least=texts.number(min(numbers)), most=texts.number(max(numbers))
        ),
    )
    return counts(told, names, numbers, texts.number)
