"""Hours that hold from later days on, as a bundle carries them for a device that nobody reaches."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from shared.cbor import Reader
from shared.problems import FormatProblem

ComingHours = tuple[tuple[date, str], ...]
"""First day and OSM opening_hours string, by day."""

MAX_COMING: Final = 100
"""Changes of one Point's hours that are told ahead; the next ones come with a later bundle."""


def coming_to_fields(coming: ComingHours) -> list[dict[str, Any]]:
    """A Point's field `coming`."""
    return [{"from": day.isoformat(), "hours": hours} for day, hours in coming[:MAX_COMING]]


def coming_from_fields(fields: Reader) -> ComingHours:
    """Take the field `coming`, absent where there is none.

    Raises:
        FormatProblem: `format-malformed`.
    """
    if not fields.has("coming"):
        return ()
    found = []
    for each in fields.items("coming", dict, MAX_COMING):
        entry = Reader(each, "coming")
        try:
            found.append((date.fromisoformat(entry.text("from")), entry.text("hours", 2000)))
        except ValueError:
            raise FormatProblem("format-malformed", "bundle: a day is not one.") from None
    return tuple(found)
