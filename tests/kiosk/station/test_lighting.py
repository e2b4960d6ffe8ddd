"""The screen is dark when the Point is closed, and never for a doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.clock import PREMISES
from kiosk.station.lighting import LIT_AFTER_START_SECONDS, Lighting, is_wanted
from shared.problems import ResponseProblem
from tests.kiosk.parts import Clock

HOURS = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; 2026 Dec 25 off"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-10-05 07:59", False),
        ("2026-10-05 08:00", True),
        ("2026-10-05 12:00", True),
        ("2026-10-05 13:20", True),
        ("2026-10-05 13:40", False),
        ("2026-10-06 10:00", False),
        ("2026-10-07 10:00", False),
        ("2026-12-25 15:00", False),  # a Friday on which it is closed
    ],
)
def test_it_is_wanted_from_an_hour_before_until_an_hour_after(at: str, wanted: bool) -> None:
    assert is_wanted(HOURS, datetime.fromisoformat(at).replace(tzinfo=PREMISES)) is wanted


def darkness(hours: Callable[[], str], clock: Clock) -> list[bool]:
    """At the start, just before it may be dark, and from then on."""
    lighting = Lighting(hours, lambda: datetime(2026, 10, 4, 23, tzinfo=PREMISES), clock.monotonic)
    seen = [lighting.is_dark]
    clock.forward(seconds=LIT_AFTER_START_SECONDS - 1)
    seen.append(lighting.is_dark)
    clock.forward(seconds=1)
    return [*seen, lighting.is_dark]


def test_whoever_switches_it_on_at_night_sees_it_at_work() -> None:
    assert darkness(lambda: HOURS, Clock()) == [False, False, True]


def missing() -> str:
    raise ResponseProblem("survey-unavailable")


@pytest.mark.parametrize("hours", [lambda: "", lambda: "Mo 25:99", missing])
def test_hours_that_are_not_known_leave_it_lit(hours: Callable[[], str]) -> None:
    assert darkness(hours, Clock()) == [False, False, False]
