"""The clock of the premises, passed to whatever needs one; nothing else here reads the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.departement import time_zone

Clock = Callable[[], datetime]
"""Gives the date and time: aware, in the time zone of whoever it is for."""

Monotonic = Callable[[], float]
"""Gives seconds since some instant; never goes back, whatever happens to the clock."""

RandomBytes = Callable[[int], bytes]
"""Gives so many unpredictable bytes."""

PREMISES: Final = ZoneInfo("Europe/Paris")
"""Months begin here, for every device: an answer is counted in the month that it is in Paris."""


def local_now() -> datetime:
    """The date and time in Paris, whose months answers are counted in."""
    return datetime.now(PREMISES)


def wall_clock(now: datetime, departement: str) -> datetime:
    """The same moment as a clock on the wall of a département shows it; opening hours go by it."""
    return now.astimezone(ZoneInfo(time_zone(departement)))
