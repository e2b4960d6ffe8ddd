"""When a Point is open on a day: hours that hold from a day on, exceptional days, and article 4.

Hours are versions: a row says what holds from its day on, so that what was true on any date can be
asked, and what is going to hold is known before. Exceptional days override them.

A half-day is a morning (until 13:00) or an afternoon with at least two hours open: `shared.hours`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.departement import with_regional_holidays
from shared.hours import (
    ARTICLE_4_HALF_DAYS,
    ARTICLE_4_HOURS,
    HALF_DAY_MINIMUM,
    day_halves,
    half_days,
    openings_on,
    weekly_hours,
)
from shared.problems import FormatProblem
from shared.special_days import SpecialDays
from shared.weekly import Slot

LONGEST_EXCEPTION: Final = timedelta(days=366)
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class HoursVersion:
    """The hours from a day on. `who`: an account, a list or a device; `entered`: the day it came.

    Attributes:
        valid_from: the first day.
        hours: an OpenStreetMap `opening_hours` string; empty = not known.
        who: where it came from.
        entered: when it was told.
    """

    valid_from: date
    hours: str
    who: str
    entered: date


@dataclass(frozen=True, slots=True)
class ExceptionalDays:
    """Days, both included, that go their own way. `slots`: open then; none = closed."""

    first: date
    last: date
    slots: tuple[Slot, ...]
    reason: str
    who: str
    entered: date
    id: int = 0

    @property
    def rule(self) -> str:
        """An `opening_hours` rule that overrides those before it."""
        return SpecialDays(self.first, self.last, self.slots).rule


@dataclass(frozen=True, slots=True)
class Article4:
    """What a week has and what it lacks. Durations are exact."""

    open_for: timedelta
    half_days: int

    @property
    def missing_time(self) -> timedelta:
        """Time that lacks to twelve hours."""
        return max(timedelta(), timedelta(hours=ARTICLE_4_HOURS) - self.open_for)

    @property
    def missing_half_days(self) -> int:
        """Half-days that lack to four."""
        return max(0, ARTICLE_4_HALF_DAYS - self.half_days)

    @property
    def holds(self) -> bool:
        """Whether nothing lacks."""
        return not self.missing_time and not self.missing_half_days


def hours_on(versions: Iterable[HoursVersion], day: date) -> str:
    """The hours of a day; empty before the first version."""
    known = [each for each in versions if each.valid_from <= day]
    return max(known, key=lambda each: each.valid_from).hours if known else ""


def closures_from(exceptions: Iterable[ExceptionalDays], day: date) -> tuple[str, ...]:
    """The rules of exceptional days that are not over, in the order in which they were told."""
    current = sorted((each for each in exceptions if each.last >= day), key=lambda each: each.id)
    return tuple(each.rule for each in current)


def expression_on(
    versions: Sequence[HoursVersion],
    exceptions: Sequence[ExceptionalDays],
    day: date,
    departement: str,
) -> str:
    """Hours and exceptional days of a day as one `opening_hours` string, for that day alone.

    `departement`: of the Point, whose own public holidays count.
    """
    told = sorted(exceptions, key=lambda each: each.id)
    rules = [each.rule for each in told if each.first <= day <= each.last]
    hours = with_regional_holidays(hours_on(versions, day), departement, day)
    return "; ".join([hours, *rules] if hours else rules)


def is_closed(
    versions: Sequence[HoursVersion],
    exceptions: Sequence[ExceptionalDays],
    first: date,
    last: date,
    departement: str,
) -> bool:
    """Whether a Point is known to be closed from one day to another, both included, at any time.

    A day of which neither hours nor an exception are known may have been one of opening.
    """
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        expression = expression_on(versions, exceptions, day, departement)
        if not expression or openings_on(expression, day):
            return False
    return True


def typical_week(hours: str) -> Article4:
    """Article 4 in a typical week, holidays left aside."""
    minutes = round(weekly_hours(hours) * 60)
    return Article4(timedelta(minutes=minutes), half_days(hours))


def week_of(
    versions: Sequence[HoursVersion],
    exceptions: Sequence[ExceptionalDays],
    monday: date,
    departement: str,
) -> Article4:
    """Article 4 in one very week: its holidays, exceptional days and changes of hours count."""
    open_for, found = timedelta(), 0
    for number in range(7):
        day = monday + timedelta(days=number)
        for half in day_halves(expression_on(versions, exceptions, day, departement), day):
            open_for += half
            found += half >= HALF_DAY_MINIMUM
    return Article4(open_for, found)


def week_is_known(versions: Sequence[HoursVersion], monday: date) -> bool:
    """Whether the hours of each of its days are known; else nothing is said to lack in the week."""
    return all(hours_on(versions, monday + timedelta(days=number)) for number in range(7))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def check_exception(exception: ExceptionalDays, today: date) -> ExceptionalDays:
    """Exceptional days that make sense: not over, in order, a year at most.

    Raises:
        FormatProblem: `registry-input`.
    """
    if exception.last < exception.first or exception.last < today:
        raise FormatProblem("registry-input", "dates")
    if exception.last - exception.first > LONGEST_EXCEPTION:
        raise FormatProblem("registry-input", "dates")
    return exception
