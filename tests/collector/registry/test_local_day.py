"""What day it is at a Point overseas, where the collector asks about that Point."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from collector.auth.scope import Scope
from collector.fleet.assess import Concern
from collector.fleet.fleet import fleet_of
from collector.registry.openings import HoursVersion
from collector.registry.registered import RegisteredPoint
from collector.registry.status import accept_status
from collector.store.openings import drop_hours, in_force, put_hours, record_on
from collector.store.points import RegistryPoints, all_points, find_point
from tests.support.office import ADMIN, NATIONAL, Office, open_office
from tests.support.town import DIEPPE, LILLE, PARIS, ROUEN, Town, record

MARTINIQUE, REUNION = DIEPPE, LILLE
MONDAY = date(2026, 11, 9)
WEEK = "Mo-Fr 08:00-12:00; PH off"
AFTER_MIDNIGHT = datetime(2026, 11, 10, 1, tzinfo=PARIS)
"""Monday, 20:00, in Martinique; Tuesday, 4:00, in La Réunion."""

LATE = datetime(2026, 11, 10, 23, tzinfo=PARIS)
"""Tuesday, 18:00, in Martinique; Wednesday, 2:00, in La Réunion."""


@pytest.fixture
def islands(town: Town) -> Town:
    """A town whose Points lie in three parts of the world, on Monday at noon in Paris."""
    town.clock.set(MONDAY)
    places = [
        record(ROUEN, "761", hours=WEEK),
        record(MARTINIQUE, "761", hours=WEEK, postcode="97200", insee="97209"),
        record(REUNION, "591", hours=WEEK, postcode="97400"),
    ]
    RegistryPoints(town.database, town.clock, os.urandom).upsert_points(places)
    return town


def known(town: Town) -> dict[str, RegisteredPoint]:
    with town.database.read() as transaction:
        points = in_force(transaction, all_points(transaction), town.clock())
    return {each.id: each for each in points}


def test_each_point_has_its_own_day(islands: Town) -> None:
    def days(now: datetime) -> list[int]:
        return [known(islands)[each].local(now).day for each in (MARTINIQUE, ROUEN, REUNION)]

    assert days(AFTER_MIDNIGHT) == [9, 10, 10]
    assert days(LATE) == [10, 10, 11]
    assert known(islands)[REUNION].local(LATE) == LATE


def test_new_hours_hold_from_the_points_own_midnight(islands: Town) -> None:
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    with islands.database.begin() as transaction:
        for point in (ROUEN, MARTINIQUE, REUNION):
            for day, hours in ((tuesday, "Tu 08:00-12:00"), (wednesday, "We 08:00-12:00")):
                told = HoursVersion(day, hours, "list", MONDAY)
                put_hours(transaction, point, told, islands.clock())
    islands.clock.time = AFTER_MIDNIGHT
    found = {point: each.record.hours[:2] for point, each in known(islands).items()}
    assert found == {ROUEN: "Tu", MARTINIQUE: "Mo", REUNION: "Tu"}
    islands.clock.time = LATE
    found = {point: each.record.hours[:2] for point, each in known(islands).items()}
    assert found == {ROUEN: "Tu", MARTINIQUE: "Tu", REUNION: "We"}


def test_the_page_of_a_point_and_what_may_be_taken_back_go_by_its_day(islands: Town) -> None:
    office: Office = open_office(islands)
    admin, national = office.person(ADMIN), office.person(NATIONAL)
    hours = f"/registry/points/{MARTINIQUE}/hours"
    week = {"d0a": "09:00", "d0b": "12:00"}
    admin.send(hours, valid_from="2026-11-10", **week)
    far = f"/registry/points/{REUNION}/hours"
    national.send(far, valid_from="2026-11-11", **week)
    islands.clock.time = AFTER_MIDNIGHT
    admin = office.person(ADMIN)
    assert 'value="2026-11-09"' in admin.get(f"/registry/points/{MARTINIQUE}")
    assert MARTINIQUE in admin.get("/registry/changes")
    admin.send(f"{hours}/withdraw", valid_from="2026-11-10")
    admin.send(hours, valid_from="2026-11-09", **week)  # today, there
    islands.clock.time = LATE
    national = office.person(NATIONAL)
    assert 'value="2026-11-11"' in national.get(f"/registry/points/{REUNION}")
    assert REUNION not in national.get("/registry/changes")
    national.send(f"{far}/withdraw", 422, valid_from="2026-11-11")
    national.send(far, 422, valid_from="2026-11-10", **week)  # yesterday, there
    with islands.database.begin() as transaction:
        assert not drop_hours(transaction, ROUEN, MONDAY, LATE)


def test_a_list_holds_from_the_points_own_day_on(islands: Town) -> None:
    islands.clock.time = AFTER_MIDNIGHT
    with islands.database.read() as transaction:
        found = find_point(transaction, MARTINIQUE)
    assert found is not None
    moved = replace(found.record, name="Ailleurs", hours="Mo 14:00-18:00")
    store = RegistryPoints(islands.database, islands.clock, os.urandom)
    store.upsert_points([moved, record("new", "761", hours=WEEK, postcode="97300")])
    points = known(islands)
    assert points[MARTINIQUE].record.hours == "Mo 14:00-18:00"
    assert points["new"].record.hours == WEEK
    with islands.database.read() as transaction:
        then = record_on(transaction, MARTINIQUE, MONDAY)
    assert then is not None
    assert then[0].name == "Ailleurs"


def test_an_open_day_counts_against_a_silent_device_once_it_is_over_there(islands: Town) -> None:
    martinique = islands.kiosk(MARTINIQUE)
    accept_status(islands.database, martinique.status({}), date(2026, 11, 5))

    def silent(now: datetime) -> bool:
        (line,) = fleet_of(islands.database, Scope.parse("national"), now)
        return Concern.SILENT in line.watched.concerns

    with islands.database.begin() as transaction:
        told = HoursVersion(date(2026, 11, 1), "Mo-Fr 08:00-12:00", "list", MONDAY)
        put_hours(transaction, MARTINIQUE, told, islands.clock())
    # Friday and Monday: Monday ends there at five in the morning of Paris.
    assert not silent(AFTER_MIDNIGHT)
    assert silent(AFTER_MIDNIGHT.replace(hour=5))
