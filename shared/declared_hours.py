"""Hours and special days as a desk declares them: what they hold, and how they travel.

Declarations may arrive in any order. What is about the same first day, or about the same special
days, is one matter; of a matter the device's highest revision counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from shared import limits
from shared.cbor import Reader
from shared.hours import parse_hours
from shared.problems import FormatProblem
from shared.special_days import SpecialDays
from shared.weekly import DAY_MINUTES, Slot

LONGEST_DAYS: Final = timedelta(days=366)
"""Of one closure or opening out of the ordinary."""

REASON_CHARACTERS: Final = 200

_STATES: Final = {"told": False, "withdrawn": True}
_MOST_EDGES: Final = 8


@dataclass(frozen=True, slots=True)
class HoursChange:
    """From a day on the Point has these hours; `withdrawn`: that is taken back."""

    revision: int
    valid_from: date
    hours: str
    withdrawn: bool = False

    @property
    def matter(self) -> str:
        """What it is about."""
        return f"hours {self.valid_from}"


@dataclass(frozen=True, slots=True)
class DaysChange:
    """Special days of the Point, with a reason that names nobody; `withdrawn`: taken back."""

    revision: int
    days: SpecialDays
    reason: str
    withdrawn: bool = False

    @property
    def matter(self) -> str:
        """What it is about."""
        return f"days {self.days.first} {self.days.last}"


def hours_to_fields(body: HoursChange) -> dict[str, Any]:
    """The body of kind `hours`."""
    return {
        "revision": body.revision,
        "from": body.valid_from.isoformat(),
        "hours": body.hours,
        "state": _state(body.withdrawn),
    }


def hours_from_fields(fields: Reader) -> HoursChange:
    """Read a body of kind `hours`.

    Raises:
        FormatProblem: `format-malformed`, `hours-invalid`.
    """
    return HoursChange(
        revision=_revision(fields),
        valid_from=_day(fields.text("from")),
        hours=parse_hours(fields.text("hours", 1000)),
        withdrawn=_withdrawn(fields),
    )


def days_to_fields(body: DaysChange) -> dict[str, Any]:
    """The body of kind `days`; `slots`: begin and end of each opening, in minutes, in a row."""
    return {
        "revision": body.revision,
        "first": body.days.first.isoformat(),
        "last": body.days.last.isoformat(),
        "slots": [edge for slot in body.days.slots for edge in slot],
        "reason": body.reason,
        "state": _state(body.withdrawn),
    }


def days_from_fields(fields: Reader) -> DaysChange:
    """Read a body of kind `days`.

    Raises:
        FormatProblem: `format-malformed`.
    """
    first, last = _day(fields.text("first")), _day(fields.text("last"))
    if not timedelta() <= last - first <= LONGEST_DAYS:
        raise FormatProblem("format-malformed", "days: their order or number is not allowed.")
    reason = fields.text("reason", 4 * REASON_CHARACTERS)
    if len(reason) > REASON_CHARACTERS:
        raise FormatProblem("format-malformed", "days: the reason is too long.")
    return DaysChange(
        revision=_revision(fields),
        days=SpecialDays(first, last, _slots(fields.items("slots", int, _MOST_EDGES))),
        reason=reason,
        withdrawn=_withdrawn(fields),
    )


def _slots(edges: Sequence[int]) -> tuple[Slot, ...]:
    # Each opening ends after it began, and the next one begins later.
    grows = all(one < other for one, other in pairwise(edges))
    if len(edges) % 2 or not grows or any(not 0 <= edge <= DAY_MINUTES for edge in edges):
        raise FormatProblem("format-malformed", "days: the openings are not in order.")
    return tuple(Slot(*edges[at : at + 2]) for at in range(0, len(edges), 2))


def _revision(fields: Reader) -> int:
    return fields.number("revision", 1, limits.MAX_REVISION)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormatProblem("format-malformed", "A day is not one.") from None


def _state(withdrawn: bool) -> str:
    return next(name for name, value in _STATES.items() if value is withdrawn)


def _withdrawn(fields: Reader) -> bool:
    state = fields.text("state")
    if state not in _STATES:
        raise FormatProblem("format-malformed", "The state is unknown.")
    return _STATES[state]
