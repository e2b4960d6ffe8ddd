"""The Points of a place beside each other: their findings, the funnel and the map of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from collector.api.ask import ask, places_in_scope
from collector.api.library import Library
from collector.auth.scope import Scope
from collector.dashboard.charts.france import Spot, by_region, france, of_findings
from collector.dashboard.charts.funnel import OUTER, funnel
from collector.dashboard.charts.svg import Told
from collector.dashboard.filters import Place, asked_in
from collector.dashboard.findings import Finding, Placed, common_share, find
from collector.dashboard.outcome import Outcome, Reading, reading
from collector.dashboard.point_view import Window
from collector.registry.departement import departement_of
from collector.registry.registered import PointPlace
from collector.tables.released import TableId
from collector.texts import Texts
from collector.texts import mark as _

FINDING_NAMES: Mapping[Finding, str] = {
    Finding.VERY_HIGH: _("clearly above (99.8 %%)"),
    Finding.HIGH: _("above (95 %%)"),
    Finding.USUAL: _("as expected"),
    Finding.LOW: _("below (95 %%)"),
    Finding.VERY_LOW: _("clearly below (99.8 %%)"),
    Finding.UNSHOWN: _("too few answers"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A Point and its figure."""

    point: PointPlace
    reading: Reading
    finding: Finding


@dataclass(frozen=True, slots=True)
class PointFindings:
    """`points`: those of the registry in the place, by id. `placed`: those of them with releases.

    `common`: the share of all of them together, None if there is none to show. `departements`:
    those that the place has Points in.
    """

    outcome: Outcome
    points: Mapping[str, PointPlace]
    placed: Sequence[Placed]
    common: float | None
    departements: Sequence[str]

    @property
    def counts(self) -> Mapping[Finding, int]:
        """How many Points there are of each finding, all findings named."""
        found = Counter(each.finding for each in self.placed)
        return {finding: found[finding] for finding in Finding}

    def line(self, placed: Placed) -> Line:
        """A Point as a row of a table."""
        figure = reading(placed.group, self.outcome.option)
        return Line(self.points[placed.group.group], figure, placed.finding)

    def outstanding(self) -> list[Line]:
        """The Points beyond the 99.8 % limits, the furthest first."""
        found = [each for each in self.placed if each.finding.stands_out]
        found.sort(key=lambda each: (-abs(each.z), each.group.group))
        return [self.line(each) for each in found]


def find_points(
    library: Library,
    scope: Scope,
    place: Place,
    window: Window,
    outcome: Outcome,
    departement: str = "",
) -> PointFindings:
    """Compare the Points of a place (a Caf, the nation) with their common share.

    Raises:
        AccessProblem: `scope-refused`.
    """
    table = ask(library, scope, TableId.SITE, asked_in(place, window, outcome.question.id, "point"))
    points: dict[str, PointPlace] = {}
    departements = set()
    for each in places_in_scope(library, scope, place.id):
        its = departement_of(each.insee, each.postcode)
        departements.add(its)
        if departement in ("", its):
            points[each.id] = each
    groups = [group for group in table.groups if group.group in points]
    common = common_share(groups, outcome.option)
    placed = [] if common is None else find(groups, outcome.option, common)
    return PointFindings(outcome, points, placed, common, sorted(departements))


def funnel_of(found: PointFindings, texts: Texts, own: str = "") -> Markup:
    """The funnel plot, or nothing where there is no Point to show."""
    if found.common is None:
        return Markup("")
    counts = found.counts
    told = Told(
        "funnel",
        texts.gettext("Points against their control limits"),
        texts.gettext(
            "Share of “{answer}” by precision. Common share: {common}. Points clearly above:"
            " {above}, clearly below: {below}, beyond the inner limits (95 %) only: {near},"
            " as expected: {usual}."
        ).format(
            answer=found.outcome.label,
            common=texts.percent(round(100 * found.common)),
            above=counts[Finding.VERY_HIGH],
            below=counts[Finding.VERY_LOW],
            near=counts[Finding.HIGH] + counts[Finding.LOW],
            usual=counts[Finding.USUAL],
        ),
    )
    axis = texts.gettext("Answers, less what the perturbation costs in precision")
    return funnel(told, found.placed, found.common, axis, texts.decimal(OUTER, 1), own)


@dataclass(frozen=True, slots=True)
class FindingsMap:
    """`drawn` is empty where no Point has coordinates; `left_out`: Points without."""

    drawn: Markup
    left_out: int


def map_of(found: PointFindings, texts: Texts) -> FindingsMap:
    """The map of the Points that have released figures."""
    pairs = [(found.points[each.group.group], each.finding) for each in found.placed]
    regions = by_region(
        Spot(point.latitude, point.longitude, finding)
        for point, finding in pairs
        if point.latitude is not None and point.longitude is not None
    )
    shown = sum(map(len, regions.values()))
    if not shown:
        return FindingsMap(Markup(""), len(found.placed))
    told = Told(
        "map",
        texts.gettext("Map of the Points by finding"),
        texts.gettext(
            "{number} Points by their coordinates; the table gives their findings."
        ).format(number=texts.number(shown)),
    )
    return FindingsMap(france(told, regions, of_findings), len(found.placed) - shown)
