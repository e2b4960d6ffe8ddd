"""When the courier goes, as a function of what waits, the clock and a draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import PREMISES
from kiosk.courier.policy import (
    ENOUGH,
    LAST_HOURS,
    LONGEST_DELAY,
    LONGEST_RETRY,
    SHORTEST_RETRY,
    Cause,
    cause_to_send,
    draw,
    retry_delay,
    send_delay,
)
from tests.kiosk.parts import seeded
from tests.simulators.collector_simulator import CollectorSimulator

POINT = CollectorSimulator().bundle("0" * 16).points[0]
TUESDAY = datetime(2026, 10, 6, tzinfo=PREMISES)
"""Open from 13:30 to 18:00."""


def cause(
    waiting: int,
    at: datetime,
    *,
    hours: str = POINT.hours,
    closures: tuple[str, ...] = (),
    unanswered: bool = False,
    sent_on: date | None = None,
    period: str = "2026-10",
) -> Cause | None:
    return cause_to_send(
        {period: waiting} if waiting else {},
        unanswered=unanswered,
        points=(replace(POINT, hours=hours, closures=closures),),
        now=at,
        sent_on=sent_on,
    )


@pytest.mark.parametrize("hour", range(24))
def test_ten_that_wait_leave_at_any_hour_and_none_never_do(hour: int) -> None:
    assert cause(ENOUGH, TUESDAY.replace(hour=hour)) is Cause.ENOUGH
    assert cause(0, TUESDAY.replace(hour=hour)) is None


def test_fewer_leave_in_the_last_two_hours_of_an_open_day() -> None:
    assert cause(1, TUESDAY.replace(hour=15, minute=59)) is None
    assert cause(1, TUESDAY.replace(hour=16)) is Cause.LAST_HOURS
    assert cause(1, TUESDAY.replace(hour=17, minute=59)) is Cause.LAST_HOURS
    assert cause(1, TUESDAY.replace(hour=18)) is None


def test_on_a_closed_day_fewer_wait() -> None:
    sunday = TUESDAY + timedelta(days=5)
    assert {cause(9, sunday.replace(hour=hour)) for hour in range(24)} == {None}
    closed = ("2026 Oct 06 off",)
    assert cause(9, TUESDAY.replace(hour=17), closures=closed) is None


def test_without_known_hours_fewer_leave_once_a_day() -> None:
    assert cause(1, TUESDAY, hours="") is Cause.DAILY
    assert cause(1, TUESDAY, hours="", sent_on=TUESDAY.date()) is None
    assert cause(1, TUESDAY + timedelta(days=1), hours="", sent_on=TUESDAY.date()) is Cause.DAILY


def test_hours_that_cannot_be_read_are_not_known() -> None:
    assert cause(9, TUESDAY, hours="whenever") is Cause.DAILY
    assert cause(ENOUGH, TUESDAY, hours="whenever") is Cause.ENOUGH


def test_what_is_left_of_a_month_that_is_over_leaves() -> None:
    assert cause(1, TUESDAY.replace(hour=3), period="2026-09") is Cause.PAST_PERIOD


def test_a_batch_without_a_receipt_is_a_cause_of_its_own_and_leaves_without_delay() -> None:
    assert cause(0, TUESDAY, unanswered=True) is Cause.UNANSWERED
    assert send_delay(Cause.UNANSWERED, 0.9) == timedelta()


@given(st.datetimes(), st.integers(0, 20), st.sampled_from(["", POINT.hours]))
def test_no_instant_that_a_clock_can_show_is_too_strange(
    at: datetime, waiting: int, hours: str
) -> None:
    found = cause(waiting, at.replace(tzinfo=PREMISES), hours=hours)
    assert (found is None) or waiting > 0
    assert waiting < ENOUGH or found is Cause.ENOUGH


def test_the_delay_is_the_draw_and_nothing_else() -> None:
    assert send_delay(Cause.ENOUGH, 0.0) == timedelta()
    assert send_delay(Cause.ENOUGH, 0.5) == LONGEST_DELAY / 2
    first, again = draw(seeded(1)), draw(seeded(1))
    assert first == again != draw(seeded(2))


def test_draws_are_spread_evenly() -> None:
    rng = seeded(3)
    draws = [draw(rng) for _ in range(4000)]
    assert all(0 <= each < 1 for each in draws)
    shares = [sum(low / 10 <= each < (low + 1) / 10 for each in draws) for low in range(10)]
    assert all(320 < share < 480 for share in shares)


def test_a_fixed_source_of_bytes_gives_the_ends_of_the_range() -> None:
    assert draw(bytes) == 0.0
    assert draw(lambda count: b"\xff" * count) < 1.0


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_retries_come_later_and_later_within_a_minute_and_six_hours(
    failures: int, drawn: float
) -> None:
    delay = retry_delay(failures, drawn)
    assert SHORTEST_RETRY <= delay <= LONGEST_RETRY
    assert delay <= retry_delay(failures + 1, drawn)


def test_the_random_delay_leaves_time_to_send_before_closing() -> None:
    assert LONGEST_DELAY < LAST_HOURS / 2


def test_the_last_hours_are_those_of_the_points_own_clock() -> None:
    """Open until 18:00 there: 15:00 in Paris for La Réunion, midnight for Martinique."""

    def there(departement: str, hour: int) -> Cause | None:
        point = replace(POINT, departement=departement)
        now = TUESDAY.replace(hour=hour, minute=30)
        return cause_to_send(
            {"2026-10": 1}, unanswered=False, points=(point,), now=now, sent_on=None
        )

    for departement, ends in (("974", 16), ("972", 24), ("76", 18)):
        assert there(departement, ends - 3) is None
        assert there(departement, ends - 2) is Cause.LAST_HOURS
        assert there(departement, ends - 1) is Cause.LAST_HOURS
        assert there(departement, ends % 24) is None
