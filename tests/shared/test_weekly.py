"""A table of weekly slots and its OpenStreetMap string say the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.hours import half_days, is_open, parse_hours, weekly_hours
from shared.weekly import DAY_MINUTES, DAYS, Slot, opening_hours, united

MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 - wall clocks
MORNING, AFTERNOON = Slot(9 * 60, 12 * 60), Slot(13 * 60 + 30, 17 * 60)
Week = list[list[Slot]]


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    start = draw(st.integers(0, DAY_MINUTES - 1))
    return Slot(start, draw(st.integers(start + 1, DAY_MINUTES)))


# Days are drawn from a few patterns, so that equal days occur and get merged.
patterns = st.lists(st.lists(slots(), max_size=4), min_size=1, max_size=3)
weeks = patterns.flatmap(lambda few: st.lists(st.sampled_from(few), min_size=7, max_size=7))


@given(week=weeks)
@settings(max_examples=40)
def test_every_minute_of_the_week_is_open_exactly_when_the_table_says_so(week: Week) -> None:
    written = opening_hours(week)
    assert parse_hours(written) == written
    for day, table in enumerate(week):
        opened = {minute for slot in table for minute in range(*slot)}
        for minute in range(DAY_MINUTES):
            clock = MONDAY + timedelta(days=day, minutes=minute)
            assert is_open(written, clock) is (minute in opened), (written, clock)


@given(week=weeks)
def test_weekly_hours_are_the_minutes_of_the_table(week: Week) -> None:
    minutes = sum(len({m for slot in day for m in range(*slot)}) for day in week)
    assert weekly_hours(opening_hours(week)) == pytest.approx(minutes / 60)


@given(week=weeks)
def test_half_days_are_counted_as_the_definition_says(week: Week) -> None:
    expected = 0
    for day in week:
        opened = {minute for slot in day for minute in range(*slot)}
        morning = sum(minute < 13 * 60 for minute in opened)
        expected += (morning >= 120) + (len(opened) - morning >= 120)
    assert half_days(opening_hours(week)) == expected


@given(st.lists(slots()))
def test_united_slots_are_apart_and_cover_the_same_minutes(day: list[Slot]) -> None:
    result = united(day)
    assert all(earlier.end < later.start for earlier, later in pairwise(result))
    assert {m for s in result for m in range(*s)} == {m for s in day for m in range(*s)}


def week_of(**days: list[Slot]) -> Week:
    return [days.get(day, []) for day in DAYS]


@pytest.mark.parametrize(
    ("week", "written"),
    [
        (week_of(Mo=[MORNING], Tu=[MORNING], We=[MORNING]), "Mo-We 09:00-12:00; PH off"),
        (week_of(Mo=[MORNING], Fr=[MORNING]), "Mo,Fr 09:00-12:00; PH off"),
        (
            week_of(Mo=[MORNING, AFTERNOON], Tu=[MORNING], We=[MORNING, AFTERNOON]),
            "Mo,We 09:00-12:00,13:30-17:00; Tu 09:00-12:00; PH off",
        ),
        ([[MORNING]] * 7, "Mo-Su 09:00-12:00; PH off"),
        ([[Slot(0, DAY_MINUTES)]] * 7, "Mo-Su 00:00-24:00; PH off"),
        (week_of(Sa=[AFTERNOON, MORNING]), "Sa 09:00-12:00,13:30-17:00; PH off"),
        (week_of(Mo=[MORNING, Slot(12 * 60, 13 * 60)]), "Mo 09:00-13:00; PH off"),
        (week_of(), ""),
    ],
)
def test_equal_days_share_a_rule_and_touching_slots_become_one(week: Week, written: str) -> None:
    assert opening_hours(week) == written


def test_public_holidays_are_closed() -> None:
    written = opening_hours([[MORNING]] * 7)
    christmas = datetime(2026, 12, 25, 10)  # noqa: DTZ001
    assert not is_open(written, christmas)
    assert is_open(written, christmas + timedelta(days=1))
