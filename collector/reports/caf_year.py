"""A Caf's year, read once for all of its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collector.api.ask import ask
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Scope
from collector.dashboard.charts.trend import Moment
from collector.dashboard.filters import Place, asked_in, caf_place, is_released, nation, window_of
from collector.dashboard.findings import Placed
from collector.dashboard.outcome import Outcome, outcome_of
from collector.dashboard.point_findings import PointFindings, find_points
from collector.dashboard.point_view import Window
from collector.label.evidence import Evidence, caf_evidence
from collector.registry.registered import RegisteredPoint
from collector.reports.facts import YearFacts, YearFactsOf
from collector.reports.print_charts import short_month
from collector.reports.survey import LEAST_POINTS, Blocks, blocks_of
from collector.tables.released import TableId
from collector.texts import Texts
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class CafYear:
    """What every report of a Caf and year rests on.

    `window`: the year's twelve months; `until`: its last day, or today if that comes first.
    `found` and `outcome` are None where nothing was released in them. `blocks`: the Caf's figures,
    none with fewer than three Points; `france`: the nation's.
    """

    library: Library
    scope: Scope
    texts: Texts
    place: Place
    year: int
    today: date
    window: Window
    points: Sequence[RegisteredPoint]
    facts: Mapping[str, YearFacts]
    outcome: Outcome | None
    found: PointFindings | None
    placed: Mapping[str, Placed]
    evidence: Mapping[str, Evidence]
    blocks: Blocks
    france: Blocks

    @property
    def words(self) -> Words:
        """The survey's words in French."""
        return Words(self.texts.gettext, (self.texts.tag,))

    @property
    def until(self) -> date:
        """The last day that the report can tell of."""
        return min(date(self.year, 12, 31), self.today)

    @property
    def months(self) -> list[Period]:
        """The months of the year that are over: an open month has no figures."""
        known = [Period(self.year, number) for number in range(1, 13)]
        return [each for each in known if each < Period.of(self.today)]

    def figures(self, place: Place) -> Blocks:
        """The figures of a place in these months."""
        return blocks_of(self.library, self.scope, place, self.window, self.words)

    def moments(self, place: Place) -> list[Moment]:
        """The share of the dissatisfied, release by release, None where it is not shown."""
        if self.outcome is None:
            return []
        asked = asked_in(place, self.window, self.outcome.question.id, "period")
        table = ask(self.library, self.scope, TableId.SITE, asked)
        shares = {each.group: each.figure(self.outcome.option).share for each in table.groups}
        return [Moment(short_month(each), shares.get(str(each))) for each in self.months]


def read_caf_year(
    library: Library,
    scope: Scope,
    facts_of: YearFactsOf,
    caf: str,
    year: int,
    threshold: float,
    texts: Texts,
    today: date,
) -> CafYear:
    """Read it.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`: only who may read the whole Caf makes its reports.
    """
    place = caf_place(library, scope, caf)
    scope.check_caf(caf)
    first, last = Period(year, 1), Period(year, 12)
    known = window_of(library, None, None)
    window = Window(first, last, known.months if known else (first,))
    points = sorted(library.point_list(caf), key=lambda each: (each.record.name, each.id))
    outcome = found = None
    evidence: Mapping[str, Evidence] = {}
    blocks: Blocks = {}
    france: Blocks = {}
    words = Words(texts.gettext, (texts.tag,))
    if known and is_released(window):
        outcome = outcome_of(library.survey_list(), words)
        found = find_points(library, scope, place, window, outcome)
        if len(found.placed) >= LEAST_POINTS:
            blocks = blocks_of(library, scope, place, window, words)
        france = blocks_of(library, scope, nation(texts), window, words)
        judged = caf_evidence(library, scope, caf, last, threshold, texts)
        evidence = {each.point.id: each for each in judged.points} if judged else {}
    shown = [each for each in points if each.active or _has_figures(each, found)]
    return CafYear(
        library, scope, texts, place, year, today, window, shown,
        facts_of(caf, [each.id for each in shown], year),
        outcome, found,
        {each.group.group: each for each in found.placed} if found else {},
        evidence, blocks, france,
    )  # fmt: skip


def _has_figures(point: RegisteredPoint, found: PointFindings | None) -> bool:
    return found is not None and any(each.group.group == point.id for each in found.placed)
