"""When to send: pure functions of what waits, the clock and a random draw.

Sending must not tell when somebody answered. So a threshold that is reached starts a random delay,
and several answers usually leave together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Final

from kiosk.clock import RandomBytes, wall_clock
from shared.bundle import BundlePoint
from shared.hours import closing_soon
from shared.periods import Period
from shared.problems import FormatProblem

ENOUGH: Final = 10
"""Answers that leave together, so that none of them stands alone."""

LAST_HOURS: Final = timedelta(hours=2)
"""Before an open day ends, fewer leave too: the computer may be switched off for days."""

LONGEST_DELAY: Final = timedelta(minutes=45)
"""After the threshold; within the last two hours it still leaves more than one to get through."""

SHORTEST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=6)
"""A line that was down for a minute, and one that is down for months."""

CONTACT_EVERY: Final = timedelta(hours=24)
"""For the bundle and a sign of life, should the date stand still."""

_RANDOM_BYTES: Final = 8


class Cause(Enum):
    """Why something is to be sent."""

    UNANSWERED = auto()
    """A batch was formed and no receipt came: nothing new is told by sending it at once."""
    ENOUGH = auto()
    PAST_PERIOD = auto()
    """The month is over and its tally may be waiting."""
    LAST_HOURS = auto()
    DAILY = auto()
    """The opening hours are not known."""


def cause_to_send(
    waiting: Mapping[str, int],
    *,
    unanswered: bool,
    points: tuple[BundlePoint, ...],
    now: datetime,
    sent_on: date | None,
) -> Cause | None:
    """Why to send at this moment, or None.

    Args:
        waiting: number of items in the spool by period.
        unanswered: whether a batch is in the outbox.
        points: the device's Points.
        now: the time, in the zone in which months begin.
        sent_on: the day when something was last sent, None if never since the start.
    """
    total = sum(waiting.values())
    if unanswered:
        return Cause.UNANSWERED
    if total == 0:
        return None
    if total >= ENOUGH:
        return Cause.ENOUGH
    if any(Period.parse(period) < Period.of(now) for period in waiting):
        return Cause.PAST_PERIOD
    closing = [_closes_soon(point, wall_clock(now, point.departement)) for point in points]
    if any(closing):
        return Cause.LAST_HOURS
    unknown = not closing or None in closing
    return Cause.DAILY if unknown and sent_on != now.date() else None


def draw(random_bytes: RandomBytes) -> float:
    """A number drawn uniformly from 0 (included) to 1 (excluded)."""
    bits = int.from_bytes(random_bytes(_RANDOM_BYTES), "big") >> 11
    return bits / (1 << 53)


def send_delay(cause: Cause, drawn: float) -> timedelta:
    """How long to wait once there is a cause to send; `drawn` is from 0 to 1."""
    return timedelta() if cause is Cause.UNANSWERED else LONGEST_DELAY * drawn


def retry_delay(failures: int, drawn: float) -> timedelta:
    """How long to wait after so many failures in a row (1 or more): it doubles, and is jittered.

    The jitter keeps the devices of a whole country from coming back at the same second.
    """
    doubled = SHORTEST_RETRY * (1 << min(failures - 1, 12))
    return min(doubled * (1 + drawn), LONGEST_RETRY * (0.5 + drawn / 2))


def _closes_soon(point: BundlePoint, here: datetime) -> bool | None:
    """Whether the last hours of an open day have come; None when the hours are not known."""
    hours = point.expression_on(here.date())
    try:
        return closing_soon(hours, here, LAST_HOURS) if hours else None
    except FormatProblem:
        return None
