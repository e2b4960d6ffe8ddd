"""The clock of the premises, passed to whatever needs one; nothing else here reads the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the local date and time: aware, in the time zone of the premises."""

Monotonic = Callable[[], float]
"""Gives seconds since some instant; never goes back, whatever happens to the clock."""

RandomBytes = Callable[[int], bytes]
"""Gives so many unpredictable bytes."""

PREMISES: Final = ZoneInfo("Europe/Paris")


def local_now() -> datetime:
    """The date and time at the premises."""
    return datetime.now(PREMISES)
