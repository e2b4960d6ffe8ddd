"""The pages of label evidence, worked out; the templates only lay them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from collector.api.ask import find_point
from collector.api.library import Library
from collector.auth.scope import Level, Scope
from collector.dashboard.charts.sequential import Rung, sequential
from collector.dashboard.charts.svg import Told
from collector.dashboard.point_findings import funnel_of
from collector.label.cusum import CEILING, LIMIT, Step
from collector.label.decision import Decision, KeptDecision
from collector.label.evidence import CafEvidence, Evidence, caf_evidence, caf_of
from collector.label.facts import (
    FactsOf,
    PointFacts,
    Returns,
    Weeks,
    article_4,
    convention_dates,
    returns_of,
    weeks_of,
)
from collector.label.rule import Finding
from collector.registry.convention import LabelEvent, label_on
from collector.registry.file import ConventionDates
from collector.registry.openings import Article4
from collector.registry.registered import PointPlace
from collector.texts import Texts
from collector.texts import mark as _
from shared.periods import Period
from shared.problems import AccessProblem

FINDING_NAMES: Final[Mapping[Finding, str]] = {
    Finding.NOT_SHOWN: _("not demonstrated"),
    Finding.WATCH: _("to watch"),
    Finding.SHOWN: _("demonstrated"),
}
DECISION_NAMES: Final[Mapping[Decision, str]] = {
    Decision.NOTHING: _("nothing to do"),
    Decision.TALK: _("talk to the partner"),
    Decision.REVIEW: _("put the label under review"),
    Decision.WITHDRAW: _("withdraw the label"),
    Decision.GRANT: _("grant, confirm or give back the label"),
}
_ORDER: Final = (Finding.SHOWN, Finding.WATCH, Finding.NOT_SHOWN)


@dataclass(frozen=True, slots=True)
class Line:
    """A Point of the list. `rule`: article 4 in a typical week, None where hours are unknown."""

    evidence: Evidence
    returns: Returns
    rule: Article4 | None
    label: LabelEvent | None
    decision: KeptDecision | None


@dataclass(frozen=True, slots=True)
class LabelList:
    """The Points of a Caf, those to look at first. `evidence` is None before any release."""

    caf: str
    cafs: Mapping[str, str]
    evidence: CafEvidence | None
    lines: Sequence[Line]

    @property
    def counts(self) -> Mapping[Finding, int]:
        """How many Points there are of each finding."""
        found = [each.evidence.judgement.finding for each in self.lines]
        return {finding: found.count(finding) for finding in _ORDER}


@dataclass(frozen=True, slots=True)
class LabelFile:
    """The file on one Point. `months`: the last month of the year may be any of them."""

    caf: CafEvidence
    evidence: Evidence
    funnel: Markup
    chart: Markup
    returns: Returns
    rule: Article4 | None
    weeks: Weeks
    dates: ConventionDates | None
    label: LabelEvent | None
    decisions: Sequence[KeptDecision]

    @property
    def point(self) -> PointPlace:
        """Whose file it is."""
        return self.evidence.point


@dataclass(frozen=True, slots=True)
class BareFile:
    """The file on a Point before any release: what was decided, and no figures."""

    point: PointPlace
    period: Period
    decisions: Sequence[KeptDecision]


def label_list(
    library: Library,
    scope: Scope,
    facts_of: FactsOf,
    asked: tuple[str, Period | None],
    threshold: float,
    texts: Texts,
    today: date,
) -> LabelList:
    """The list of a Caf: the one asked for, else the scope's own, else the first there is.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    if scope.level is Level.POINT:
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    cafs = {code: name for code, name in library.cafs().items() if scope.opens_caf(code)}
    own = scope.id if scope.level is Level.CAF else next(iter(sorted(cafs)), "")
    caf = asked[0] or own
    found = caf_evidence(library, scope, caf, asked[1], threshold, texts) if caf else None
    if found is None:
        return LabelList(caf, cafs, None, ())
    window = found.window
    facts = facts_of([each.point.id for each in found.points], window.first, window.last)
    lines = [
        _line(each, facts[each.point.id], window.first, window.last, today) for each in found.points
    ]
    lines.sort(key=lambda each: _urgency(each.evidence))
    return LabelList(caf, cafs, found, lines)


def label_file(
    library: Library,
    scope: Scope,
    facts_of: FactsOf,
    point: str,
    last: Period | None,
    threshold: float,
    texts: Texts,
    today: date,
) -> LabelFile | None:
    """The file on a Point; None before any release.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    caf = caf_of(library, scope, point)
    found = caf_evidence(library, scope, caf, last, threshold, texts, only=point)
    if found is None:
        return None
    (evidence,) = found.points
    window = found.window
    facts = facts_of([point], window.first, window.last)[point]
    begins, ends = window.first.first_day, window.last.last_day
    return LabelFile(
        caf=found,
        evidence=evidence,
        funnel=funnel_of(found.found, texts, point),
        chart=chart_of(evidence.steps, texts),
        returns=returns_of(facts, window.first, window.last, today),
        rule=article_4(facts, today),
        weeks=weeks_of(facts, evidence.point.departement, begins, min(ends, today)),
        dates=convention_dates(facts, today),
        label=label_on(facts.labels, today),
        decisions=facts.decisions[::-1],
    )


def bare_file(
    library: Library, scope: Scope, facts_of: FactsOf, point: str, today: date
) -> BareFile:
    """The file on a Point before any release.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    caf_of(library, scope, point)
    month = Period.of(today)
    facts = facts_of([point], month, month)[point]
    return BareFile(PointPlace.of(find_point(library, point)), month, facts.decisions[::-1])


def chart_of(steps: Sequence[Step], texts: Texts) -> Markup:
    """The sequential chart, or nothing without a release."""
    if not steps:
        return Markup("")
    alarmed = [texts.month(each.period) for each in steps if each.alarms]
    told = Told(
        "cusum",
        texts.gettext("Sequential chart of the dissatisfied"),
        texts.gettext(
            "Limit {limit}. Level with the last release: {level}. Alarms: {alarms}."
        ).format(
            limit=f"{LIMIT:g}",
            level=_decimal(steps[-1].level, texts),
            alarms=", ".join(alarmed) or texts.gettext("none"),
        ),
    )
    rungs = [Rung(_short(each.period), each.level, each.alarms) for each in steps]
    return sequential(told, rungs, LIMIT, CEILING)


def _decimal(level: float, texts: Texts) -> str:
    return f"{level:.1f}".replace(".", "," if texts.tag == "fr" else ".")


def _short(period: Period) -> str:
    return f"{period.month:02d}/{period.year % 100:02d}"


def _line(evidence: Evidence, facts: PointFacts, first: Period, last: Period, today: date) -> Line:
    return Line(
        evidence,
        returns_of(facts, first, last, today),
        article_4(facts, today),
        label_on(facts.labels, today),
        facts.decisions[-1] if facts.decisions else None,
    )


def _urgency(evidence: Evidence) -> tuple[int, int, str]:
    points = evidence.reading.points if evidence.reading else None
    return (
        _ORDER.index(evidence.judgement.finding),
        -(points[0] if points else 0),
        evidence.point.id,
    )
