"""Posters and paper forms from the collector: for administrators, within their scope."""

from __future__ import annotations

import functools
from datetime import date

import pytest

from collector.auth.role import Role
from collector.posters.pages.poster_pages import poster_pages
from collector.registry.openings import HoursVersion
from collector.registry.phones import choose_phone_address
from collector.store.audit import latest_entries
from collector.store.library import DatabaseLibraries
from collector.store.openings import put_hours
from collector.store.points import find_point
from shared.problems import OperationProblem
from tests.support.analysts import Site, site
from tests.support.pdf import bare, pages, scanned, text_of
from tests.support.town import Machine, Town

POINT = "rouen"
RELAY = "https://enquete.example"


@pytest.fixture
def collector(town: Town) -> Site:
    room = functools.partial(poster_pages, database=town.database, now=town.clock)
    made = site(DatabaseLibraries(town.database, town.clock).open, rooms=[room])
    made.gate.roles |= {"national": Role.ADMIN, "other-caf": Role.ADMIN}
    return made


def choose(town: Town, address: str, caf: str = "") -> None:
    choose_phone_address(town.database, address, caf, town.clock(), "a test")


def test_an_administrator_prints_the_poster(collector: Site, town: Town) -> None:
    choose(town, RELAY + "/")
    with town.database.read() as transaction:
        point = find_point(transaction, POINT)
    assert point is not None
    browser = collector.signed_in("national")
    for size, width in (("A4", 210), ("A3", 297)):
        answered = browser.get(f"/points/{POINT}/poster.pdf?size={size}")
        assert answered.mimetype == "application/pdf"
        assert pages(answered.data)[0][0] == width
        assert len(pages(answered.data)) == 1
        assert scanned(answered.data) == f"{RELAY}/p/{point.token}"
    assert browser.get(f"/points/{POINT}/poster.pdf?size=A9").status_code == 400


def test_the_poster_tells_the_hours_that_hold_when_it_is_printed(
    collector: Site, town: Town
) -> None:
    choose(town, RELAY)
    told = HoursVersion(date(2026, 11, 2), "Mo-Fr 09:00-17:00", "a test", town.clock().date())
    with town.database.begin() as transaction:
        put_hours(transaction, POINT, told, town.clock())
    browser, new = collector.signed_in("national"), bare("Du lundi au vendredi : de 9 h à 17 h")
    for day, holds in ((date(2026, 11, 1), False), (date(2026, 11, 2), True)):
        town.clock.set(day)
        said = text_of(browser.get(f"/points/{POINT}/poster.pdf").data)
        assert (new in said) is holds


def test_an_administrator_prints_the_paper_form(collector: Site) -> None:
    browser = collector.signed_in("national")
    answered = browser.get(f"/points/{POINT}/paper.pdf")
    assert "Cochezuneseulecase" in text_of(answered.data)
    assert browser.get(f"/points/{POINT}/paper.pdf?language=xx").status_code == 422


def test_without_an_address_the_page_says_what_to_do(collector: Site) -> None:
    answered = collector.signed_in("national").get(f"/points/{POINT}/poster.pdf")
    assert answered.status_code == 409
    assert "isoloir-collector phone ADRESSE" in answered.get_data(as_text=True)


@pytest.mark.parametrize("reader", ["caf", "other-caf"], ids=["analyst", "elsewhere"])
def test_nobody_else_does(collector: Site, town: Town, reader: str) -> None:
    choose(town, RELAY)
    browser = collector.signed_in(reader)
    for name in ("poster", "paper"):
        assert browser.get(f"/points/{POINT}/{name}.pdf").status_code == 403


def test_the_points_page_offers_them_to_administrators_only(collector: Site) -> None:
    for reader, offered in (("national", True), ("caf", False)):
        page = collector.signed_in(reader).get(f"/points/{POINT}").get_data(as_text=True)
        assert (f"/points/{POINT}/poster.pdf" in page) is offered


def test_devices_learn_the_address_of_their_caf(town: Town) -> None:
    kiosk = Machine()
    assert town.enrol(kiosk, town.ticket(POINT)).phone == ""
    choose(town, RELAY)
    relay = Machine()
    assert town.enrol(relay, town.relay_ticket("761")).phone == RELAY
    choose(town, "https://seine.example", "761")
    again = Machine()
    assert town.enrol(again, town.relay_ticket("761")).phone == "https://seine.example"
    choose(town, "", "761")
    choose(town, "")
    last = Machine()
    assert town.enrol(last, town.relay_ticket("761")).phone == ""


def test_the_choice_is_noted_and_mistakes_are_refused(town: Town) -> None:
    choose(town, RELAY)
    for address, caf in (("enquete.example", ""), ("ftp://x", ""), (RELAY, "nowhere")):
        with pytest.raises(OperationProblem):
            choose(town, address, caf)
    with town.database.read() as transaction:
        (entry,) = [each for each in latest_entries(transaction) if each.action == "phone-address"]
    assert entry.detail == {"address": RELAY}
