"""What is known of a Point beside its figures: returns, hours, convention, label, decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from collector.activity.model import Declared, Question
from collector.activity.overview import is_late
from collector.label.decision import KeptDecision
from collector.registry.convention import Convention, LabelEvent, convention_on
from collector.registry.file import ConventionDates, dates_of
from collector.registry.openings import (
    Article4,
    ExceptionalDays,
    HoursVersion,
    hours_on,
    monday_of,
    typical_week,
    week_is_known,
    week_of,
)
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class PointFacts:
    """Of one Point, all of it; `declared` and `questions`: of the months asked for."""

    declared: Mapping[Period, Declared] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    hours: Sequence[HoursVersion] = ()
    exceptions: Sequence[ExceptionalDays] = ()
    conventions: Sequence[Convention] = ()
    labels: Sequence[LabelEvent] = ()
    decisions: Sequence[KeptDecision] = ()


FactsOf = Callable[[Sequence[str], Period, Period], Mapping[str, PointFacts]]
"""The facts of these Points, each of them named, with the returns of these months."""


@dataclass(frozen=True, slots=True)
class Returns:
    """Activity returns: how many of those that were due have come."""

    sent: int
    due: int

    @property
    def missing(self) -> int:
        """Those that have not."""
        return self.due - self.sent


@dataclass(frozen=True, slots=True)
class Weeks:
    """Article 4 in the weeks of a span: how many fell short of it, of how many with known hours."""

    short: int
    looked_at: int


def returns_of(facts: PointFacts, first: Period, last: Period, today: date) -> Returns:
    """The returns of the months that are due by today, from the convention's first month on."""
    begun = min((each.effective for each in facts.conventions), default=None)
    start = max(first, Period(begun.year, begun.month)) if begun else first
    months = [start.plus(at) for at in range(last.index - start.index + 1)]
    sent = [month for month in months if month in facts.declared]
    due = [month for month in months if month in facts.declared or is_late(month, today)]
    return Returns(len(sent), len(due))


def article_4(facts: PointFacts, day: date) -> Article4 | None:
    """Article 4 in a typical week of the hours of a day; None where hours are not known."""
    hours = hours_on(facts.hours, day)
    return typical_week(hours) if hours else None


def weeks_of(facts: PointFacts, departement: str, first: date, last: date) -> Weeks:
    """Article 4 in each whole week from a day to another: holidays and closures count.

    `departement`: of the Point.
    """
    monday = monday_of(first + timedelta(days=6))
    short = looked_at = 0
    while monday + timedelta(days=6) <= last:
        if week_is_known(facts.hours, monday):
            looked_at += 1
            short += not week_of(facts.hours, facts.exceptions, monday, departement).holds
        monday += timedelta(days=7)
    return Weeks(short, looked_at)


def convention_dates(facts: PointFacts, day: date) -> ConventionDates | None:
    """The dates of the convention that holds on a day."""
    found = convention_on(facts.conventions, day)
    return dates_of(found, day) if found else None
