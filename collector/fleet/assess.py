"""What is amiss with a device, judged from its last sign of life. Pure.

A device says numbers, versions and the day of its clock; days are as fine as anything here gets, so
that nothing tells when somebody answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from collector.registry.device import SignOfLife
from shared.periods import Period

CLOCK: Final = "clock"
"""Among a status's versions: the day that the device's clock shows, YYYY-MM-DD."""

SILENT_OPEN_DAYS: Final = 2
"""Whole days on which its Point was open and nothing came: one may be a loose cable."""

FREE_MIB_WANTED: Final = 500
"""Below, a month of responses and an update might not fit."""

CLOCK_DAYS: Final = 1
"""A device in another time zone, or around midnight, may be a day off."""

_LONGEST_LOOK: Final = 60
"""Days; a device silent for longer is silent enough."""


class Concern(StrEnum):
    """Something that a person should look at."""

    NEVER_SEEN = "never-seen"
    SILENT = "silent"
    CLOCK_WRONG = "clock-wrong"
    DISK_LOW = "disk-low"
    QUARANTINED = "quarantined"
    OLD_RESPONSES = "old-responses"
    OLD_BUNDLE = "old-bundle"
    OLD_PROGRAM = "old-program"


@dataclass(frozen=True, slots=True)
class Newest:
    """What an up-to-date device has: the bundle's serial, the program's version."""

    serial: int
    program: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A device as it is looked after.

    Attributes:
        sign: its last sign of life.
        open_days: whole days on which its Point was open since then.
        waiting: sealed items that wait on it.
        oldest: the period of the oldest of them.
        clock_days: days by which its clock is ahead, None where it did not say.
        concerns: what is amiss, the gravest first.
    """

    sign: SignOfLife
    open_days: int
    waiting: int
    oldest: Period | None
    clock_days: int | None
    concerns: tuple[Concern, ...]


def watch(
    sign: SignOfLife, newest: Newest, today: date, is_open: Callable[[date], bool]
) -> Watched:
    """Judge a device; a revoked one causes no concern.

    Args:
        sign: its last sign of life.
        newest: what it should have.
        today: the collector's day.
        is_open: whether its Point was open on a day; for a relay, every day.
    """
    open_days = _open_days_since(sign.day, today, is_open)
    status = sign.status
    held = {Period.parse(each): n for each, n in status.waiting.items() if n} if status else {}
    watched = Watched(
        sign=sign,
        open_days=open_days,
        waiting=sum(held.values()),
        oldest=min(held, default=None),
        clock_days=_clock_days(sign),
        concerns=(),
    )
    if sign.device.revoked:
        return watched
    return replace(watched, concerns=tuple(_concerns(watched, newest, today)))


def _open_days_since(day: date | None, today: date, is_open: Callable[[date], bool]) -> int:
    if day is None:
        return 0
    first = max(day + timedelta(days=1), today - timedelta(days=_LONGEST_LOOK))
    days = (first + timedelta(days=number) for number in range((today - first).days))
    return sum(is_open(each) for each in days)


def _clock_days(sign: SignOfLife) -> int | None:
    if sign.status is None or sign.day is None:
        return None
    try:
        return (date.fromisoformat(sign.status.versions.get(CLOCK, "")) - sign.day).days
    except ValueError:
        return None


def _concerns(watched: Watched, newest: Newest, today: date) -> list[Concern]:
    status = watched.sign.status
    if status is None:
        return [Concern.NEVER_SEEN]
    last_month = Period.of(today).plus(-1)
    checks = {
        Concern.SILENT: watched.open_days >= SILENT_OPEN_DAYS,
        Concern.CLOCK_WRONG: abs(watched.clock_days or 0) > CLOCK_DAYS,
        Concern.DISK_LOW: status.free_mib < FREE_MIB_WANTED,
        Concern.QUARANTINED: status.quarantined > 0,
        Concern.OLD_RESPONSES: watched.oldest is not None and watched.oldest < last_month,
        Concern.OLD_BUNDLE: status.serial < newest.serial,
        Concern.OLD_PROGRAM: status.versions.get("isoloir", newest.program) != newest.program,
    }
    return [concern for concern, holds in checks.items() if holds]
