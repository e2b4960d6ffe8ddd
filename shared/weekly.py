"""A table of weekly opening slots: the form for those who do not write `opening_hours` strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from shared.hours import WEEKDAYS, day_slots, same_every_week
from shared.problems import FormatProblem

DAYS: Final = WEEKDAYS
DAY_MINUTES: Final = 24 * 60
CLOSED_ON_PUBLIC_HOLIDAYS: Final = "; PH off"

_TYPED: Final = re.compile(r"([0-9]{1,2})(?:\s?[:hH.]\s?([0-9]{2})?)?")


class Slot(NamedTuple):
    """An opening within one day, in minutes since midnight: 0 ≤ start < end ≤ 1,440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


def opening_hours(week: Sequence[Iterable[Slot]]) -> str:
    """The week as OpenStreetMap writes it: `Mo-We 09:00-12:00,13:30-17:00; Th 09:00-12:00; PH off`.

    Days with the same openings share a rule, in the order of their first day. Slots of a day that
    touch or overlap become one. Public holidays are closed. A week without openings gives "".

    Args:
        week: the slots of seven days, Monday first.
    """
    rules: dict[str, list[int]] = {}
    for day, slots in enumerate(week):
        times = ",".join(str(slot) for slot in united(slots))
        if times:
            rules.setdefault(times, []).append(day)
    if not rules:
        return ""
    written = "; ".join(f"{_day_names(days)} {times}" for times, days in rules.items())
    return written + CLOSED_ON_PUBLIC_HOLIDAYS


def united(slots: Iterable[Slot]) -> list[Slot]:
    """The same openings as slots in order that neither touch nor overlap."""
    result: list[Slot] = []
    for slot in sorted(slots):
        if result and slot.start <= result[-1].end:
            result[-1] = Slot(result[-1].start, max(result[-1].end, slot.end))
        else:
            result.append(slot)
    return result


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

    What a person types at the desk is read too: `9`, `9h`, `9 h 30`, `9:30`.

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


def _minutes(clock: str) -> int:
    found = _TYPED.fullmatch(clock.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if minute >= 60 or hour * 60 + minute > DAY_MINUTES:
        raise FormatProblem("hours-invalid", repr(clock[:10]))
    return hour * 60 + minute


def _day_names(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = (DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)
    return ",".join(names)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
