"""A pile of paper forms typed in at the desk by keyboard alone; and what is printed there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.desk.media import Medium
from shared.comment import decode_comment
from shared.response import Channel, Response, decode
from shared.sealing import Label
from tests.e2e.kiosk_browser import Visitor, served
from tests.e2e.test_kiosk_desk import FITS, SIZES, looked_at, touch
from tests.kiosk.desk.parts import PIN, Station
from tests.kiosk.pages.stage import KEY, bundle_of
from tests.kiosk.phone.parts import default_survey

SURVEY = default_survey()


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    """A station with the default survey, a relay and a stick."""
    station = Station(tmp_path)
    bundle = replace(bundle_of(SURVEY), phone="https://enquete.example")
    monkeypatch.setattr(type(station.kiosk.device), "bundle", bundle)
    station.pin.set(PIN)
    (tmp_path / "CLE").mkdir()
    station.media = [Medium(str(tmp_path / "CLE"), "CLE")]
    return station


@pytest.fixture
def page(browser: Browser, station: Station) -> Iterator[Page]:
    """The desk, opened with the keyboard."""
    with served(station) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitor = Visitor(context.new_page(), address)
        visitor.come()
        page = visitor.page
        page.locator(".door").press("Enter")
        expect(page.locator("#pin")).to_be_focused()
        page.keyboard.type(PIN)
        page.keyboard.press("Enter")
        expect(page.locator(".facts")).to_be_visible()
        yield page
        assert visitor.complaints == []
        context.close()


def type_in(page: Page, *fields: str) -> None:
    """From the first question on, a field each; Enter records."""
    expect(page.locator("#paper-overall_experience")).to_be_focused()
    for number, text in enumerate(fields):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)


def responses(station: Station) -> list[Response]:
    spool = station.kiosk.spool
    return [
        decode(SURVEY, KEY.open(lane, item))
        for lane in spool.lanes()
        if lane.label is Label.RESPONSE
        for item in spool.items(lane)
    ]


def test_a_pile_of_forms_is_typed_in_without_touching_a_mouse(page: Page, station: Station) -> None:
    page.locator('button[value="paper"]:visible').press("Enter")
    type_in(page, "1", "14", "3", "18")
    expect(page.locator("#options-blocking_reason")).to_be_visible()
    expect(page.locator("#options-overall_experience")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".told.good")).to_contain_text("1 formulaire enregistré")
    type_in(page, "3", "", "1", "", "", "", "", "", "", "", "Un mot")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".told.good")).to_contain_text("2 formulaires enregistrés")
    first, second = sorted(responses(station), key=lambda each: len(each.answers), reverse=True)
    assert first.answers["visit_purpose"] == {"site_navigation", "simulation"}
    assert first.answers["overall_experience"] == {"bad"}
    assert len(first.answers["blocking_reason"]) == 2
    assert set(second.answers) == {"overall_experience", "goal_achieved"}
    assert {first.channel, second.channel} == {Channel.PAPER}
    (lane,) = [each for each in station.kiosk.spool.lanes() if each.label is Label.COMMENT]
    (item,) = station.kiosk.spool.items(lane)
    assert decode_comment(SURVEY, KEY.open(lane, item)).text == "Un mot"


def test_the_focus_goes_to_a_slip_and_the_rest_stays_typed(page: Page, station: Station) -> None:
    page.locator('button[value="paper"]:visible').press("Enter")
    type_in(page, "1", "99", "2")
    page.keyboard.press("Enter")
    expect(page.locator("#paper-visit_purpose")).to_be_focused()
    expect(page.locator(".row.doubt")).to_contain_text("Ce numéro n'existe pas ici.")
    assert not station.kiosk.spool.lanes()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator(".told.good")).to_be_visible()
    (response,) = responses(station)
    assert set(response.answers) == {"overall_experience", "visit_purpose", "goal_achieved"}


@pytest.mark.parametrize("size", SIZES)
def test_typing_in_and_printing_fit_and_have_no_known_barrier(
    page: Page, station: Station, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    touch(page, "poster")
    expect(page.locator(".documents")).to_be_visible()
    measured = [looked_at(page, f"desk-print-{size[0]}")]
    touch(page, "back")
    touch(page, "paper")
    expect(page.locator("#paper-overall_experience")).to_be_focused()
    measured.append(looked_at(page, f"desk-paper-{size[0]}"))
    type_in(page, "1", "99", "1", "12")
    page.keyboard.press("Enter")
    expect(page.locator(".row.doubt")).to_have_count(2)
    measured.append(looked_at(page, f"desk-paper-slip-{size[0]}"))
    assert measured == [FITS] * 3
    low = page.evaluate(
        "[...document.querySelectorAll('select, textarea')]"
        ".filter((each) => each.getBoundingClientRect().height < 71.5).length"
    )
    assert low == 0
    main = page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)"
        "(document.querySelector('main'))"
    )
    assert main <= 0
