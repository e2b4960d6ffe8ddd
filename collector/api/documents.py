"""Figures and lists as plain documents, ready for JSON. README.md explains every field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from collector.api.library import Library
from collector.api.words import Words
from collector.registry.registered import RegisteredPoint
from collector.tables.estimate import LEAST_BASE, SOLID_BASE, Status
from collector.tables.forms import crossing_name
from collector.tables.model import By, Figure, FigureTable, Group
from collector.tables.query import PARAMETERS
from collector.tables.released import METHOD_VERSION, TABLES, ReleasedTable, TableId
from shared.survey import Kind, Question, Survey

Document = dict[str, Any]

CONFIDENCE: Final = 0.95


def table_document(table: FigureTable, words: Words) -> Document:
    """A table of figures with all that one needs to judge it."""
    return {**about_document(table, words), "groups": list(group_documents(table, words))}


def group_documents(table: FigureTable, words: Words) -> Iterator[Document]:
    """The figures of a table, one group after the other."""
    labels = words.options(table.question)
    for group in table.groups:
        yield _group(group, table, labels, words)


def about_document(table: FigureTable, words: Words) -> Document:
    """All of a table but its figures."""
    return {
        "table": table.table.id.value,
        "title": words.translate(table.table.title),
        "question": _question(table.question, words),
        "across": _question(table.across, words) if table.across else None,
        "by": table.by.value,
        "point": table.point,
        "caf": table.caf,
        "from": str(table.first),
        "to": str(table.last),
        "n": max(0, table.n),
        **_method(table.table),
        "releases": table.releases,
        "explanation": words.explanation(table),
        "status_rule": words.status_rule(),
        "notice": words.notice(table),
    }


def _method(table: ReleasedTable) -> Document:
    return {
        "n_exact": table.exact_total,
        "variance": table.variance,
        "maximum": table.maximum,
        "confidence": CONFIDENCE,
        "method": METHOD_VERSION,
    }


def _question(question: Question, words: Words) -> Document:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "label": words.question(question),
        "options": [
            {"id": option, "label": text} for option, text in words.options(question).items()
        ],
    }


def _group(group: Group, table: FigureTable, labels: Mapping[str, str], words: Words) -> Document:
    figures = group.figures
    return {
        "group": group.group,
        "breakdown": group.breakdown,
        "releases": group.releases,
        "n": max(0, group.n),
        "base": displayed_base(group, table),
        "status": figures[0].status.value,
        "figures": [
            figure_document(figure, labels.get(figure.option, figure.option)) for figure in figures
        ],
        "asides": [
            {"cell": cell, "label": words.aside(cell), "count": count}
            for cell, count in group.asides
        ],
    }


def displayed_base(group: Group, table: FigureTable) -> int:
    """The base as displayed: a whole number, not negative, and never above an exact n."""
    base = max(0, round(group.base))
    return min(base, group.n) if table.table.exact_total else base


def figure_document(figure: Figure, text: str) -> Document:
    """One option's figure; a hidden one has neither share nor count, which would give the share."""
    share, low, high = figure.points or (None, None, None)
    count = None if figure.status is Status.HIDDEN else figure.displayed_count
    return {
        "option": figure.option,
        "label": text,
        "count": count,
        "share": share,
        "low": low,
        "high": high,
    }


def point_document(point: RegisteredPoint) -> Document:
    """What the registry makes public of a Point."""
    record = point.record
    return {
        "id": record.id,
        "caf": record.caf,
        "name": record.name,
        "street": record.street,
        "postcode": record.postcode,
        "commune": record.commune,
        "insee": record.insee,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "hours": record.hours,
        "made_up": record.made_up,
        "active": point.active,
    }


def points_about(
    page: Sequence[RegisteredPoint], cafs: Mapping[str, str], total: int, after: str | None
) -> Document:
    """What comes with a page of a list of Points.

    Args:
        page: the Points on it.
        cafs: every Caf's name by its code.
        total: how many Points the whole list has.
        after: the last id of this page when more follow.
    """
    codes = sorted({point.record.caf for point in page})
    return {
        "total": total,
        "after": after,
        "cafs": [{"code": code, "name": cafs.get(code, code)} for code in codes],
    }


def tables_document(library: Library, words: Words) -> Document:
    """What may be asked: tables, questions, crossings, months, parameters."""
    surveys = library.survey_list()
    periods = library.periods()
    return {
        "tables": [_table(table, words) for table in TABLES.values()],
        "questions": [_question(each, words) for each in newest_questions(surveys)],
        "crossings": crossings(surveys),
        "released": {"from": str(periods[0]), "to": str(periods[1])} if periods else None,
        "parameters": list(PARAMETERS),
        "by": [by.value for by in By],
        "least_base": LEAST_BASE,
        "solid_base": SOLID_BASE,
        "status_rule": words.status_rule(),
    }


def _table(table: ReleasedTable, words: Words) -> Document:
    return {
        "table": table.id.value,
        "title": words.translate(table.title),
        "explanation": words.translate(table.sentence),
        "by_point": table.by_point,
        "crossing": table.id is TableId.CROSSING,
        **_method(table),
    }


def newest_questions(surveys: Sequence[Survey]) -> list[Question]:
    """Each counted question as the newest survey has it: those of the newest survey first."""
    found: dict[str, Question] = {}
    for survey in reversed(surveys):
        for question in survey.counted:
            found.setdefault(question.id, question)
    return list(found.values())


def crossings(surveys: Sequence[Survey]) -> list[str]:
    """The crossings that may be asked, as `outcome:given`; an outcome takes one option."""
    questions = {question.id: question for question in newest_questions(surveys)}
    found: dict[str, None] = {}
    for survey in reversed(surveys):
        for first, second in survey.crossings:
            for outcome, given in ((first, second), (second, first)):
                if questions[outcome].kind is Kind.ONE:
                    found[crossing_name(outcome, given)] = None
    return list(found)
