"""Figures that cannot be, or that are odd: asked about until a correction or a reason comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from collector.activity.model import Declared, Question, QuestionKind, QuestionState
from collector.registry.openings import is_closed
from collector.store.activity import declared_visitors, find_questions, put_question
from collector.store.engine import Transaction
from collector.store.history import responses_by_month
from collector.store.openings import exceptions_of, hours_of
from collector.store.phone_counts import responses_from_phones
from collector.store.points import find_point
from shared.periods import Period
from shared.problems import OperationProblem

TENFOLD: Final = 10
SMALLEST_TENFOLD: Final = 50
"""From 2 visitors to 20 is no reason to ask; a month of fifty is. Nor is a month without any: a
Point that is closed in August has none, and as many as ever in September."""

RECENT_MONTHS: Final = 3
SMALLEST_EXPECTED: Final = 5
"""Where a recent month had so many visitors, one without any is odd unless the Point was closed:
of five expected (Poisson), nobody comes in less than one month of a hundred."""

LONGEST_REASON: Final = 500


def impossible(
    now: Declared, before: Declared | None, responses: int, from_phones: int, expected: int = 0
) -> dict[QuestionKind, dict[str, int]]:
    """What is to be asked about a month's figures, with the figures that raise it.

    Args:
        now: the month's figures.
        before: those of the month before, if they were declared.
        responses: released for the month so far.
        from_phones: of this month, brought by relays and tallied.
        expected: the most visitors of a recent month, 0 where the Point was closed all the month.
    """
    found: dict[QuestionKind, dict[str, int]] = {}
    visitors = {"visitors": now.visitors}
    if now.accompanied > now.visitors:
        found[QuestionKind.ACCOMPANIED] = {**visitors, "accompanied": now.accompanied}
    if responses > now.visitors:
        found[QuestionKind.RESPONSES] = {**visitors, "responses": responses}
    if from_phones > now.visitors:
        found[QuestionKind.PHONES] = visitors
    if before is not None and _is_tenfold(now.visitors, before.visitors):
        found[QuestionKind.TENFOLD] = {**visitors, "before": before.visitors}
    if not now.visitors and not responses and expected >= SMALLEST_EXPECTED:
        found[QuestionKind.NOBODY] = {**visitors, "recent": expected}
    if now.sources > 1:
        found[QuestionKind.SEVERAL] = {**visitors, "devices": now.sources}
    return found


def _is_tenfold(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return low > 0 and high >= SMALLEST_TENFOLD and high >= TENFOLD * low


def ask(transaction: Transaction, point: str, period: Period, today: date) -> None:
    """Raise, keep or drop the questions of a Point's month and of those that look back at it.

    To be called whenever a figure they rest on may have changed. One that somebody closed stays
    closed while its figures are the same.
    """
    first, last = period.plus(-RECENT_MONTHS), period.plus(RECENT_MONTHS)
    months = declared_visitors(transaction, first, last, point_id=point)
    responses = responses_by_month(transaction, first, last, point_id=point)
    phones = responses_from_phones(transaction, first, last, point_id=point)
    for month in [period.plus(each) for each in range(RECENT_MONTHS + 1)]:
        counts = responses.get((point, month), 0), phones.get((point, month), 0)
        _ask_month(transaction, point, month, months, counts, today)


def ask_of_all(transaction: Transaction, first: Period, last: Period, today: date) -> None:
    """Look at every declared month again: releases may have come since, or closures been told."""
    months = declared_visitors(transaction, first.plus(-RECENT_MONTHS), last)
    responses = responses_by_month(transaction, first, last)
    phones = responses_from_phones(transaction, first, last)
    for point, month in months:
        if month >= first:
            counts = responses.get((point, month), 0), phones.get((point, month), 0)
            _ask_month(transaction, point, month, months, counts, today)


def phones_above_visitors(
    transaction: Transaction, first: Period, last: Period
) -> list[tuple[str, Period, int]]:
    """Where more responses came from phones than visitors were declared: Point, month, visitors.

    For the report of a tally; those that somebody closed with a reason are left out.
    """
    declared = declared_visitors(transaction, first, last)
    phones = responses_from_phones(transaction, first, last)
    closed = {
        (each.point, each.period): each.figures
        for each in find_questions(transaction)
        if each.kind is QuestionKind.PHONES and each.state is QuestionState.CLOSED
    }
    return [
        (point, month, now.visitors)
        for (point, month), now in sorted(declared.items())
        if phones.get((point, month), 0) > now.visitors
        and closed.get((point, month)) != {"visitors": now.visitors}
    ]


def _ask_month(
    transaction: Transaction,
    point: str,
    month: Period,
    months: Mapping[tuple[str, Period], Declared],
    counts: tuple[int, int],
    today: date,
) -> None:
    now = months.get((point, month))
    if now is None:
        return
    expected = 0 if now.visitors else _expected(transaction, point, month, months)
    found = impossible(now, months.get((point, month.plus(-1))), *counts, expected)
    kept = {each.kind: each for each in find_questions(transaction, point_id=point, period=month)}
    for kind, figures in found.items():
        earlier = kept.get(kind)
        if earlier is None or earlier.state is QuestionState.GONE or earlier.figures != figures:
            day = today.isoformat()
            put_question(transaction, Question(point, month, kind, figures, day=day))
    for kind, earlier in kept.items():
        if kind not in found and earlier.state is QuestionState.OPEN:
            put_question(transaction, replace(earlier, state=QuestionState.GONE))


def _expected(
    transaction: Transaction,
    point: str,
    month: Period,
    months: Mapping[tuple[str, Period], Declared],
) -> int:
    """The most visitors of a recent month, 0 where the Point was closed all this month."""
    earlier = [months.get((point, month.plus(-each))) for each in range(1, RECENT_MONTHS + 1)]
    most = max((each.visitors for each in earlier if each), default=0)
    known = find_point(transaction, point) if most else None
    if known is None:
        return 0
    hours, exceptions = hours_of(transaction, point), exceptions_of(transaction, point)
    span = month.first_day, month.last_day
    return 0 if is_closed(hours, exceptions, *span, known.departement) else most


def close_question(
    transaction: Transaction,
    point: str,
    period: Period,
    kind: QuestionKind,
    reason: str,
    who: str,
    today: date,
) -> None:
    """Close an open question with a reason.

    Raises:
        OperationProblem: `text-unfit`: no reason, or too long a one; `question-unknown`.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise OperationProblem("text-unfit")
    for each in find_questions(transaction, point_id=point, period=period):
        if each.kind is kind and each.state is QuestionState.OPEN:
            closed = replace(
                each,
                state=QuestionState.CLOSED,
                reason=reason,
                who=who,
                day=today.isoformat(),
            )
            put_question(transaction, closed)
            return
    raise OperationProblem("question-unknown")
