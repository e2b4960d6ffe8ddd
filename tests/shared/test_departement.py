"""Public holidays of some départements: which days, and what they do to hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.bundle import BundlePoint
from shared.departement import is_regional_holiday, time_zone, with_regional_holidays
from shared.hours import as_on_a_holiday, is_open, openings_on
from shared.special_days import SpecialDays

WEEK = "Mo-Fr 09:00-12:00; PH off"
ALSACE_MOSELLE = ("57", "67", "68")


def holidays(departement: str, year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    found = (day for day in days if is_regional_holiday(departement, day))
    return [day.isoformat() for day in found if day.year == year]


@pytest.mark.parametrize(
    ("departement", "expected"),
    [
        *((each, ["2026-04-03", "2026-12-26"]) for each in ALSACE_MOSELLE),
        ("971", ["2026-05-27"]),
        ("972", ["2026-05-22"]),
        ("973", ["2026-06-10"]),
        ("974", ["2026-12-20"]),
        ("976", ["2026-04-27"]),
        ("977", ["2026-10-09"]),
        ("978", ["2026-05-28"]),
        ("975", []),
        ("76", []),
        ("2A", []),
        ("", []),
    ],
)
def test_each_departement_has_its_own(departement: str, expected: list[str]) -> None:
    assert holidays(departement, 2026) == expected


@pytest.mark.parametrize(
    ("year", "friday"),
    [
        (2000, "2000-04-21"),
        (2008, "2008-03-21"),
        (2024, "2024-03-29"),
        (2027, "2027-03-26"),
        (2028, "2028-04-14"),
        (2038, "2038-04-23"),
        (2100, "2100-03-26"),
    ],
)
def test_good_friday_of_leap_years_and_others(year: int, friday: str) -> None:
    assert holidays("67", year) == [friday, f"{year}-12-26"]


def test_good_friday_comes_three_days_before_the_nations_easter_monday() -> None:
    for year in range(2000, 2077):
        days = (date(year, 3, 20) + timedelta(days=number) for number in range(36))
        (friday,) = (day for day in days if is_regional_holiday("57", day))
        assert friday.weekday() == 4
        assert not openings_on("24/7; PH off", friday + timedelta(days=3))


@pytest.mark.parametrize(
    "hours",
    [
        WEEK,
        "PH off; Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-12:00; Su,PH off",
        "Mo-Fr 09:00-12:00; PH Sa 10:00-11:00",
        "Mo-Fr 09:00-12:00, PH 14:00-15:00",
        "Mo-Fr 09:00-12:00; Nov PH 14:00-15:00; Jul PH off",
        "Mo,Tu 09:00-12:00 || PH 10:00-11:00",
        "24/7; PH closed",
        "Mo-Fr 09:00-12:00; PH -1 day off",
        'PH 10:00-12:00 open "ouvert le jour férié"',
        "Mo-Fr 09:00-12:00",
        "",
    ],
)
def test_a_regional_holiday_is_what_a_national_one_is(hours: str) -> None:
    for national in (date(2026, 11, 11), date(2026, 4, 6), date(2026, 8, 15)):
        written = as_on_a_holiday(hours, national)
        assert openings_on(written, national) == openings_on(hours, national)


def test_hours_that_cannot_be_read_come_back_as_they_are() -> None:
    friday = date(2026, 4, 3)
    assert with_regional_holidays("PH: lundi", "67", friday) == "PH: lundi"
    assert with_regional_holidays(WEEK, "76", friday) == WEEK


def test_a_device_goes_by_its_points_holidays_and_closures_still_override_them() -> None:
    friday = date(2026, 4, 3)
    ten = datetime(2026, 4, 3, 10)  # noqa: DTZ001 - a wall clock
    rouen = BundlePoint("p", "761", "P", "", WEEK, "t", bytes(32), departement="76")
    strasbourg = BundlePoint("p", "671", "P", "", WEEK, "t", bytes(32), departement="67")
    assert is_open(rouen.expression_on(friday), ten)
    assert not is_open(strasbourg.expression_on(friday), ten)
    opened = SpecialDays(friday, friday).rule.replace("off", "09:00-11:00")
    told = BundlePoint("p", "671", "P", "", WEEK, "t", bytes(32), (opened,), departement="67")
    assert is_open(told.expression_on(friday), ten)


def test_no_clock_whatever_makes_it_raise() -> None:
    for day in (date.min, date.max):
        assert with_regional_holidays(WEEK, "67", day) == WEEK


@pytest.mark.parametrize(
    ("departement", "hours"),
    [("971", -4), ("972", -4), ("973", -3), ("974", 4), ("975", -3), ("976", 3), ("977", -4),
     ("978", -4), ("76", 1), ("2B", 1), ("", 1)],
)  # fmt: skip
def test_each_departement_has_the_clocks_of_its_own(departement: str, hours: int) -> None:
    winter = datetime(2026, 12, 1, tzinfo=ZoneInfo(time_zone(departement)))
    assert winter.utcoffset() == timedelta(hours=hours)
