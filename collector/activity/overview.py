"""A month's returns as a Caf reads them: who declared, who is late, shares, open questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collector.activity.model import (
    WEB,
    Declared,
    KeptReturn,
    Question,
    QuestionState,
    Reminder,
)
from collector.activity.questions import ask, ask_of_all
from collector.auth.scope import Level, Scope
from collector.registry.convention import Convention, holds_within
from collector.registry.registered import RegisteredPoint
from collector.store.activity import (
    add_return,
    declared_visitors,
    find_questions,
    last_revision,
    reminders_of,
    returns_of,
)
from collector.store.conventions import all_conventions
from collector.store.engine import Database, Transaction
from collector.store.history import responses_by_month
from collector.store.points import all_points, find_point
from shared import limits
from shared.periods import Period
from shared.problems import OperationProblem

MONTHS_SHOWN: Final = 13

LATE_AFTER_DAY: Final = 5
"""Of the following month: a return that has not come by then is late."""


@dataclass(frozen=True, slots=True)
class Row:
    """A Point's month. `declared` is None until it was; `responses`: released so far.

    `owed`: its convention was in force in that month; `late`: the return is owed and has not come.
    """

    point: RegisteredPoint
    declared: Declared | None
    responses: int
    owed: bool
    late: bool

    @property
    def accompanied_share(self) -> float | None:
        """Of its visitors, None without any."""
        if self.declared is None or not self.declared.visitors:
            return None
        return self.declared.accompanied / self.declared.visitors

    @property
    def response_rate(self) -> float | None:
        """Responses by declared visitors, None without any."""
        if self.declared is None or not self.declared.visitors:
            return None
        return self.responses / self.declared.visitors


@dataclass(frozen=True, slots=True)
class MonthOverview:
    """A month of every Point that a scope opens, and the questions still open, of any month."""

    period: Period
    rows: Sequence[Row]
    questions: Sequence[Question]

    @property
    def visitors(self) -> int:
        """Declared in all."""
        return sum(row.declared.visitors for row in self.rows if row.declared)

    def name_of(self, point: str) -> str:
        """A Point's name; one that is not listed has its id."""
        names = {row.point.id: row.point.record.name for row in self.rows}
        return names.get(point, point)


def month_overview(database: Database, scope: Scope, period: Period, today: date) -> MonthOverview:
    """The month as this scope may read it; releases that came since are looked at first."""
    with database.begin() as transaction:
        ask_of_all(transaction, period, period, today)
    with database.read() as transaction:
        points = _points(transaction, scope)
        declared = declared_visitors(transaction, period, period)
        responses = responses_by_month(transaction, period, period)
        ids = {point.id for point in points}
        questions = [
            each
            for each in find_questions(transaction)
            if each.state is QuestionState.OPEN and each.point in ids
        ]
        owing = _owing(points, all_conventions(transaction), period)
    rows = []
    for point in points:
        told, answered = declared.get((point.id, period)), responses.get((point.id, period), 0)
        owed = point.id in owing
        late = owed and told is None and is_late(period, today)
        rows.append(Row(point, told, answered, owed, late))
    return MonthOverview(period, rows, questions)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A month of all Points of a scope. `sent`: declared; `points`: that owed it, or did it."""

    period: Period
    points: int
    sent: int
    visitors: int
    accompanied: int
    responses: int
    """Of the Points that declared, so that the rate compares like with like."""


def over_time(database: Database, scope: Scope, last: Period) -> list[MonthSum]:
    """The last thirteen months, the newest first: last year's month stands beside this one's."""
    first = last.plus(1 - MONTHS_SHOWN)
    with database.read() as transaction:
        points = _points(transaction, scope)
        ids = {point.id for point in points}
        declared = declared_visitors(transaction, first, last)
        responses = responses_by_month(transaction, first, last)
        held = all_conventions(transaction)
    found = []
    for back in range(MONTHS_SHOWN):
        period = last.plus(-back)
        told = [each for (point, at), each in declared.items() if at == period and point in ids]
        owed = _owing(points, held, period) | {each.point for each in told}
        answered = sum(responses.get((each.point, period), 0) for each in told)
        visitors, helped = sum(e.visitors for e in told), sum(e.accompanied for e in told)
        found.append(MonthSum(period, len(owed), len(told), visitors, helped, answered))
    return found


@dataclass(frozen=True, slots=True)
class PointHistory:
    """A Point's months, the newest first, and every return behind them, the last come first."""

    point: RegisteredPoint
    months: Sequence[MonthSum]
    returns: Sequence[KeptReturn]
    questions: Sequence[Question]
    reminders: Sequence[Reminder]


def history_of(database: Database, point: RegisteredPoint, last: Period) -> PointHistory:
    """What a Point declared over thirteen months, with each correction and each reminder."""
    first = last.plus(1 - MONTHS_SHOWN)
    months = over_time(database, Scope(Level.POINT, point.id), last)
    with database.read() as transaction:
        returns = returns_of(transaction, first, last, point_id=point.id)
        questions = find_questions(transaction, point_id=point.id)
        sent = reminders_of(transaction, [each.period for each in months])
    own = [each for each in sent if each.point == point.id]
    return PointHistory(point, months, returns[::-1], questions, own)


def is_late(period: Period, today: date) -> bool:
    """Whether a month's return should have come."""
    due = period.plus(1)
    return today > date(due.year, due.month, LATE_AFTER_DAY)


def _owing(
    points: Iterable[RegisteredPoint], held: Mapping[str, Sequence[Convention]], period: Period
) -> set[str]:
    """The Points whose convention was in force on a day of a month."""
    span = period.first_day, period.last_day
    return {each.id for each in points if holds_within(held.get(each.id, ()), *span)}


def _points(transaction: Transaction, scope: Scope) -> list[RegisteredPoint]:
    if scope.level is Level.POINT:
        found = find_point(transaction, scope.id)
        return [found] if found else []
    caf = scope.id if scope.level is Level.CAF else None
    return [point for point in all_points(transaction, caf) if point.active]


def declare_on_web(
    transaction: Transaction,
    point: str,
    period: Period,
    visitors: int,
    accompanied: int,
    who: str,
    today: date,
) -> None:
    """Keep a return that was typed on the collector's pages; it stands before those of devices.

    Raises:
        OperationProblem: `activity-invalid`.
    """
    fits = 0 <= accompanied <= visitors <= limits.MAX_VISITORS
    if not fits or period > Period.of(today):
        raise OperationProblem("activity-invalid")
    revision = last_revision(transaction, point, period, WEB) + 1
    day = today.isoformat()
    kept = KeptReturn(point, period, WEB, revision, visitors, accompanied, day, who)
    if not add_return(transaction, kept):
        raise OperationProblem("activity-invalid")
    ask(transaction, point, period, today)
