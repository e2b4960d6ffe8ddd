"""What label evidence and reports know of Points beside figures, read in a few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from collector.activity.model import Declared, Question
from collector.label.facts import FactsOf, PointFacts
from collector.store.activity import declared_visitors, find_questions
from collector.store.conventions import all_conventions, conventions_of, labels_of
from collector.store.engine import Database, Transaction
from collector.store.label_decisions import decisions_of
from collector.store.openings import all_exceptions, all_hours
from shared.periods import Period


def facts_from(database: Database) -> FactsOf:
    """Reads facts, each time as they are."""

    def facts(points: Sequence[str], first: Period, last: Period) -> Mapping[str, PointFacts]:
        with database.read() as transaction:
            return point_facts(transaction, points, first, last)

    return facts


def point_facts(
    transaction: Transaction, points: Sequence[str], first: Period, last: Period
) -> dict[str, PointFacts]:
    """The facts of these Points, with the returns and the questions of these months."""
    alone = points[0] if len(points) == 1 else None
    declared: dict[str, dict[Period, Declared]] = {}
    for (point, period), each in declared_visitors(
        transaction, first, last, point_id=alone
    ).items():
        declared.setdefault(point, {})[period] = each
    questions: dict[str, list[Question]] = {}
    for question in find_questions(transaction, point_id=alone):
        if first <= question.period <= last:
            questions.setdefault(question.point, []).append(question)
    conventions = (
        {alone: conventions_of(transaction, alone)} if alone else all_conventions(transaction)
    )
    hours, exceptions = all_hours(transaction, points), all_exceptions(transaction, points)
    labels, decisions = labels_of(transaction, points), decisions_of(transaction, points)
    return {
        point: PointFacts(
            declared=declared.get(point, {}),
            questions=questions.get(point, ()),
            hours=hours.get(point, ()),
            exceptions=exceptions.get(point, ()),
            conventions=conventions.get(point, ()),
            labels=labels.get(point, ()),
            decisions=decisions.get(point, ()),
        )
        for point in points
    }
