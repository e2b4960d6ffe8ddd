"""Hours and special days that desks declare become the registry's, whatever came first."""

from __future__ import annotations

from datetime import date

import pytest

from collector.store.openings import exceptions_of, hours_of, in_force
from collector.store.points import all_points
from shared.declared_hours import DaysChange, HoursChange
from shared.special_days import SpecialDays
from shared.weekly import Slot
from tests.collector.activity.desk import declares, send
from tests.support.problems import refused
from tests.support.town import DIEPPE, ROUEN, Town

NOVEMBER = date(2026, 11, 2)
MORNINGS, AFTERNOONS = "Mo-Fr 09:00-12:15", "Mo-Fr 14:00-17:00"
CHRISTMAS = SpecialDays(date(2026, 12, 24), date(2026, 12, 26))


def told(town: Town) -> list[tuple[date, str, str]]:
    """The hours that a device told, with the day on which they came."""
    with town.database.read() as transaction:
        versions = hours_of(transaction, ROUEN)
    return [
        (each.valid_from, each.hours, each.entered.isoformat())
        for each in versions
        if len(each.who) == 16
    ]


def closures(town: Town) -> list[SpecialDays]:
    with town.database.read() as transaction:
        found = exceptions_of(transaction, ROUEN)
    return [SpecialDays(each.first, each.last, each.slots) for each in found]


def test_hours_told_at_the_desk_are_seen_before_and_hold_from_their_day(town: Town) -> None:
    kiosk = town.kiosk()
    before = town.bundle(kiosk).serial
    send(town, declares(kiosk, HoursChange(1, NOVEMBER, MORNINGS)))
    assert told(town) == [(NOVEMBER, MORNINGS, "2026-10-15")]
    bundle = town.bundle(kiosk)
    assert bundle.serial > before
    assert bundle.points[0].coming == ((NOVEMBER, MORNINGS),)
    assert bundle.points[0].hours != MORNINGS
    town.clock.set(NOVEMBER)
    assert (town.bundle(kiosk).points[0].hours, town.bundle(kiosk).points[0].coming) == (
        MORNINGS,
        (),
    )


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=str)
def test_of_one_day_the_highest_revision_counts(town: Town, order: tuple[int, int]) -> None:
    kiosk = town.kiosk()
    bodies = {1: HoursChange(1, NOVEMBER, MORNINGS), 2: HoursChange(2, NOVEMBER, AFTERNOONS)}
    for revision in order:
        send(town, declares(kiosk, bodies[revision]))
    assert [hours for _, hours, _ in told(town)] == [AFTERNOONS]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=str)
def test_what_is_taken_back_is_gone_whatever_came_first(town: Town, order: tuple[int, int]) -> None:
    kiosk = town.kiosk()
    for revision in order:
        back = revision == 2
        send(town, declares(kiosk, HoursChange(revision, NOVEMBER, MORNINGS, withdrawn=back)))
        send(town, declares(kiosk, DaysChange(revision, CHRISTMAS, "", withdrawn=back)))
    assert (told(town), closures(town)) == ([], [])


def test_hours_that_come_late_do_not_rewrite_what_the_caf_was_shown(town: Town) -> None:
    send(town, declares(town.kiosk(), HoursChange(1, date(2026, 9, 1), MORNINGS)))
    assert told(town) == [(date(2026, 10, 15), MORNINGS, "2026-10-15")]


def test_a_closure_is_corrected_and_its_reason_names_nobody(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, DaysChange(1, CHRISTMAS, "appeler 06 12 34 56 78")))
    with town.database.read() as transaction:
        (kept,) = exceptions_of(transaction, ROUEN)
    assert "06 12" not in kept.reason
    assert kept.who == kiosk.id
    opened = SpecialDays(CHRISTMAS.first, CHRISTMAS.last, (Slot(540, 720),))
    send(town, declares(kiosk, DaysChange(2, opened, "")))
    assert closures(town) == [opened]
    assert town.bundle(kiosk).points[0].closures == (opened.rule,)


def test_a_desk_speaks_for_its_own_point_alone(town: Town) -> None:
    with refused("declaration-point"):
        send(town, declares(town.kiosk(), DaysChange(1, CHRISTMAS, ""), point=DIEPPE))
    with town.database.read() as transaction:
        points = in_force(transaction, all_points(transaction), town.clock())
    assert all(each.closures == () for each in points)
