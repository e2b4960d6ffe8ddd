"""Versions by day, on both databases: what was true is kept, what is to come takes effect."""

from __future__ import annotations

import os
from datetime import date

from sqlalchemy import text

from collector.registry.convention import (
    Convention,
    Equipment,
    Ground,
    LabelEvent,
    LabelState,
    Removal,
)
from collector.registry.model import Signed
from collector.registry.openings import ExceptionalDays, HoursVersion
from collector.store import conventions, openings
from collector.store.beside import held_beside
from collector.store.engine import Database
from collector.store.migrate import migrations
from collector.store.partners import addresses_of, drop_address, partners_of, put_partner
from collector.store.point_facts import point_facts
from collector.store.points import RegistryPoints
from shared.periods import Period
from shared.weekly import Slot
from tests.collector.registry.test_bundles import fetch, fetched
from tests.support.databases import Databases
from tests.support.town import DIEPPE, ROUEN, Town, record

TODAY, LATER = date(2026, 10, 15), date(2026, 10, 20)


def test_hours_told_ahead_reach_a_device_on_their_day_by_themselves(town: Town) -> None:
    kiosk = town.kiosk(ROUEN)
    told = HoursVersion(LATER, "Tu 10:00-12:00", "partner@example.org", TODAY)
    with town.database.begin() as transaction:
        openings.put_hours(transaction, ROUEN, told, town.clock())
    bundle = fetched(town, kiosk)
    assert bundle.points[0].hours == "Mo-Fr 09:00-12:00"
    assert fetch(town, kiosk, bundle.serial) is None
    town.clock.set(date(2026, 10, 19))
    assert fetch(town, kiosk, bundle.serial) is None
    town.clock.set(LATER)
    after = fetched(town, kiosk, bundle.serial)
    assert after.points[0].hours == "Tu 10:00-12:00"
    assert fetch(town, kiosk, after.serial) is None


def test_exceptional_days_are_in_the_bundle_until_they_are_over(town: Town) -> None:
    kiosk = town.kiosk(ROUEN)
    serial = fetched(town, kiosk).serial
    town.clock.time = town.clock.time.replace(hour=15)
    told = ExceptionalDays(LATER, LATER, (Slot(540, 600),), "", "a@b", TODAY)
    with town.database.begin() as transaction:
        openings.put_exception(transaction, ROUEN, told, town.clock())
    assert fetched(town, kiosk, serial).points[0].closures == ("2026 Oct 20 09:00-10:00",)
    with town.database.begin() as transaction:
        (kept,) = openings.exceptions_of(transaction, ROUEN)
        assert not openings.drop_exception(transaction, DIEPPE, kept.id, town.clock())
    town.clock.set(date(2026, 10, 21))
    assert fetched(town, kiosk).points[0].closures == ()
    with town.database.begin() as transaction:
        assert not openings.drop_exception(transaction, ROUEN, kept.id, town.clock())


def test_what_was_true_on_a_day_can_be_asked(town: Town) -> None:
    store = RegistryPoints(town.database, town.clock, os.urandom)
    town.clock.set(LATER)
    moved = record(ROUEN, "761", street="9 rue Neuve", hours="Mo 09:00-10:00")
    store.upsert_points([moved], closed=[DIEPPE])
    with town.database.read() as transaction:
        assert openings.record_on(transaction, ROUEN, date(2026, 10, 14)) is None
        before = openings.record_on(transaction, ROUEN, date(2026, 10, 19))
        assert before == (record(ROUEN, "761"), True)
        assert openings.record_on(transaction, ROUEN, LATER) == (moved, True)
        closed = openings.record_on(transaction, DIEPPE, LATER)
        assert closed == (record(DIEPPE, "761"), False)
        assert len(openings.versions_of(transaction, ROUEN)) == 2


def test_a_list_that_says_the_same_as_before_leaves_a_partners_hours(town: Town) -> None:
    store = RegistryPoints(town.database, town.clock, os.urandom)
    told = HoursVersion(TODAY, "Tu 10:00-12:00", "partner@example.org", TODAY)
    with town.database.begin() as transaction:
        openings.put_hours(transaction, ROUEN, told, town.clock())
    town.clock.set(LATER)

    def hours() -> str:
        with town.database.read() as transaction:
            return town_hours(openings.record_on(transaction, ROUEN, LATER))

    store.upsert_points([record(ROUEN, "761", name="Autre nom")])
    assert hours() == "Tu 10:00-12:00"
    store.upsert_points([record(ROUEN, "761", hours="We 10:00-12:00")])
    assert hours() == "We 10:00-12:00"


def town_hours(found: object) -> str:
    assert isinstance(found, tuple)
    hours = found[0].hours
    assert isinstance(hours, str)
    return hours


def test_hours_are_taken_back_only_before_they_hold(town: Town) -> None:
    with town.database.begin() as transaction:
        for day in (TODAY, LATER):
            told = HoursVersion(day, "Tu 10:00-12:00", "a@b", TODAY)
            openings.put_hours(transaction, ROUEN, told, town.clock())
        assert not openings.drop_hours(transaction, ROUEN, TODAY, town.clock())
        assert openings.drop_hours(transaction, ROUEN, LATER, town.clock())
        assert not openings.drop_hours(transaction, ROUEN, LATER, town.clock())
        assert [each.valid_from for each in openings.hours_of(transaction, ROUEN)] == [TODAY]


def test_conventions_label_and_equipment_come_back_as_they_were_kept(town: Town) -> None:
    kept = Convention(ROUEN, "Ville de Rouen", date(2018, 11, 19), date(2018, 11, 19))
    with town.database.begin() as transaction:
        conventions.put_convention(transaction, kept)
        (found,) = conventions.conventions_of(transaction, ROUEN)
        end = date(2027, 11, 19)
        ended = Convention(
            ROUEN, "Ville", kept.signed, kept.effective, LATER, end, Ground.NOTICE_CAF, found.id
        )
        conventions.put_convention(transaction, ended)
        assert conventions.all_conventions(transaction) == {ROUEN: [ended]}
        for state in (LabelState.GRANTED, LabelState.REVIEW):
            conventions.put_label(transaction, ROUEN, LabelEvent(TODAY, state, "motif"))
        event = LabelEvent(TODAY, LabelState.REVIEW, "motif")
        assert conventions.labels_of(transaction, [ROUEN]) == {ROUEN: [event]}
        assert conventions.labels_of(transaction) == {ROUEN: [event]}
        equipped = Equipment(TODAY, 5, 1, "fibre")
        for each in (Equipment(TODAY, 4, 2, ""), equipped):
            conventions.put_equipment(transaction, ROUEN, each)
        assert conventions.equipment_of(transaction, ROUEN) == [equipped]


def test_a_removed_convention_counts_nowhere_and_is_still_told(town: Town) -> None:
    """Label evidence, reports, reminders, partners and lists all read it from here."""
    day = date(2018, 11, 19)
    with town.database.begin() as transaction:
        for partner in ("Ville de Rouen", "Ville d’Elbeuf"):
            conventions.put_convention(transaction, Convention(ROUEN, partner, day, day))
        conventions.put_convention(transaction, Convention(DIEPPE, "Ville de Dieppe", day, day))
        mistaken, kept = conventions.conventions_of(transaction, ROUEN)
        (other,) = conventions.conventions_of(transaction, DIEPPE)
        put_partner(transaction, "761", mistaken.partner, "a@rouen.example")
        put_partner(transaction, "761", kept.partner, "a@elbeuf.example")
        removal = Removal(TODAY, "admin@caf.example", "Mauvais Point", mistaken)
        assert conventions.remove_convention(transaction, removal)
        assert not conventions.remove_convention(transaction, removal)
        for name in (mistaken.partner, kept.partner):
            drop_address(transaction, "761", name)
    months = Period(2026, 1), Period(2026, 12)
    with town.database.read() as transaction:
        assert conventions.conventions_of(transaction, ROUEN) == [kept]
        assert conventions.all_conventions(transaction) == {ROUEN: [kept], DIEPPE: [other]}
        for points in ([ROUEN], [ROUEN, DIEPPE]):
            facts = point_facts(transaction, points, *months)
            assert list(facts[ROUEN].conventions) == [kept]
        partners = {name for _, name, _, _ in partners_of(transaction, "761")}
        assert partners == {"Ville d’Elbeuf", "Ville de Dieppe"}
        assert addresses_of(transaction) == {("761", "Ville d’Elbeuf"): "a@elbeuf.example"}
        held = held_beside(transaction, TODAY)
        assert not held.lacks(ROUEN, Signed(mistaken.partner, day, day))
        assert conventions.removals_of(transaction, ROUEN) == [removal]
        assert conventions.removals_of(transaction) == [removal]
        assert conventions.removals_of(transaction, DIEPPE) == []


def test_points_of_an_older_database_keep_what_they_had(databases: Databases) -> None:
    from alembic import command

    database = Database(databases.new())
    try:
        with database.begin() as transaction:
            command.downgrade(migrations(transaction), "0003")
            transaction.execute(text("INSERT INTO caf VALUES ('761', 'Caf 761')"))
            transaction.execute(
                text(
                    "INSERT INTO point (point_id, caf, name, street, postcode, commune, insee,"
                    " hours, closures, token, made_up, source, active) VALUES ('old', '761', 'Nom',"
                    " '', '76000', 'Rouen', '', 'Mo 09:00-12:00', '[]', 't', false, 'own', true)"
                )
            )
            command.upgrade(migrations(transaction), "head")
            found = openings.record_on(transaction, "old", date(2020, 1, 1))
        assert found is not None
        assert (found[0].name, found[0].hours, found[1]) == ("Nom", "Mo 09:00-12:00", True)
    finally:
        database.close()
