"""What the first screen says of hours: today's, closures to come, and nothing when unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.opening import Opening, opening_of
from shared.bundle import BundlePoint
from shared.special_days import SpecialDays
from shared.weekly import Slot

TUESDAY = date(2026, 11, 10)
POINT = BundlePoint("p", "761", "P", "", "Mo-We 09:00-12:00,13:30-17:00; PH off", "t", bytes(32))


def test_the_hours_of_today_and_a_holiday() -> None:
    assert opening_of(POINT, TUESDAY) == Opening(("09:00–12:00", "13:30–17:00"))
    assert opening_of(POINT, date(2026, 11, 11)) == Opening(())
    assert opening_of(replace(POINT, hours=""), TUESDAY) is None


def test_a_regional_holiday_closes_its_own_points_only() -> None:
    abolition = date(2026, 5, 27)
    guadeloupe = replace(POINT, departement="971")
    assert opening_of(guadeloupe, abolition) == Opening(())
    assert opening_of(replace(POINT, departement="76"), abolition) != Opening(())
    assert opening_of(guadeloupe, date(2026, 5, 20)) == Opening(("09:00–12:00", "13:30–17:00"))


def test_a_closure_is_announced_three_weeks_ahead_and_closes_its_days() -> None:
    closure = SpecialDays(date(2026, 12, 1), date(2026, 12, 2))
    closed = replace(POINT, closures=(closure.rule,))
    assert opening_of(closed, date(2026, 11, 9)) == Opening(("09:00–12:00", "13:30–17:00"))
    assert opening_of(closed, TUESDAY) == replace(
        Opening(("09:00–12:00", "13:30–17:00")), closed="01/12–02/12"
    )
    assert opening_of(closed, date(2026, 12, 1)) == Opening((), closed="01/12–02/12")
    assert opening_of(closed, date(2026, 12, 3)) == Opening(())


def test_other_openings_and_new_hours_are_told() -> None:
    opened = SpecialDays(TUESDAY, TUESDAY, (Slot(600, 660),))
    coming = ((date(2026, 11, 16), "Mo 09:00-12:00"),)
    found = opening_of(replace(POINT, closures=(opened.rule,), coming=coming), TUESDAY)
    assert found == Opening(("10:00–11:00",), days="10/11", times="10:00–11:00", new_hours="16/11")
    assert opening_of(replace(POINT, coming=coming), date(2026, 11, 17)) == Opening(())
