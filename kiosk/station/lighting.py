"""Whether anybody can be before the screen: it is dark, with no browser, when the Point is closed.

Hours that are not known, or that cannot be read, never make it dark.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kiosk.clock import Clock, Monotonic
from shared.hours import is_open
from shared.problems import Problem

MARGIN: Final = timedelta(hours=1)
"""Before it opens and after it closes: whoever works there starts earlier and ends later."""

LIT_AFTER_START_SECONDS: Final = 15 * 60.0
"""Whoever switches the computer on wants to see that it works, whatever the hour."""

_LOOK_EVERY: Final = timedelta(minutes=10)


def is_wanted(hours: str, now: datetime) -> bool:
    """Whether a Point with these hours (closures included) is open within `MARGIN` of `now`."""
    steps = MARGIN // _LOOK_EVERY
    return any(is_open(hours, now + step * _LOOK_EVERY) for step in range(-steps, steps + 1))


class Lighting:
    """Says whether the screen is to be dark.

    Args:
        hours: gives the Point's hours, closures included; empty, or a `Problem`: not known.
        clock: the Point's wall clock.
        monotonic: seconds that never go back.
    """

    def __init__(self, hours: Callable[[], str], clock: Clock, monotonic: Monotonic) -> None:
        self._hours = hours
        self._clock = clock
        self._monotonic = monotonic
        self._started = monotonic()

    @property
    def is_dark(self) -> bool:
        """At this moment."""
        if self._monotonic() - self._started < LIT_AFTER_START_SECONDS:
            return False
        try:
            hours = self._hours()
            return bool(hours) and not is_wanted(hours, self._clock())
        except (Problem, OverflowError):
            return False
