"""Activity returns with their corrections, questions about them, and reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from collector.activity.model import (
    Declared,
    KeptReturn,
    Question,
    QuestionKind,
    QuestionState,
    Reminder,
    declared,
)
from collector.store.desk_schema import activity_question, activity_return, reminder
from collector.store.engine import Transaction, insert_new
from collector.store.schema import point
from shared.periods import Period


def add_return(transaction: Transaction, kept: KeptReturn) -> bool:
    """Keep a return; False when this source already has one of this revision."""
    added = transaction.execute(
        insert_new(transaction, activity_return)
        .values(
            point_id=kept.point,
            period=str(kept.period),
            source=kept.source,
            revision=kept.revision,
            visitors=kept.visitors,
            accompanied=kept.accompanied,
            day=kept.day,
            who=kept.who,
        )
        .returning(activity_return.c.place)
    )
    return added.first() is not None


def last_revision(transaction: Transaction, point_id: str, period: Period, source: str) -> int:
    """The highest revision of a source's returns for a month, 0 for none."""
    query = select(func.max(activity_return.c.revision)).where(
        activity_return.c.point_id == point_id,
        activity_return.c.period == str(period),
        activity_return.c.source == source,
    )
    return int(transaction.scalar(query) or 0)


def returns_of(
    transaction: Transaction,
    first: Period,
    last: Period,
    *,
    point_id: str | None = None,
    caf: str | None = None,
) -> list[KeptReturn]:
    """Every return of these months, in the order in which they came, corrections included."""
    query = (
        select(activity_return)
        .where(activity_return.c.period.between(str(first), str(last)))
        .order_by(activity_return.c.place)
    )
    if point_id is not None:
        query = query.where(activity_return.c.point_id == point_id)
    if caf is not None:
        query = query.join(point, point.c.point_id == activity_return.c.point_id)
        query = query.where(point.c.caf == caf)
    return [
        KeptReturn(
            point=row["point_id"],
            period=Period.parse(row["period"]),
            source=row["source"],
            revision=row["revision"],
            visitors=row["visitors"],
            accompanied=row["accompanied"],
            day=row["day"],
            who=row["who"],
        )
        for row in transaction.execute(query).mappings()
    ]


def declared_visitors(
    transaction: Transaction,
    first: Period,
    last: Period,
    *,
    point_id: str | None = None,
    caf: str | None = None,
) -> dict[tuple[str, Period], Declared]:
    """What counts for each Point and month that was declared: one Point's, a Caf's, or all.

    It is what response rates and the comparison with phone responses divide by.
    """
    return declared(returns_of(transaction, first, last, point_id=point_id, caf=caf))


def find_questions(
    transaction: Transaction,
    *,
    caf: str | None = None,
    point_id: str | None = None,
    period: Period | None = None,
) -> list[Question]:
    """Questions, the newest month first; those of one Caf or Point, or of one month."""
    query = select(activity_question).order_by(
        activity_question.c.period.desc(), activity_question.c.point_id, activity_question.c.kind
    )
    if caf is not None:
        query = query.join(point, point.c.point_id == activity_question.c.point_id)
        query = query.where(point.c.caf == caf)
    if point_id is not None:
        query = query.where(activity_question.c.point_id == point_id)
    if period is not None:
        query = query.where(activity_question.c.period == str(period))
    return [
        Question(
            point=row["point_id"],
            period=Period.parse(row["period"]),
            kind=QuestionKind(row["kind"]),
            figures=row["figures"],
            state=QuestionState(row["state"]),
            reason=row["reason"],
            who=row["who"],
            day=row["day"],
        )
        for row in transaction.execute(query).mappings()
    ]


def put_question(transaction: Transaction, question: Question) -> None:
    """Keep a question in place of the one of this Point, month and kind."""
    values: dict[str, Any] = {
        "figures": dict(question.figures),
        "state": question.state.value,
        "reason": question.reason,
        "who": question.who,
        "day": question.day,
    }
    matches = _is_question(question)
    if not transaction.execute(update(activity_question).where(matches).values(values)).rowcount:
        transaction.execute(
            insert(activity_question).values(
                point_id=question.point,
                period=str(question.period),
                kind=question.kind.value,
                **values,
            )
        )


def _is_question(question: Question) -> ColumnElement[bool]:
    return and_(
        activity_question.c.point_id == question.point,
        activity_question.c.period == str(question.period),
        activity_question.c.kind == question.kind.value,
    )


def begin_reminder(
    transaction: Transaction, point_id: str, period: Period, stage: int, email: str, day: date
) -> bool:
    """Note that a reminder is about to be sent; False when it was begun before."""
    added = transaction.execute(
        insert_new(transaction, reminder)
        .values(
            point_id=point_id,
            period=str(period),
            stage=stage,
            email=email,
            state="begun",
            day=day.isoformat(),
        )
        .returning(reminder.c.stage)
    )
    return added.first() is not None


def end_reminder(
    transaction: Transaction, point_id: str, period: Period, stage: int, email: str
) -> None:
    """Note that it was sent."""
    transaction.execute(
        update(reminder).where(_is_reminder(point_id, period, stage, email)).values(state="sent")
    )


def undo_reminder(
    transaction: Transaction, point_id: str, period: Period, stage: int, email: str
) -> None:
    """Forget a reminder that surely was not sent, so that it is tried again."""
    transaction.execute(delete(reminder).where(_is_reminder(point_id, period, stage, email)))


def reminders_of(transaction: Transaction, periods: Iterable[Period]) -> list[Reminder]:
    """The reminders of these months, by Point and stage."""
    query = (
        select(reminder)
        .where(reminder.c.period.in_([str(each) for each in periods]))
        .order_by(reminder.c.point_id, reminder.c.stage, reminder.c.email)
    )
    return [
        Reminder(
            point=row["point_id"],
            period=Period.parse(row["period"]),
            stage=row["stage"],
            email=row["email"],
            state=row["state"],
            day=row["day"],
        )
        for row in transaction.execute(query).mappings()
    ]


def _is_reminder(point_id: str, period: Period, stage: int, email: str) -> ColumnElement[bool]:
    return and_(
        reminder.c.point_id == point_id,
        reminder.c.period == str(period),
        reminder.c.stage == stage,
        reminder.c.email == email,
    )
