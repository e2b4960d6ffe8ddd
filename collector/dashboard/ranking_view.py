"""All Points of a place by one answer: their places, the funnel and the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from collector.api.documents import newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Level, Scope
from collector.dashboard.filters import Filters, Place, caf_place, is_released, nation, window_of
from collector.dashboard.outcome import Outcome, outcome_of
from collector.dashboard.point_findings import (
    FindingsMap,
    Line,
    PointFindings,
    find_points,
    funnel_of,
    map_of,
)
from collector.dashboard.point_view import Window
from collector.dashboard.ranking import Places
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from collector.texts import Texts

PAGE_SIZE: Final = 50
"""Points on a page."""


@dataclass(frozen=True, slots=True)
class RankedLine:
    """A row: a Point with its places, from `first` to `last`, both included."""

    line: Line
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ranked`: how many Points have places. `rows`: those of the page. `n`, `releases`: of all."""

    found: PointFindings
    rows: Sequence[RankedLine]
    ranked: int
    funnel: Markup
    map: FindingsMap
    n: int
    releases: int


@dataclass(frozen=True, slots=True)
class RankingView:
    """`ranking` is None where nothing was released. The mappings are what one may choose from."""

    place: Place
    filters: Filters
    window: Window | None
    outcome: Outcome | None
    ranking: Ranking | None
    page: int
    pages: int
    cafs: Mapping[str, str]
    departements: Mapping[str, str]
    questions: Mapping[str, str]
    options: Mapping[str, str]
    table: ReleasedTable = TABLES[TableId.SITE]
    method: int = METHOD_VERSION


def ranking_view(library: Library, scope: Scope, filters: Filters, texts: Texts) -> RankingView:
    """The Points of the nation or a Caf, narrowed to a département if one is asked for.

    Raises:
        QueryProblem: `caf-unknown`, `query-invalid`.
        AccessProblem: `scope-refused`.
    """
    words = Words(texts.gettext, (texts.tag,))
    caf = filters.caf or (scope.id if scope.level is Level.CAF else "")
    place = caf_place(library, scope, caf) if caf else nation(texts)
    scope.check_caf(place.id)
    window = window_of(library, *filters.months[:2])
    surveys = library.survey_list()
    outcome, ranking, page, pages = None, None, 1, 1
    if window:
        outcome = outcome_of(surveys, words, filters.question, filters.option)
        if is_released(window):
            found = find_points(library, scope, place, window, outcome, filters.departement)
            ranked = Places(found.placed, outcome.option)
            pages = max(1, -(-len(ranked) // PAGE_SIZE))
            page = min(filters.page, pages)
            shown = ranked.lines((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
            ranking = Ranking(
                found,
                [RankedLine(found.line(each.placed), each.first, each.last) for each in shown],
                len(ranked),
                funnel_of(found, texts),
                map_of(found, texts),
                sum(each.group.n for each in found.placed),
                sum(each.group.releases for each in found.placed),
            )
    return RankingView(
        place, filters, window, outcome, ranking, page, pages,
        {code: name for code, name in library.cafs().items() if scope.opens_caf(code)},
        {code: code for code in ranking.found.departements} if ranking else {},
        {each.id: words.question(each) for each in newest_questions(surveys)},
        words.options(outcome.question) if outcome else {},
    )  # fmt: skip
