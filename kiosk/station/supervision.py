"""What to do with the kiosk's browser: a pure function of what is seen of it and of its page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from kiosk.station.heartbeat import PageState

GRACE_SECONDS: Final = 60.0
"""What a browser may take, on a slow machine, from its start until its page speaks."""

SHORTEST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
"""Between an end and the next start; it doubles while browsers end before their page spoke."""


class Action(Enum):
    """What a supervisor does next."""

    WAIT = auto()
    START = auto()
    RESTART = auto()
    """End the browser first."""
    DARKEN = auto()
    """End the browser: nobody can be before it."""
    LEAVE = auto()
    """End the browser, and the supervisor with it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen at one look; seconds are of a clock that tells no date.

    `page` is None when the server did not answer: its pages are gone then, and a new browser would
    not bring them back. `since` is how long ago the browser was started or, if it is not running,
    ended; `failures` counts browsers in a row of which no page ever spoke; `dark`: the Point is
    closed.
    """

    page: PageState | None
    leave: bool
    running: bool
    since: float
    failures: int
    dark: bool = False


def decide(seen: Seen) -> Action:
    """What to do."""
    if seen.leave:
        return Action.LEAVE
    if seen.dark:
        return Action.DARKEN if seen.running else Action.WAIT
    if not seen.running:
        return Action.START if seen.since >= pause(seen.failures) else Action.WAIT
    lost = seen.page in (PageState.SILENT, PageState.NEVER)
    return Action.RESTART if lost and seen.since >= GRACE_SECONDS else Action.WAIT


def pause(failures: int) -> float:
    """Seconds to wait before the next start."""
    return min(SHORTEST_PAUSE_SECONDS * (1 << min(failures, 10)), LONGEST_PAUSE_SECONDS)
