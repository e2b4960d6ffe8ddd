"""Opening hours of a Point, written as OpenStreetMap's `opening_hours` and read without a clock.

Source: the OpenStreetMap specification of the key `opening_hours`, as the library opening-hours-py
reads it. Public holidays (`PH`) are those of France as a whole; the library knows them from 2000 to
2076, and in other years a holiday counts as an ordinary day of the week. Those of some départements
are added by `shared.departement`.

Every `at` is the wall clock of the Point's own place: naive, such as 2026-10-05 09:30. Should a
datetime carry a zone, its wall clock alone is read. So the days on which the clocks change need no
care, and nothing here raises on a clock that is decades wrong.

An empty expression means that the hours are not known: such a Point is never said to be open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

# The library's type stub leaves out the exception that the library raises.
from opening_hours import (  # type: ignore[attr-defined]
    OpeningHours,
    ParserError,
    State,
)

from shared.problems import FormatProblem

MAX_HOURS_CHARACTERS: Final = 255
"""OpenStreetMap's own limit for the value of a tag."""

WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

AFTERNOON_BEGINS: Final = time(13)
"""Where a morning ends; the lunch break of nearly every Point lies around it."""

HALF_DAY_MINIMUM: Final = timedelta(hours=2)
"""Open for less than this, a morning or an afternoon is not a half-day.

The convention asks for 4 half-days and 12 hours, three hours each, without defining the word. Two
hours keep an opening that merely runs past 13:00 from counting as an afternoon.
"""

ARTICLE_4_HALF_DAYS: Final = 4
ARTICLE_4_HOURS: Final = 12.0
"""What article 4 of the convention asks of a Point every week, at least."""

_COUNTRY: Final = "FR"
_REFERENCE_MONDAY: Final = date(2024, 1, 1)
_REFERENCE_WEEKS: Final = 52
_LAST_MINUTE: Final = datetime.combine(date.max, time(23, 59))

_HOLIDAY: Final = re.compile(r"\bPH\b(?! [+-]\d)")
_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*"
_TIMES = r"\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*"
_SAME_EVERY_WEEK: Final = re.compile(rf"{_DAYS} {_TIMES}(?:; {_DAYS} {_TIMES})*(?:; PH off)?")


def parse_hours(expression: str) -> str:
    """The expression without surrounding blanks, once it is known to be readable.

    Raises:
        FormatProblem: `hours-invalid`, naming the first character that is not understood.
    """
    stripped = expression.strip()
    if len(stripped) > MAX_HOURS_CHARACTERS:
        raise FormatProblem(
            "hours-invalid", f"They are longer than {MAX_HOURS_CHARACTERS} characters."
        )
    if stripped:
        _parsed(stripped)
    return stripped


def is_open(expression: str, at: datetime) -> bool:
    """Whether the Point is open at this wall clock; rules marked `unknown` do not count."""
    return bool(expression) and _parsed(expression).is_open(at.replace(tzinfo=None))


def closes_at(expression: str, at: datetime) -> datetime | None:
    """When the last opening of that local day ends, or None if the Point does not open that day.

    An opening that runs past midnight is cut there: it ends this day, and again the next.
    """
    last = None
    for _, end in _openings(expression, at.date()):
        last = end
    return last


def closing_soon(expression: str, at: datetime, within: timedelta) -> bool:
    """Whether the last opening of the day ends within this time; also true in a break before it."""
    closing = closes_at(expression, at)
    return closing is not None and timedelta() < closing - at.replace(tzinfo=None) <= within


def weekly_hours(expression: str) -> float:
    """Hours open in a typical week: the mean of 52 weeks, public holidays left aside."""
    weeks = _weeks_to_look_at(expression)
    open_for = sum(_typical_half_days(expression, weeks), timedelta())
    return open_for / timedelta(hours=1) / weeks


def half_days(expression: str) -> int:
    """Half-days open in a typical week: the mean of 52 weeks, rounded down.

    A half-day is a morning (until 13:00) or an afternoon with at least `HALF_DAY_MINIMUM` open.
    """
    weeks = _weeks_to_look_at(expression)
    lengths = _typical_half_days(expression, weeks)
    return sum(length >= HALF_DAY_MINIMUM for length in lengths) // weeks


def meets_article_4(expression: str) -> bool:
    """Whether these hours are at least what the convention's article 4 asks for."""
    return (
        half_days(expression) >= ARTICLE_4_HALF_DAYS and weekly_hours(expression) >= ARTICLE_4_HOURS
    )


def day_halves(expression: str, day: date) -> tuple[timedelta, timedelta]:
    """How long that very day is open until 13:00, and from then on; public holidays count."""
    return _halves(_openings(expression, day), day)


def openings_on(expression: str, day: date) -> list[tuple[time, time]]:
    """When that very day is open, public holidays included; one until midnight ends at 00:00."""
    return [(begins.time(), ends.time()) for begins, ends in _openings(expression, day)]


def as_on_a_holiday(expression: str, day: date) -> str:
    """Hours that say of this day what these would if it were a public holiday; of no other day.

    The day's name stands where `PH` did. What is not understood comes back as it is; so do rules
    for days before or after a holiday.
    """
    if "PH" not in expression:
        return expression
    try:
        written = str(_parsed(expression))
    except FormatProblem:
        return expression
    return _HOLIDAY.sub(WEEKDAYS[day.weekday()], written)


def same_every_week(expression: str) -> bool:
    """Whether it is a plain table of weekly openings, with or without public holidays off."""
    return bool(_SAME_EVERY_WEEK.fullmatch(expression))


def day_slots(expression: str, weekday: int) -> list[tuple[int, int]]:
    """The openings of a weekday (0: Monday) in a typical week, in minutes since midnight."""
    day = _REFERENCE_MONDAY + timedelta(days=weekday)
    midnight, minute = datetime.combine(day, time()), timedelta(minutes=1)
    return [
        ((begins - midnight) // minute, (ends - midnight) // minute)
        for begins, ends in _openings(expression, day, holidays=False)
    ]


Opening = tuple[time, time]


def timetable(expression: str) -> tuple[tuple[Opening, ...], ...] | None:
    """The openings of Monday to Sunday, or None if they are not known or not the same every week.

    Public holidays are left aside. An opening until midnight ends at 00:00.
    """
    if not expression:
        return None
    weeks = [_week(expression, number) for number in range(_weeks_to_look_at(expression))]
    return weeks[0] if any(weeks[0]) and all(each == weeks[0] for each in weeks) else None


def _week(expression: str, number: int) -> tuple[tuple[Opening, ...], ...]:
    monday = _REFERENCE_MONDAY + timedelta(days=7 * number)
    return tuple(
        tuple((begins.time(), ends.time()) for begins, ends in
              _openings(expression, monday + timedelta(days=day), holidays=False))
        for day in range(7)
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _parsed(expression: str, *, holidays: bool = True) -> OpeningHours:
    try:
        return OpeningHours(expression, country=_COUNTRY if holidays else None)
    except ParserError as error:
        place = re.search(r"-->\s*\d+:(\d+)", str(error))
        column = int(place.group(1)) if place else 1
        raise FormatProblem(
            "hours-invalid",
            f"“{expression}” is not understood from its character {column} on.",
            character=column,
        ) from None


def _openings(
    expression: str, day: date, *, holidays: bool = True
) -> Iterator[tuple[datetime, datetime]]:
    if not expression:
        return
    start = datetime.combine(day, time())
    end = start + timedelta(days=1) if day < date.max else _LAST_MINUTE
    for begins, ends, state, _ in _parsed(expression, holidays=holidays).intervals(start, end):
        if state == State.OPEN:
            yield max(begins, start), min(ends, end)


def _weeks_to_look_at(expression: str) -> int:
    return 1 if _SAME_EVERY_WEEK.fullmatch(expression) else _REFERENCE_WEEKS


def _typical_half_days(expression: str, weeks: int) -> list[timedelta]:
    # One day at a time: over a long span the library loses openings of fallback rules (`||`).
    lengths: list[timedelta] = []
    for number in range(7 * weeks):
        day = _REFERENCE_MONDAY + timedelta(days=number)
        lengths += _halves(_openings(expression, day, holidays=False), day)
    return lengths


def _halves(
    openings: Iterable[tuple[datetime, datetime]], day: date
) -> tuple[timedelta, timedelta]:
    turn = datetime.combine(day, AFTERNOON_BEGINS)
    morning = afternoon = timedelta()
    for start, end in openings:
        morning += min(end, turn) - min(start, turn)
        afternoon += max(end, turn) - max(start, turn)
    return morning, afternoon
