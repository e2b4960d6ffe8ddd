"""Days on which a Point goes its own way: closed, or open at other times than its hours say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.hours import day_slots
from shared.weekly import Slot

_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_DAY: Final = rf"([0-9]{{4}}) ({'|'.join(_MONTHS)}) ([0-9]{{2}})"
_RULE: Final = re.compile(rf"{_DAY}(?:-{_DAY})? (off|[0-9:,-]+)")


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days, both included, that go their own way. `slots`: open then; none = closed."""

    first: date
    last: date
    slots: tuple[Slot, ...] = ()

    @property
    def rule(self) -> str:
        """An `opening_hours` rule that overrides those before it."""
        times = ",".join(str(each) for each in self.slots) or "off"
        first = _written(self.first)
        span = first if self.first == self.last else f"{first}-{_written(self.last)}"
        return f"{span} {times}"


def read_rule(rule: str) -> SpecialDays | None:
    """The days that a rule of ours is about; None for a rule that somebody wrote otherwise."""
    found = _RULE.fullmatch(rule)
    if found is None:
        return None
    *days, times = found.groups()
    try:
        first = _day(*days[:3])
        last = _day(*days[3:]) if days[3] else first
    except ValueError:
        return None
    slots = () if times == "off" else tuple(Slot(*each) for each in day_slots(f"Mo {times}", 0))
    return SpecialDays(first, last, slots)


def special_days(rules: Iterable[str], today: date) -> list[SpecialDays]:
    """The days of these rules that are not over, by date."""
    found = [each for each in map(read_rule, rules) if each is not None and each.last >= today]
    return sorted(found, key=lambda each: (each.first, each.last))


def _written(day: date) -> str:
    return f"{day.year:04d} {_MONTHS[day.month - 1]} {day.day:02d}"


def _day(year: str, month: str, day: str) -> date:
    return date(int(year), _MONTHS.index(month) + 1, int(day))
