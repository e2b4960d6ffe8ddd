"""How a report is laid out: what typst is given, and the source that sets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from collector.reports.activity import Activity
from collector.reports.caf_year import CafYear
from collector.reports.facts import Comment
from collector.reports.phrases import quarter, typeset_all
from collector.reports.print_charts import Drawing
from collector.reports.survey import Asked
from collector.reports.typst_source import CAF_SOURCE, HEAD, POINT_SOURCE
from collector.tables.released import METHOD_VERSION, TABLES, TableId
from collector.texts import Texts
from shared.printed import Printed, printed

MOST_COMMENTS: Final = 8
"""Printed; the others are read at the Caf."""

_SOURCES: Final = {"point": HEAD + POINT_SOURCE, "caf": HEAD + CAF_SOURCE}


def document(kind: str, data: Mapping[str, Any], charts: Mapping[str, Drawing | None]) -> Printed:
    """The document. A chart that is None is left out."""
    drawn = {name: chart for name, chart in charts.items() if chart is not None}
    alts = {name: chart.alt for name, chart in drawn.items()}
    inputs = {f"svg_{name}": chart.svg for name, chart in drawn.items()}
    return printed(_SOURCES[kind], {**typeset_all(data), "charts": typeset_all(alts)}, **inputs)


def months_data(activity: Activity, texts: Texts) -> list[list[str]]:
    """Rows of the table of months, and their sum."""
    rows = [
        [
            texts.month(each.period).rpartition(" ")[0],
            texts.number(each.visitors) if each.visitors is not None else "–",
            texts.number(each.accompanied) if each.accompanied is not None else "–",
            texts.number(each.responses),
        ]
        for each in activity.months
    ]
    sums = [activity.visitors, activity.accompanied, activity.responses]
    return [*rows, ["Total", *map(texts.number, sums)]]


def answers_data(asked: Sequence[Asked], texts: Texts) -> list[dict[str, Any]]:
    """Questions with their answers as the source reads them."""
    return [
        {
            "text": each.text,
            "note": _note(each, texts),
            "hidden": each.status == "hidden",
            "rows": [
                {
                    "label": answer.label,
                    "points": list(answer.points) if answer.points else [],
                    "other": f"{answer.other} %" if answer.other is not None else "",
                }
                for answer in each.answers
            ],
        }
        for each in asked
    ]


def comments_data(comments: Sequence[Comment]) -> dict[str, Any]:
    """The comments that are printed, and how many more there are."""
    return {
        "comments": [
            {"when": quarter(each.quarter), "text": each.text} for each in comments[:MOST_COMMENTS]
        ],
        "more_comments": max(0, len(comments) - MOST_COMMENTS),
    }


def method_lines(caf: CafYear) -> list[str]:
    """What was done to the figures, and how they are to be read."""
    table = TABLES[TableId.SITE]
    releases = sum(each.group.releases for each in caf.placed.values())
    n = sum(each.group.n for each in caf.placed.values())
    reading = (
        "Fragile : moins de 50 réponses. Aucune part n’est montrée sous 20 réponses. Une réponse"
        " compte dans le mois qui l’a dépouillée."
    )
    method = (
        f"Tableau {table.id.value}, version {METHOD_VERSION} de la méthode, V = {table.variance},"
        f" D = {table.maximum} ; à la Caf : {releases} publications, n = {caf.texts.number(n)}."
        " Document exporté au format PDF/UA-1."
    )
    return [caf.texts.gettext(table.sentence), reading, method]


def _note(asked: Asked, texts: Texts) -> str:
    if asked.status == "hidden":
        return f"{asked.base} réponses : trop peu pour montrer des parts (il en faut 20)."
    fragile = " Fragile." if asked.status == "fragile" else ""
    several = " Plusieurs réponses possibles." if asked.several else ""
    return f"{texts.number(asked.base)} réponses.{fragile}{several}"
