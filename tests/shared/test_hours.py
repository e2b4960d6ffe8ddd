"""Opening hours: what a Point's hours mean at a wall clock, and in a typical week."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.hours import (
    MAX_HOURS_CHARACTERS,
    closes_at,
    closing_soon,
    half_days,
    is_open,
    meets_article_4,
    parse_hours,
    weekly_hours,
)
from shared.problems import FormatProblem

ROUEN = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30"
CLOSED_ON_HOLIDAYS = f"{ROUEN}; PH off"
MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 - wall clocks


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall clock in the ordinary week of Monday 23 November 2026."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def test_a_point_is_open_from_the_first_minute_and_closed_from_the_last() -> None:
    assert not is_open(ROUEN, at(0, 8, 59))
    assert is_open(ROUEN, at(0, 9))
    assert is_open(ROUEN, at(0, 12, 29))
    assert not is_open(ROUEN, at(0, 12, 30))


def test_the_day_closes_at_the_end_of_its_last_opening() -> None:
    two_openings = "Mo-Fr 09:00-12:00,13:30-17:00"
    for clock in (at(0, 0), at(0, 10), at(0, 12, 30), at(0, 23, 59)):
        assert closes_at(two_openings, clock) == at(0, 17)


def test_a_closed_day_has_no_closing_time() -> None:
    assert closes_at(ROUEN, at(6, 10)) is None
    assert closes_at("PH off", at(0, 10)) is None


def test_an_opening_past_midnight_is_cut_at_midnight() -> None:
    assert closes_at("Fr 22:00-02:00", at(4, 23)) == at(5, 0)
    assert closes_at("Fr 22:00-02:00", at(5, 1)) == at(5, 2)


def test_a_point_that_never_closes_ends_its_day_at_midnight() -> None:
    assert closes_at("24/7", at(2, 10)) == at(3, 0)
    assert closing_soon("24/7", at(2, 22, 30), timedelta(hours=2))


@pytest.mark.parametrize(
    ("clock", "soon"),
    [
        (at(0, 9), False),
        (at(0, 14, 59), False),
        (at(0, 15), True),
        (at(0, 16, 59), True),
        (at(0, 17), False),
        (at(0, 20), False),
        (at(6, 16), False),
    ],
)
def test_the_last_two_hours_of_an_open_day_are_closing_soon(clock: datetime, soon: bool) -> None:
    assert closing_soon("Mo-Fr 09:00-12:00,13:30-17:00", clock, timedelta(hours=2)) is soon


def test_a_break_before_a_short_last_opening_is_closing_soon_too() -> None:
    assert closing_soon("Mo 09:00-12:00,13:30-14:00", at(0, 13), timedelta(hours=2))


def test_nothing_closes_within_no_time() -> None:
    assert not closing_soon(ROUEN, at(0, 12), timedelta())
    assert not closing_soon(ROUEN, at(0, 12), timedelta(hours=-1))


def test_the_example_of_the_convention_has_19_hours_and_a_half_in_5_half_days() -> None:
    assert weekly_hours(ROUEN) == 19.5
    assert half_days(ROUEN) == 5
    assert meets_article_4(ROUEN)


@pytest.mark.parametrize(
    ("expression", "halves"),
    [
        ("Mo 09:00-17:00", 2),
        ("Mo 08:30-12:00,13:30-17:00", 2),
        ("Mo 09:00-14:00", 1),
        ("Mo 11:00-15:00", 2),
        ("Mo 11:01-14:59", 0),
        ("Mo 12:00-16:00", 1),
        ("Mo 08:00-09:00,11:00-12:00", 1),
        ("Mo 17:00-19:00", 1),
        ("Mo 09:00-10:59", 0),
        ("24/7", 14),
        ("off", 0),
    ],
)
def test_a_half_day_is_a_morning_or_afternoon_with_two_hours_open(
    expression: str, halves: int
) -> None:
    assert half_days(expression) == halves


@pytest.mark.parametrize(
    ("expression", "hours"),
    [
        ("week 1-53/2 Mo 09:00-13:00", 2.0),
        ("Mo-Fr 09:00-12:00 || unknown", 15.0),
        ("Mo-Fr 09:00-12:00 unknown", 0.0),
        ("Mo-Fr 09:00-12:00,11:00-13:00", 20.0),
        ("Su 22:00-02:00", 4.0),
        ("24/7", 168.0),
        ("2030 Mo 09:00-12:00", 0.0),
    ],
)
def test_a_typical_week_is_the_mean_of_a_year(expression: str, hours: float) -> None:
    assert weekly_hours(expression) == pytest.approx(hours)


def test_half_days_of_alternating_weeks_are_rounded_down() -> None:
    assert half_days("week 1-53/2 Mo-Fr 09:00-12:00") == 2


@pytest.mark.parametrize(
    ("expression", "enough"),
    [
        ("Mo-Th 09:00-12:00", True),
        ("Mo-Th 09:00-11:59", False),
        ("Mo-We 08:00-13:00", False),
        ("Mo-Tu 08:00-12:00,14:00-18:00", True),
        ("", False),
    ],
)
def test_article_4_wants_both_the_hours_and_the_half_days(expression: str, enough: bool) -> None:
    assert meets_article_4(expression) is enough


def test_public_holidays_do_not_weigh_on_the_typical_week() -> None:
    assert weekly_hours("Mo-Su 09:00-12:00; PH off") == weekly_hours("Mo-Su 09:00-12:00") == 21.0


HOLIDAYS_2026 = [
    (1, 1),
    (4, 6),
    (5, 1),
    (5, 8),
    (5, 14),
    (5, 25),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
]


def test_ph_off_closes_the_eleven_public_holidays_and_no_other_day() -> None:
    first = date(2026, 1, 1)
    days = [datetime.combine(first, datetime.min.time()) + timedelta(days=n) for n in range(365)]
    closed = [day for day in days if closes_at("24/7; PH off", day) is None]
    assert [(day.month, day.day) for day in closed] == HOLIDAYS_2026


@pytest.mark.parametrize(
    ("year", "known"), [(1999, False), (2000, True), (2076, True), (2077, False)]
)
def test_public_holidays_are_known_from_2000_to_2076(year: int, known: bool) -> None:
    assert is_open("24/7; PH off", wall(year, 7, 14, 10)) is not known


@pytest.mark.parametrize("day", [wall(2026, 3, 29), wall(2026, 10, 25)])
def test_the_days_on_which_clocks_change_are_days_like_others(day: datetime) -> None:
    expression = "Su 01:00-04:00,09:00-12:00"
    open_minutes = sum(is_open(expression, day + timedelta(minutes=n)) for n in range(24 * 60))
    assert open_minutes == 6 * 60
    assert is_open(expression, day.replace(hour=2, minute=30))
    assert is_open(expression, day.replace(hour=2, minute=30, fold=1))
    assert closes_at(expression, day) == day.replace(hour=12)


@pytest.mark.parametrize(("year", "monday"), [(1970, 5), (2090, 2)])
def test_a_clock_that_is_decades_wrong_still_reads_the_hours(year: int, monday: int) -> None:
    clock = wall(year, 1, monday, 11)
    assert clock.weekday() == 0
    assert is_open(CLOSED_ON_HOLIDAYS, clock)
    assert closes_at(CLOSED_ON_HOLIDAYS, clock) == wall(year, 1, monday, 12, 30)
    assert closing_soon(CLOSED_ON_HOLIDAYS, clock, timedelta(hours=2))


@given(
    clock=st.datetimes(),
    expression=st.sampled_from(
        ["", ROUEN, CLOSED_ON_HOLIDAYS, "24/7", "Sa 22:00-02:00", "week 53 We 09:00-12:00", "PH"]
    ),
    within=st.timedeltas(),
)
def test_no_clock_whatever_makes_it_raise(
    clock: datetime, expression: str, within: timedelta
) -> None:
    closing = closes_at(expression, clock)
    assert not (is_open(expression, clock) and closing is None)
    assert not (closing_soon(expression, clock, within) and closing is None)


def test_the_first_and_the_last_instant_there_are_can_be_asked_about() -> None:
    first, last = wall(1, 1, 1), wall(9999, 12, 31, 23, 59, 59, 999_999)
    assert not is_open("24/7", first)
    assert closes_at("24/7", first) is None
    assert is_open("24/7", last)
    assert closes_at("24/7", last) == wall(9999, 12, 31, 23, 59)


def test_unknown_hours_are_never_open() -> None:
    assert parse_hours("  ") == ""
    assert not is_open("", at(0, 10))
    assert closes_at("", at(0, 10)) is None
    assert not closing_soon("", at(0, 10), timedelta(hours=24))
    assert weekly_hours("") == 0
    assert half_days("") == 0


def test_blanks_around_the_hours_are_dropped() -> None:
    assert parse_hours(f" {ROUEN}\n") == ROUEN


@pytest.mark.parametrize(
    ("expression", "character"),
    [("Lu 09:00-12:00", 1), ("Mo 09h00-12h00", 4), ("Mo 09:00-12:60", 13), ("=1+1", 1)],
)
def test_unreadable_hours_are_refused_with_the_place_of_the_mistake(
    expression: str, character: int
) -> None:
    with pytest.raises(FormatProblem) as caught:
        parse_hours(expression)
    assert caught.value.code == "hours-invalid"
    assert caught.value.facts == {"character": character}
    assert expression in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).facts == {"character": character}


def test_hours_longer_than_openstreetmap_allows_are_refused() -> None:
    sixteen_rules = "; ".join(["Mo 09:00-12:00"] * 16)
    assert len(sixteen_rules) == MAX_HOURS_CHARACTERS - 1
    assert parse_hours(sixteen_rules) == sixteen_rules
    with pytest.raises(FormatProblem, match="longer than 255"):
        parse_hours(f"{sixteen_rules}; PH off")
