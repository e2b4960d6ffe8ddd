"""Whether the kiosk's page is alive: its script says so every few seconds, with no other word.

The page speaks from inside the drawing of a frame, which a browser does only for a page that is
shown and not frozen: a page behind another tab, or lost to one of the browser's own, falls silent.
Moments are of a clock that tells no date, and only the last one is remembered, in memory.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kiosk.clock import Monotonic

BEAT_SECONDS: Final = 5
"""How often the page speaks (`static/heartbeat.js`)."""

SILENT_AFTER_SECONDS: Final = 30.0
"""Six beats missed: longer than any page takes to load, shorter than people wait."""


class PageState(StrEnum):
    """`NEVER`: no page spoke since the server started."""

    ALIVE = "alive"
    SILENT = "silent"
    NEVER = "never"


def page_state(last: float | None, now: float) -> PageState:
    """The state of the page whose last word came at `last` (seconds, monotonic; None: never)."""
    if last is None:
        return PageState.NEVER
    return PageState.ALIVE if now - last <= SILENT_AFTER_SECONDS else PageState.SILENT


class Heartbeat:
    """Remembers the page's last word. Safe to share between threads."""

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._last: float | None = None

    def beat(self) -> None:
        """The page spoke."""
        self._last = self._monotonic()

    @property
    def state(self) -> PageState:
        """Of the page, at this moment."""
        return page_state(self._last, self._monotonic())
