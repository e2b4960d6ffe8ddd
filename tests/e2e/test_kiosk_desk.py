"""The desk in a real browser: the keypad, what it shows, and nothing of it when it was left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kiosk.desk.media import Medium
from kiosk.station.heartbeat import PageState
from tests.e2e.kiosk_browser import Visitor, served
from tests.kiosk.desk.parts import PIN, Station

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, 720), (1920, 1080), (1080, 1920)]
MEASURE = """() => ({
    height: document.documentElement.scrollHeight - innerHeight,
    width: document.documentElement.scrollWidth - innerWidth,
    cut: [...document.querySelectorAll(".fact, button")]
        .filter((each) => each.scrollHeight > each.clientHeight + 1).length,
    small: [...document.querySelectorAll("button:not([hidden]), a, input:not([type=hidden])")]
        .map((each) => (each.closest("label") || each).getBoundingClientRect())
        .filter((box) => box.width < 71.5 || box.height < 71.5).length,
})"""
FITS = {"height": 0, "width": 0, "cut": 0, "small": 0}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path)
    station.pin.set(PIN)
    stick = tmp_path / "CLE"
    stick.mkdir()
    station.media = [Medium(str(stick), "CLE")]
    return station


@pytest.fixture
def page(browser: Browser, station: Station) -> Iterator[Page]:
    """The first screen of the station."""
    with served(station) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitor = Visitor(context.new_page(), address)
        visitor.come()
        yield visitor.page
        assert visitor.complaints == []
        context.close()


def enter(page: Page, pin: str = PIN) -> None:
    """From the first screen to the desk, by touch alone."""
    page.locator(".door").click()
    for digit in pin:
        page.locator(f'[data-digit="{digit}"]').click()
    page.locator(".keypad [value=enter]").click()


def looked_at(page: Page, name: str) -> dict[str, int]:
    """What does not fit; no barrier that axe finds; a picture where one is wanted."""
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()
    if directory := os.environ.get("ISOLOIR_PICTURES"):
        page.screenshot(path=f"{directory}/{name}.png")
    measured: dict[str, int] = page.evaluate(MEASURE)
    return measured


def touch(page: Page, do: str) -> None:
    page.locator(f'button[value="{do}"]:visible').click()


def test_an_agent_sends_exports_and_goes(page: Page, station: Station) -> None:
    ids = station.kiosk.answer(4)
    enter(page)
    expect(page.locator(".figure")).to_have_text("4")
    touch(page, "send")
    expect(page.locator(".told.good")).to_contain_text("4 éléments ont été envoyés")
    assert set(station.collector.held) == set(ids)
    station.kiosk.answer(2)
    touch(page, "export")
    page.get_by_role("button", name="CLE", exact=True).click()
    expect(page.locator(".told.good")).to_contain_text("2 éléments sont sur la clé")
    touch(page, "leave")
    expect(page.locator(".attract")).to_be_visible()


def test_nothing_of_the_desk_stays_in_the_browser(page: Page, station: Station) -> None:
    enter(page)
    expect(page.locator(".facts")).to_be_visible()
    touch(page, "leave")
    expect(page.locator(".attract")).to_be_visible()
    assert page.context.cookies() == []
    for _ in range(2):
        page.go_back()
        assert page.locator(".facts").count() == 0
        assert PIN not in page.content()


def test_left_alone_the_desk_gives_way_to_the_first_screen(page: Page, station: Station) -> None:
    page.clock.install()
    enter(page)
    expect(page.locator(".facts")).to_be_visible()
    session = page.locator("[name=_session]").get_attribute("value") or ""
    page.clock.run_for(60_000)
    page.locator(".facts").click()
    page.clock.run_for(119_000)
    expect(page.locator(".facts")).to_be_visible()
    page.clock.run_for(2_000)
    expect(page.locator(".attract")).to_be_visible()
    assert not station.desk.sessions.is_open(session)


def test_a_physical_keyboard_works_too(page: Page) -> None:
    page.locator(".door").press("Enter")
    expect(page.locator("#pin")).to_be_focused()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator(".facts")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_of_the_desk_fits(page: Page, station: Station, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    station.kiosk.answer(12)
    measured = []
    page.locator(".door").click()
    expect(page.locator("#pin")).to_be_focused()
    measured.append(page.evaluate(MEASURE))
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator(".facts").first).to_be_visible()
    measured.append(page.evaluate(MEASURE))
    for do, shown in (("poster", "main table"), ("export", ".choices"), ("quit", ".choices")):
        touch(page, do)
        expect(page.locator(shown).first).to_be_visible()
        measured.append(page.evaluate(MEASURE))
        touch(page, "back")
        expect(page.locator(".facts").first).to_be_visible()
    ways = {
        "activity": ("month",),
        "message": (),
        "hours": ("week", "days"),
    }
    for first, further in ways.items():
        touch(page, first)
        expect(page.locator("#heading")).not_to_have_text("Centre socio-culturel Simone-Veil")
        measured.append(looked_at(page, f"desk-{first}-{size[0]}"))
        for do in further:
            heading = page.locator("#heading").inner_text()
            touch(page, do)
            expect(page.locator("#heading")).not_to_have_text(heading)
            measured.append(looked_at(page, f"desk-{do}-{size[0]}"))
            touch(page, "hours" if first == "hours" else "activity")
            expect(page.locator("#heading")).to_have_text(heading)
        touch(page, "back")
        expect(page.locator(".facts").first).to_be_visible()
    assert measured == [FITS] * len(measured)


def test_the_page_says_that_it_is_alive(page: Page, station: Station) -> None:
    with page.expect_response("**/alive") as beat:
        page.reload()
    assert beat.value.status == 204
    assert station.office.heartbeat.state is PageState.ALIVE


def test_a_page_that_froze_falls_silent(page: Page, station: Station) -> None:
    page.clock.install()
    with page.expect_response("**/alive"):
        page.reload()
    beats: list[str] = []
    page.on("request", lambda request: beats.append(request.url))
    page.evaluate("() => { document.body.replaceChildren(); }")
    page.clock.run_for(20_000)
    assert [each for each in beats if each.endswith("/alive")] == []
    station.clock.forward(seconds=31)
    assert station.office.heartbeat.state is PageState.SILENT
