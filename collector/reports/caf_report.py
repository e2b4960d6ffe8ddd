"""The report on a Caf: the year of all its Points together and side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from collector.dashboard.findings import Finding as Compared
from collector.dashboard.outcome import reading
from collector.label.facts import article_4, convention_dates, returns_of
from collector.label.rule import Finding
from collector.reports import phrases
from collector.reports.activity import Activity, together
from collector.reports.caf_year import CafYear
from collector.reports.discussion import NOTICE_DAYS
from collector.reports.facts import CAF_ITSELF
from collector.reports.layout import (
    answers_data,
    comments_data,
    document,
    method_lines,
    months_data,
)
from collector.reports.point_report import PointYear
from collector.reports.print_charts import drawn_counts, drawn_funnel, drawn_trend
from collector.reports.survey import Asked, asked_of
from shared.printed import Printed


def caf_report(caf: CafYear, points: Sequence[PointYear]) -> Printed:
    """The report, to be set. `points`: the years of all of its Points."""
    texts = caf.texts
    whole = together(caf.months, [each.activity for each in points])
    asked = asked_of(caf.library, caf.blocks, caf.france)
    moments = caf.moments(caf.place) if caf.blocks else []
    placed, common = (caf.found.placed, caf.found.common) if caf.found else ((), None)
    charts = {
        "activity": drawn_counts(whole, "Visiteurs par mois déclaré"),
        "trend": drawn_trend(moments, "Part des insatisfaits par mois"),
        "funnel": drawn_funnel(placed, common, "Insatisfaits par Point, selon la précision"),
    }
    rows = [_row(each) for each in points]
    sent = sum(_returns(each)[0] for each in points)
    due = sum(_returns(each)[1] for each in points)
    data: dict[str, Any] = {
        "title": caf.place.name,
        "kind": "Rapport annuel des Points numériques",
        "year": str(caf.year),
        "place": f"{len(points)} Points numériques",
        "caf": f"Caf {caf.place.id}",
        "made": f"Établi le {texts.day(caf.today)}",
        "made_up": False,
        "tiles": _tiles(caf, whole, asked),
        "brief": _brief(caf, points),
        "discuss": _to_discuss(caf, points),
        "activity": f"{sent} relevés d’activité reçus sur {due} attendus.",
        "months": months_data(whole, texts),
        "points": rows,
        "points_note": "Insatisfaits : part et intervalle. Constat sur douze mois : non démontrée,"
        " à surveiller, démontrée ; une personne de la Caf décide, pas le logiciel.",
        "questions": answers_data(asked, texts),
        "beside": "France" if caf.france else "",
        **comments_data(caf.facts[CAF_ITSELF].comments),
        "method": method_lines(caf),
    }
    return document("caf", data, charts)


def _returns(year: PointYear) -> tuple[int, int]:
    window = year.caf.window
    found = returns_of(year.facts.point, window.first, window.last, year.caf.today)
    return found.sent, found.due


def _is_due(year: PointYear) -> bool:
    """Whether the last day of notice is near."""
    dates = convention_dates(year.facts.point, year.caf.until)
    deadline = dates.deadline if dates else None
    return deadline is not None and 0 <= (deadline - year.caf.today).days <= NOTICE_DAYS


def _row(year: PointYear) -> list[str]:
    caf, texts = year.caf, year.caf.texts
    sent, due = _returns(year)
    placed = caf.placed.get(year.point.id)
    points = reading(placed.group, caf.outcome.option).points if placed and caf.outcome else None
    fragile = " f." if placed and points and placed.group.base < 50 else ""
    rule = article_4(year.facts.point, caf.until)
    lacking = rule is not None and not rule.holds
    evidence = caf.evidence.get(year.point.id)
    return [
        year.point.record.name,
        f"{sent} / {due}",
        texts.number(year.activity.visitors) if year.activity.declared else "–",
        texts.number(year.activity.responses),
        f"{points[0]} % ({points[1]} – {points[2]}){fragile}" if points else "trop peu",
        phrases.FINDINGS[evidence.judgement.finding] if evidence else "–",
        "inconnu" if rule is None else "en dessous" if lacking else "respecté",
    ]


def _tiles(caf: CafYear, whole: Activity, asked: Sequence[Asked]) -> list[dict[str, str]]:
    texts, share = caf.texts, whole.share_accompanied
    answer = None
    if caf.outcome is not None:
        question = next((each for each in asked if each.id == caf.outcome.question.id), None)
        answer = question.answer(caf.outcome.option) if question else None
    points = answer.points if answer else None
    return [
        {"label": "Visiteurs", "value": texts.number(whole.visitors), "note": "déclarés"},
        {
            "label": "Accompagnés",
            "value": f"{share} %" if share is not None else "–",
            "note": "des visiteurs déclarés",
        },
        {
            "label": "Réponses à l’enquête",
            "value": texts.number(whole.responses),
            "note": f"{whole.rate} pour 100 visiteurs déclarés" if whole.rate is not None else "",
        },
        {
            "label": "Insatisfaits",
            "value": f"{points[0]} %" if points else "–",
            "note": f"entre {points[1]} et {points[2]} %" if points else "",
        },
    ]


def _findings(caf: CafYear, points: Sequence[PointYear], finding: Finding) -> list[str]:
    return [
        each.point.record.name
        for each in points
        if each.point.id in caf.evidence
        and caf.evidence[each.point.id].judgement.finding is finding
    ]


def _brief(caf: CafYear, points: Sequence[PointYear]) -> list[str]:
    counts = Counter(each.finding for each in caf.placed.values())
    lines = []
    if caf.placed:
        lines.append(
            "Points nettement plus insatisfaisants que l’ensemble :"
            f" {counts[Compared.VERY_HIGH]}. Nettement moins : {counts[Compared.VERY_LOW]}. Les"
            " autres écarts peuvent venir du hasard."
        )
    rules = [article_4(each.facts.point, caf.until) for each in points]
    short = sum(rule is not None and not rule.holds for rule in rules)
    lines.append(f"Points sous l’article 4 (12 h et 4 demi-journées par semaine) : {short}.")
    return lines


def _to_discuss(caf: CafYear, points: Sequence[PointYear]) -> list[str]:
    found = []
    for finding in (Finding.SHOWN, Finding.WATCH):
        names = _findings(caf, points, finding)
        if names:
            found.append(f"Insatisfaction {phrases.FINDINGS[finding]} : {', '.join(names)}.")
    newest = min(caf.window.months[-1], caf.window.last)
    silent = [
        each.point.record.name
        for each in points
        if caf.placed and each.last_release and newest.index - each.last_release.index >= 3
    ]
    if silent:
        found.append(f"Sans réponse publiée depuis trois mois ou plus : {', '.join(silent)}.")
    late = [each.point.record.name for each in points if _returns(each)[1] - _returns(each)[0] >= 3]
    if late:
        found.append(f"Trois relevés d’activité manquants ou plus : {', '.join(late)}.")
    rules = [(each, article_4(each.facts.point, caf.until)) for each in points]
    short = [each.point.record.name for each, rule in rules if rule is not None and not rule.holds]
    if short:
        found.append(f"Horaires sous l’article 4 : {', '.join(short)}.")
    soon = [each.point.record.name for each in points if _is_due(each)]
    if soon:
        found.append(f"Conventions à revoir avant leur reconduction : {', '.join(soon)}.")
    return found or ["Rien de particulier ne ressort des chiffres de cette année."]
