"""A table of weekly opening slots, written as an OpenStreetMap `opening_hours` string."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MINUTES: Final = 24 * 60
CLOSED_ON_PUBLIC_HOLIDAYS: Final = "; PH off"


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
