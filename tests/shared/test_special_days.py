"""Special days: the rule that is written is the rule that is read; what a bundle says of a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bundle import BundlePoint
from shared.hours import is_open
from shared.special_days import SpecialDays, read_rule, special_days
from shared.weekly import Slot, united

CHRISTMAS = SpecialDays(date(2026, 12, 24), date(2027, 1, 2))


@st.composite
def days(draw: st.DrawFn) -> SpecialDays:
    first = draw(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 366)))
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=6, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return SpecialDays(first, last, tuple(united(Slot(*each) for each in pairs)))


@given(days())
def test_a_rule_that_is_written_is_read(told: SpecialDays) -> None:
    assert read_rule(told.rule) == told


@pytest.mark.parametrize(
    "rule", ["PH off", "2026 Feb 30 off", "Dec 24 off", "2026 Dec 24 open", ""]
)
def test_other_rules_are_left_alone(rule: str) -> None:
    assert read_rule(rule) is None


def test_days_that_are_over_are_left_out_and_the_next_come_first() -> None:
    early = SpecialDays(date(2026, 11, 2), date(2026, 11, 2), (Slot(540, 720),))
    rules = (CHRISTMAS.rule, early.rule, "PH off")
    assert special_days(rules, date(2026, 11, 2)) == [early, CHRISTMAS]
    assert special_days(rules, date(2027, 1, 2)) == [CHRISTMAS]
    assert special_days(rules, date(2027, 1, 3)) == []


def test_hours_change_on_their_day_in_a_device_that_nobody_reaches() -> None:
    coming = ((date(2026, 11, 9), "Mo 14:00-16:00"), (date(2026, 11, 2), "Mo 08:00-10:00"))
    point = BundlePoint("p", "761", "P", "", "Mo 09:00-12:00", "t", bytes(32), coming=coming)
    assert point.hours_on(date(2026, 11, 1)) == "Mo 09:00-12:00"
    assert point.hours_on(date(2026, 11, 2)) == "Mo 08:00-10:00"
    assert point.hours_on(date(2027, 1, 1)) == "Mo 14:00-16:00"
    monday = datetime(2026, 12, 28, 15)  # noqa: DTZ001 - a wall clock
    assert is_open(point.expression_on(monday.date()), monday)
    closed = BundlePoint(
        "p", "761", "P", "", "", "t", bytes(32), closures=(CHRISTMAS.rule,), coming=coming
    )
    assert not is_open(closed.expression_on(monday.date()), monday)
    assert closed.expression_on(date(2026, 11, 1)) == ""
