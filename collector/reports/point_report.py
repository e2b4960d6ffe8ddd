"""The report on a Point: two to four pages that a mayor reads in five minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from collector.activity.model import QuestionState
from collector.auth.scope import Level
from collector.dashboard.filters import Place
from collector.dashboard.findings import Finding as Compared
from collector.dashboard.outcome import Reading, reading
from collector.label.facts import article_4, convention_dates, returns_of, weeks_of
from collector.registry.registered import RegisteredPoint
from collector.reports import phrases
from collector.reports.activity import Activity, activity_of
from collector.reports.caf_year import CafYear
from collector.reports.discussion import Seen, to_discuss
from collector.reports.facts import YearFacts
from collector.reports.layout import (
    answers_data,
    comments_data,
    document,
    method_lines,
    months_data,
)
from collector.reports.print_charts import drawn_counts, drawn_trend, short_month
from collector.reports.survey import Asked, asked_of
from shared.hours_in_words import hours_in_words
from shared.periods import Period
from shared.printed import Printed

MOST_EVENTS: Final = 14


@dataclass(frozen=True, slots=True)
class PointYear:
    """A Point within its Caf's year."""

    caf: CafYear
    point: RegisteredPoint
    facts: YearFacts
    activity: Activity
    asked: tuple[Asked, ...]
    last_release: Period | None

    @property
    def place(self) -> Place:
        """As queries name it."""
        return Place(Level.POINT, self.point.id, self.point.record.name)


def read_point_year(caf: CafYear, point: RegisteredPoint) -> PointYear:
    """The Point's own figures beside what was read of its Caf."""
    facts = caf.facts[point.id]
    releases = caf.library.releases(point.id)
    responses = {each.period: 0 for each in releases}
    for each in releases:
        responses[each.period] += each.n
    place = Place(Level.POINT, point.id, point.record.name)
    return PointYear(
        caf,
        point,
        facts,
        activity_of(caf.months, facts.point.declared, responses),
        asked_of(caf.library, caf.figures(place), caf.blocks),
        max(responses, default=None),
    )


def point_report(year: PointYear) -> Printed:
    """The report, to be set."""
    caf, point, facts = year.caf, year.point, year.facts
    texts, until = caf.texts, caf.until
    returns = returns_of(facts.point, caf.window.first, caf.window.last, caf.today)
    rule = article_4(facts.point, until)
    weeks = weeks_of(facts.point, point.departement, date(caf.year, 1, 1), until)
    dates = convention_dates(facts.point, until)
    seen = Seen(
        base=_base(year),
        evidence=caf.evidence.get(point.id),
        asked=year.asked,
        returns=returns,
        rate=year.activity.rate,
        rule=rule,
        dates=dates,
        silent=_silent(year),
        odd=_odd(year),
    )
    record = point.record
    charts = {
        "activity": drawn_counts(year.activity, "Visiteurs par mois déclaré"),
        "trend": drawn_trend(caf.moments(year.place), "Part des insatisfaits par mois"),
    }
    data: dict[str, Any] = {
        "title": record.name,
        "kind": "Rapport au comité de pilotage",
        "year": str(caf.year),
        "place": point.address,
        "caf": caf.place.name,
        "made": f"Établi le {texts.day(caf.today)}",
        "made_up": record.made_up,
        "tiles": _tiles(year),
        "brief": _brief(year, phrases.rule(rule) if rule else ""),
        "discuss": to_discuss(seen, caf.today, texts),
        "months": months_data(year.activity, texts),
        "activity": _activity_line(year, phrases.returns(returns)),
        "questions": answers_data(year.asked, texts),
        "beside": "Caf" if caf.blocks else "",
        "compared": _compared(year),
        **comments_data(facts.comments),
        "hours": [
            *hours_in_words(record.hours),
            *([phrases.rule(rule)] if rule else ["Horaires non renseignés."]),
            *([phrases.weeks(weeks)] if weeks.looked_at else []),
        ],
        "convention": phrases.convention(dates, texts) if dates else ["Non renseignée."],
        "events": _events(year)[:MOST_EVENTS],
        "method": method_lines(caf),
    }
    return document("point", data, charts)


def _reading(year: PointYear) -> Reading | None:
    placed, outcome = year.caf.placed.get(year.point.id), year.caf.outcome
    return reading(placed.group, outcome.option) if placed and outcome else None


def _base(year: PointYear) -> int:
    found = _reading(year)
    return found.base if found else 0


def _points(year: PointYear) -> tuple[int, int, int] | None:
    found = _reading(year)
    return found.points if found else None


def _tiles(year: PointYear) -> list[dict[str, str]]:
    texts, activity, points = year.caf.texts, year.activity, _points(year)
    declared = f"{activity.declared} mois déclarés" if activity.declared else "aucun relevé"
    share = activity.share_accompanied
    if points is None:
        bad = {"value": "–", "note": "trop peu de réponses (moins de 20)"}
    else:
        fragile = ", fragile" if _base(year) < 50 else ""
        bad = {"value": f"{points[0]} %", "note": f"entre {points[1]} et {points[2]} %{fragile}"}
    return [
        {
            "label": "Visiteurs",
            "value": texts.number(activity.visitors) if activity.declared else "–",
            "note": declared,
        },
        {
            "label": "Accompagnés",
            "value": f"{share} %" if share is not None else "–",
            "note": "des visiteurs déclarés",
        },
        {
            "label": "Réponses à l’enquête",
            "value": texts.number(activity.responses),
            "note": f"{activity.rate} pour 100 visiteurs" if activity.rate is not None else "",
        },
        {"label": "Insatisfaits", **bad},
    ]


def _brief(year: PointYear, rule: str) -> list[str]:
    texts, points = year.caf.texts, _points(year)
    told = []
    if points is not None:
        base = phrases.plural(_base(year), "personne a", "personnes ont", texts)
        told.append(
            f"{base} dit comment s’est passée leur visite : {points[0]} % sont insatisfaites."
        )
    compared = _compared(year)
    return [*told, *([compared] if compared else []), *([rule] if rule else [])]


def _compared(year: PointYear) -> str:
    placed, found = year.caf.placed.get(year.point.id), year.caf.found
    if placed is None or found is None or found.common is None or not year.caf.blocks:
        return ""
    if placed.finding is Compared.UNSHOWN:
        return "Trop peu de réponses pour comparer ce Point aux autres."
    how = phrases.COMPARED[placed.finding]
    common = f"{round(100 * found.common)} % dans l’ensemble des Points de la Caf"
    if placed.finding is Compared.USUAL:
        return f"C’est comme dans les autres Points, au hasard près ({common})."
    return f"C’est {how} que dans les autres Points ({common})."


def _activity_line(year: PointYear, returns: str) -> str:
    return f"{returns[0].upper()}{returns[1:]}." + (
        " Un mois sans relevé n’est pas un mois sans visiteur."
        if year.activity.declared < len(year.activity.months)
        else ""
    )


def _silent(year: PointYear) -> int:
    newest = year.caf.window.months[-1]
    if year.last_release is None or not year.caf.placed:
        return 0
    return max(0, min(newest, year.caf.window.last).index - year.last_release.index)


def _odd(year: PointYear) -> list[str]:
    months = {
        each.period for each in year.facts.point.questions if each.state is QuestionState.OPEN
    }
    return [short_month(each) for each in sorted(months)]


def _events(year: PointYear) -> list[dict[str, str]]:
    texts, messages = year.caf.texts, year.facts.messages
    found = sorted([*_registered(year), *_announced(year)])
    lines = [{"when": texts.day(day), "text": text} for day, text in found]
    if messages:
        counted = [f"{n} sur {phrases.MESSAGES[kind]}" for kind, n in sorted(messages.items())]
        text = f"Messages du Point à la Caf : {', '.join(counted)}"
        lines.append({"when": "Dans l’année", "text": text})
    return lines


def _registered(year: PointYear) -> list[tuple[date, str]]:
    """What was decided on the label, and new hours."""
    facts, wanted = year.facts.point, year.caf.year
    labels = [
        (each.day, f"{phrases.LABELS[each.state].capitalize()} : {each.reason}")
        for each in facts.labels
        if each.day.year == wanted
    ]
    hours = [
        (each.valid_from, "Nouveaux horaires")
        for each in facts.hours[1:]
        if each.valid_from.year == wanted
    ]
    return labels + hours


def _announced(year: PointYear) -> list[tuple[date, str]]:
    """Exceptional days, and what the Caf told."""
    texts, wanted = year.caf.texts, year.caf.year
    found = [(each.starts, f"Information de la Caf : {each.text}") for each in year.facts.notices]
    for told in year.facts.point.exceptions:
        if told.first.year <= wanted <= told.last.year:
            what = "Ouverture exceptionnelle" if told.slots else "Fermeture"
            why = f" ({told.reason})" if told.reason else ""
            found.append((told.first, f"{what} {phrases.days(told.first, told.last, texts)}{why}"))
    return found
