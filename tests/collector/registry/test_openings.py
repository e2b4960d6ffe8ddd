"""Hours by day, exceptional days, and article 4 for a very week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.registry.importer import read_plan
from collector.registry.openings import (
    ExceptionalDays,
    HoursVersion,
    check_exception,
    closures_from,
    expression_on,
    hours_on,
    monday_of,
    typical_week,
    week_of,
)
from shared.hours import is_open, parse_hours
from shared.weekly import Slot, hours_of_week, read_slots, week_in
from tests.collector.registry.test_national_list import LIST
from tests.support.problems import refused

EXAMPLE = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30"
MONDAY = date(2026, 11, 23)
MORNING = Slot(9 * 60, 12 * 60)
ROUEN, STRASBOURG = "76", "67"


def version(day: date, hours: str) -> HoursVersion:
    return HoursVersion(day, hours, "own", day)


def days(first: date, last: date, *slots: Slot, number: int = 1) -> ExceptionalDays:
    return ExceptionalDays(first, last, slots, "", "a@b", first, number)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - wall clocks


def test_the_conventions_example_has_19_and_a_half_hours_and_5_half_days() -> None:
    week = typical_week(EXAMPLE)
    assert (week.open_for, week.half_days, week.holds) == (timedelta(hours=19.5), 5, True)


def test_the_shortfall_is_exact() -> None:
    week = typical_week("Mo 09:00-12:20; We 14:00-15:55")
    assert week.missing_time == timedelta(hours=6, minutes=45)
    assert week.missing_half_days == 3
    assert not week.holds
    assert typical_week("").missing_time == timedelta(hours=12)


def test_hours_change_by_themselves_on_their_day() -> None:
    versions = [version(MONDAY + timedelta(days=7), "We 09:00-12:00"), version(MONDAY, EXAMPLE)]
    assert hours_on(versions, MONDAY - timedelta(days=1)) == ""
    assert hours_on(versions, MONDAY + timedelta(days=6)) == EXAMPLE
    assert hours_on(versions, MONDAY + timedelta(days=7)) == "We 09:00-12:00"


def test_a_week_counts_its_holiday_its_closure_and_its_change_of_hours() -> None:
    versions = [version(date(2026, 1, 1), "Mo-Fr 09:00-12:00; PH off")]
    assert week_of(versions, [], MONDAY, ROUEN).open_for == timedelta(hours=15)
    armistice = date(2026, 11, 9)
    assert week_of(versions, [], armistice, ROUEN).open_for == timedelta(hours=12)
    shut = days(MONDAY, MONDAY + timedelta(days=1))
    assert week_of(versions, [shut], MONDAY, ROUEN).missing_time == timedelta(hours=3)
    later = version(MONDAY + timedelta(days=2), "Mo-Fr 14:00-18:00")
    mixed = week_of([*versions, later], [], MONDAY, ROUEN)
    assert (mixed.open_for, mixed.half_days) == (timedelta(hours=18), 5)


def test_good_friday_makes_a_week_of_strasbourg_fall_short() -> None:
    versions = [version(date(2026, 1, 1), "Mo,Tu,Th,Fr 09:00-12:00; PH off")]
    for friday in (date(2027, 3, 26), date(2028, 4, 14)):
        monday = monday_of(friday)
        assert week_of(versions, [], monday, ROUEN).holds
        week = week_of(versions, [], monday, STRASBOURG)
        assert (week.open_for, week.half_days) == (timedelta(hours=9), 3)
        assert (week.missing_time, week.missing_half_days) == (timedelta(hours=3), 1)
        assert not week_of(versions, [], monday + timedelta(days=7), ROUEN).holds
        made_good = days(monday + timedelta(days=2), monday + timedelta(days=2), MORNING)
        assert week_of(versions, [made_good], monday, STRASBOURG).holds
    saint_stephen = date(2028, 12, 26)
    assert not week_of(versions, [], monday_of(saint_stephen), STRASBOURG).holds
    assert typical_week(versions[0].hours).holds


def test_weeks_in_which_the_clocks_change_are_as_long_as_others() -> None:
    versions = [version(date(2026, 1, 1), "Mo-Su 00:00-24:00")]
    for monday in (date(2026, 3, 23), date(2026, 10, 19), MONDAY):
        assert week_of(versions, [], monday, ROUEN).open_for == timedelta(days=7)


def test_exceptional_days_override_even_a_holiday_and_the_last_told_wins() -> None:
    versions = [version(date(2026, 1, 1), "Mo-Fr 09:00-17:00; PH off")]
    christmas = date(2026, 12, 25)
    opened = days(christmas, christmas, MORNING)
    rule = expression_on(versions, [opened], christmas, ROUEN)
    assert is_open(parse_hours(rule), at(christmas, 10))
    shut = days(date(2026, 12, 21), date(2027, 1, 3), number=2)
    assert not is_open(expression_on(versions, [shut, opened], christmas, ROUEN), at(christmas, 10))
    bundled = "; ".join(["Mo-Fr 09:00-17:00; PH off", *closures_from([shut], MONDAY)])
    assert not is_open(bundled, at(date(2026, 12, 31), 10))
    assert is_open(bundled, at(date(2027, 1, 4), 10))
    assert closures_from([shut], date(2027, 1, 4)) == ()


def test_exceptional_days_that_make_no_sense_are_refused() -> None:
    check_exception(days(MONDAY, MONDAY), MONDAY)
    for first, last in (
        (MONDAY, MONDAY - timedelta(days=1)),
        (MONDAY - timedelta(days=3), MONDAY - timedelta(days=1)),
        (MONDAY, MONDAY + timedelta(days=400)),
    ):
        with refused("registry-input"):
            check_exception(days(first, last), MONDAY)


@pytest.mark.parametrize(
    "ranges",
    [
        [("09:00", "")],
        [("12:00", "09:00")],
        [("09:00", "12:00"), ("11:00", "13:00")],
        [("neuf", "12:00")],
    ],
    ids=["no-end", "backwards", "overlap", "letters"],
)
def test_a_form_that_contradicts_itself_is_refused(ranges: list[tuple[str, str]]) -> None:
    with refused("hours-invalid"):
        read_slots(ranges)


@st.composite
def form_days(draw: st.DrawFn) -> tuple[Slot, ...]:
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=4, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Slot(begins, ends) for begins, ends in pairs)


@given(week=st.lists(form_days(), min_size=7, max_size=7), holidays=st.booleans())
def test_what_the_form_writes_the_form_shows(week: list[tuple[Slot, ...]], holidays: bool) -> None:
    written = hours_of_week(week, holidays=holidays)
    assert week_in(written) == tuple(week)


def test_hours_that_the_form_cannot_show_are_left_as_they_are() -> None:
    for hours in ("Mo 09:00-12:00; Jul-Aug off", "week 01-53/2 Mo 09:00-12:00"):
        assert week_in(parse_hours(hours)) is None
    assert week_in("Mo 09:00-10:00,11:00-12:00,13:00-14:00") is None


def test_monday_of_a_week() -> None:
    assert {monday_of(MONDAY + timedelta(days=each)) for each in range(7)} == {MONDAY}


@pytest.mark.skipif(not LIST.is_file(), reason="the national list is not beside the repository")
def test_the_real_list_has_every_half_day_counted() -> None:
    """2,797 sites give hours; 2,777 of them can be read, and the form can show each of those.

    Half-days are counted a second time, from the slots alone.
    """
    hours = [each.hours for each in read_plan(LIST).good if each.hours]
    assert len(hours) == 2777
    short = 0
    for each in hours:
        week = typical_week(each)
        slots = week_in(each)
        assert slots is not None
        noon = 13 * 60
        halves = 0
        for day in slots:
            morning = sum(max(0, min(end, noon) - start) for start, end in day)
            afternoon = sum(max(0, end - max(start, noon)) for start, end in day)
            halves += (morning >= 120) + (afternoon >= 120)
        assert week.half_days == halves
        short += not week.holds
    assert short == 73
