"""When a Point is open on a day: hours that hold from a day on, exceptional days, and article 4.

Hours are versions: a row says what holds from its day on, so that what was true on any date can be
asked, and what is going to hold is known before. Exceptional days override them.

A half-day is a morning (until 13:00) or an afternoon with at least two hours open: `shared.hours`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from collector.registry.weekly import DAYS, Slot, opening_hours, united
from shared.hours import (
    ARTICLE_4_HALF_DAYS,
    ARTICLE_4_HOURS,
    HALF_DAY_MINIMUM,
    day_halves,
    day_slots,
    half_days,
    same_every_week,
    weekly_hours,
)
from shared.problems import FormatProblem

LONGEST_EXCEPTION: Final = timedelta(days=366)
LONGEST_REASON: Final = 200
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


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
        times = ",".join(str(each) for each in self.slots) or "off"
        first = _day(self.first)
        span = first if self.first == self.last else f"{first}-{_day(self.last)}"
        return f"{span} {times}"


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
    versions: Sequence[HoursVersion], exceptions: Sequence[ExceptionalDays], day: date
) -> str:
    """Hours and exceptional days of a day as one `opening_hours` string."""
    told = sorted(exceptions, key=lambda each: each.id)
    rules = [each.rule for each in told if each.first <= day <= each.last]
    hours = hours_on(versions, day)
    return "; ".join([hours, *rules] if hours else rules)


def typical_week(hours: str) -> Article4:
    """Article 4 in a typical week, holidays left aside."""
    minutes = round(weekly_hours(hours) * 60)
    return Article4(timedelta(minutes=minutes), half_days(hours))


def week_of(
    versions: Sequence[HoursVersion], exceptions: Sequence[ExceptionalDays], monday: date
) -> Article4:
    """Article 4 in one very week: its holidays, exceptional days and changes of hours count."""
    open_for, found = timedelta(), 0
    for number in range(7):
        day = monday + timedelta(days=number)
        for half in day_halves(expression_on(versions, exceptions, day), day):
            open_for += half
            found += half >= HALF_DAY_MINIMUM
    return Article4(open_for, found)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def hours_of_week(week: Sequence[Sequence[Slot]], *, holidays: bool) -> str:
    """The form of a week as an `opening_hours` string; `holidays`: closed on public holidays."""
    written = opening_hours(week)
    return written if holidays else written.removesuffix("; PH off")


def week_in(hours: str) -> tuple[tuple[Slot, ...], ...] | None:
    """The slots of each day, Monday first, where the form can show them: two a day at most."""
    if not hours:
        return ((),) * len(DAYS)
    if not same_every_week(hours):
        return None
    week = tuple(tuple(Slot(*each) for each in day_slots(hours, weekday)) for weekday in range(7))
    if any(len(day) > 2 for day in week) or opening_hours(week).count(";") > hours.count(";") + 1:
        return None
    return week


def read_slots(ranges: Iterable[tuple[str, str]]) -> tuple[Slot, ...]:
    """The openings of one day as a form sends them: pairs of `HH:MM`, empty pairs left out.

    Raises:
        FormatProblem: `hours-invalid`: one without an end, that ends before it begins, or two that
            overlap.
    """
    slots = [Slot(_minutes(begins), _minutes(ends)) for begins, ends in ranges if begins or ends]
    if any(slot.start >= slot.end for slot in slots) or any(
        later.start < earlier.end for earlier, later in pairwise(sorted(slots))
    ):
        raise FormatProblem("hours-invalid", ", ".join(map(str, slots)))
    return tuple(united(slots))


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


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60 and int(hour) <= 24):
        raise FormatProblem("hours-invalid", repr(clock[:10]))
    return int(hour) * 60 + int(minute)


def _day(day: date) -> str:
    return f"{day.year:04d} {_MONTHS[day.month - 1]} {day.day:02d}"
