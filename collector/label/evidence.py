"""Label evidence of Points, worked out from released figures by the rule, for the last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from collector.api.ask import ask, find_point
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Scope
from collector.dashboard.filters import Place, asked_in, caf_place, nation, window_of
from collector.dashboard.findings import Finding as Compared
from collector.dashboard.findings import Placed, common_share, find
from collector.dashboard.outcome import Outcome, Reading, outcome_of, reading
from collector.dashboard.point_findings import PointFindings, find_points
from collector.dashboard.point_view import Window
from collector.label.cusum import Step, cusum
from collector.label.rule import CHART_MONTHS, MONTHS, Judgement, judge
from collector.registry.registered import PointPlace
from collector.tables.model import Group
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from collector.texts import Texts
from shared.periods import Period

LEAST_COMPARED: Final = 5
"""Points with figures that a Caf must have to be a yardstick; below it, France as a whole is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the figures show of one Point. `reading` is None without a release in the year.

    `releases`: how many the year's figures add up.
    """

    point: PointPlace
    reading: Reading | None
    compared: Compared
    steps: Sequence[Step]
    judgement: Judgement
    releases: int = 0

    def figures(self, threshold: float) -> dict[str, int | bool | None]:
        """What is kept with a decision: whole points, and the four conditions."""
        points = self.reading.points if self.reading else None
        share, low, high = points or (None, None, None)
        return {
            "share": share,
            "low": low,
            "high": high,
            "base": self.reading.base if self.reading else 0,
            "threshold": round(100 * threshold),
            "enough": self.judgement.enough,
            "above_threshold": self.judgement.above_threshold,
            "above_others": self.judgement.above_others,
            "alarms": self.judgement.alarms,
        }


@dataclass(frozen=True, slots=True)
class CafEvidence:
    """The Points of a Caf. `yardstick`: the place whose common share they are compared with."""

    place: Place
    yardstick: Place
    window: Window
    outcome: Outcome
    found: PointFindings
    threshold: float
    points: Sequence[Evidence]
    table: ReleasedTable = TABLES[TableId.SITE]
    method: int = METHOD_VERSION


def caf_evidence(
    library: Library,
    scope: Scope,
    caf: str,
    last: Period | None,
    threshold: float,
    texts: Texts,
    only: str = "",
) -> CafEvidence | None:
    """The evidence on a Caf's Points for the twelve months up to `last`; None before any release.

    Args:
        library: figures and registry.
        scope: of the reader; it must open the Caf.
        caf: its code.
        last: the last month, None for the newest one released.
        threshold: the share that is too much.
        texts: the language of names.
        only: judge this Point alone, beside the same others.

    Raises:
        QueryProblem: `caf-unknown`, `query-invalid`.
        AccessProblem: `scope-refused`.
    """
    place = caf_place(library, scope, caf)
    released = window_of(library, None, None)
    if released is None:
        return None
    months = released.months
    end = min(max(last or released.last, months[0]), months[-1])
    window = Window(max(months[0], end.plus(1 - MONTHS)), end, months)
    outcome = outcome_of(library.survey_list(), Words(texts.gettext, (texts.tag,)))
    found = find_points(library, scope, place, window, outcome)
    yardstick = place
    if sum(each.finding is not Compared.UNSHOWN for each in found.placed) < LEAST_COMPARED:
        found, yardstick = _beside_france(library, scope, found, window, texts), nation(texts)
    placed = {each.group.group: each for each in found.placed}
    wanted = [each for each in found.points.values() if not only or each.id == only]
    points = [
        _evidence(library, scope, each, placed.get(each.id), window, outcome, threshold)
        for each in wanted
        if each.active or each.id in placed or only
    ]
    return CafEvidence(place, yardstick, window, outcome, found, threshold, points)


def caf_of(library: Library, scope: Scope, point: str) -> str:
    """The Caf of a Point, once the scope opens that Caf: a Point is judged beside its others.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    caf = find_point(library, point).caf
    scope.check_caf(caf)
    return caf


def _beside_france(
    library: Library, scope: Scope, found: PointFindings, window: Window, texts: Texts
) -> PointFindings:
    option = found.outcome.option
    asked = asked_in(nation(texts), window, found.outcome.question.id)
    common = common_share(ask(library, scope, TableId.SITE, asked).groups, option)
    groups = [each.group for each in found.placed]
    placed = [] if common is None else find(groups, option, common)
    return replace(found, common=common, placed=placed)


def _evidence(
    library: Library,
    scope: Scope,
    point: PointPlace,
    placed: Placed | None,
    window: Window,
    outcome: Outcome,
    threshold: float,
) -> Evidence:
    year: Group | None = placed.group if placed else None
    compared = placed.finding if placed else Compared.UNSHOWN
    begun = max(window.months[0], window.last.plus(1 - CHART_MONTHS))
    asked = {
        "question": outcome.question.id,
        "point": point.id,
        "by": "period",
        "from": str(begun),
        "to": str(window.last),
    }
    groups = ask(library, scope, TableId.SITE, asked).groups
    steps = cusum(groups, outcome.option, threshold)
    judgement = judge(year, outcome.option, compared, steps, threshold)
    figure = reading(year, outcome.option) if year else None
    return Evidence(point, figure, compared, steps, judgement, year.releases if year else 0)
