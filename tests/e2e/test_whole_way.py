"""The real programs, a real browser before each: an answer's way to its table, and the desk's news.

One collector and one kiosk serve all tests of this file, in this order.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kiosk.desk.pin import Pin
from tests.e2e.kiosk_browser import Visitor
from tests.e2e.test_registry import looked_at
from tests.invariants.day import POINT, Place, a_place, tally, this_period, visit
from tests.kiosk.desk.parts import PIN

pytestmark = pytest.mark.slow
OTHERS = 24
"""With the one in the browser enough for a release, which wants 20."""

PASSWORD = "un mot de passe assez long"


@dataclass
class Both:
    """Both programs at work, and where the kiosk is."""

    place: Place
    kiosk: str


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with a_place(tmp_path_factory.mktemp("place")) as place:
        for role in ("analyst", "admin"):
            words = ("account", "add", f"{role}@caf.example", "--role", role, "--scope", "caf:761")
            place.installation.run(*words, "--password-file", "-", feed=PASSWORD + "\n")
        Pin(place.kiosk.directory, time.monotonic).set(PIN)
        with place.kiosk.serving() as address:
            yield Both(place, address)


def signed_in(browser: Browser, address: str, role: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.goto(address)
    page.locator("#email").fill(f"{role}@caf.example")
    page.locator("#password").fill(PASSWORD)
    page.locator("form.sign-in button").click()
    return page


@pytest.fixture
def desk(browser: Browser, both: Both) -> Iterator[Page]:
    """The desk's overview, behind its PIN."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    visitor = Visitor(context.new_page(), both.kiosk)
    visitor.come()
    visitor.page.locator(".door").click()
    for digit in PIN:
        visitor.page.locator(f'[data-digit="{digit}"]').click()
    visitor.page.locator(".keypad [value=enter]").click()
    yield visitor.page
    assert visitor.complaints == []
    context.close()


def touch(page: Page, do: str) -> None:
    page.locator(f'button[value="{do}"]:visible').click()


def pictured(page: Page, name: str) -> None:
    """A picture of a kiosk's screen, where one is wanted."""
    if directory := os.environ.get("ISOLOIR_PICTURES"):
        page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
        page.screenshot(path=f"{directory}/{name}.png")


def row_of(caf: Page, place: Place, address: str = "") -> Locator:
    """The Point's row among this month's returns."""
    caf.goto(f"{address or place.server.address}/activity?period={this_period(place)}")
    return caf.locator("tr", has_text="Simone-Veil").first


def answer_in_the_browser(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    visitor = Visitor(context.new_page(), address)
    visitor.come()
    expect(visitor.page.get_by_text("Centre socio-culturel Simone-Veil")).to_be_visible()
    visitor.start("fr")
    visitor.answer_all()
    visitor.tap("skip")
    visitor.is_at("review")
    visitor.tap("send")
    visitor.is_at("thanks")
    assert visitor.complaints == []
    context.close()


def test_an_answer_given_on_the_screen_is_in_the_table_that_the_analyst_reads(
    browser: Browser, both: Both
) -> None:
    place = both.place
    visit(both.kiosk, OTHERS, seed=5)
    answer_in_the_browser(browser, both.kiosk)
    report = tally(place)
    assert report["reconciliation"]["holds"]
    page = signed_in(browser, f"{place.server.address}/points/{POINT}", "analyst")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Simone-Veil")
    expect(page.locator(".facts").first).to_contain_text(str(OTHERS + 1))
    table = page.get_by_role("table").filter(has_text="Pas bien").first
    expect(table).to_contain_text("%")
    page.context.close()


def test_taps_at_the_desk_become_the_month_that_the_caf_reads(
    browser: Browser, both: Both, desk: Page
) -> None:
    touch(desk, "activity")
    for number, kind in enumerate(("alone", "accompanied", "alone", "alone"), 1):
        touch(desk, f"count:{kind}")
        expect(desk.locator(".told")).to_contain_text(f"Aujourd'hui : {number} visiteur")
    touch(desk, "undo")
    expect(desk.locator(".told")).to_contain_text("Aujourd'hui : 3 visiteurs, dont 1 accompagné")
    pictured(desk, "desk-counting")
    touch(desk, "month")
    expect(desk.get_by_label("Visiteurs")).to_have_value("3")
    touch(desk, f"confirm:{this_period(both.place)}")
    expect(desk.locator(".told.good")).to_contain_text("Le mois est validé")
    pictured(desk, "desk-month")
    touch(desk, "back")
    touch(desk, "send")
    expect(desk.locator(".told.good")).to_contain_text("1 déclaration de l'équipe a été reçue")

    caf = signed_in(browser, both.place.server.address, "admin")
    row = row_of(caf, both.place)
    expect(row).to_contain_text("33 %")
    expect(row.locator("td").first).to_have_text("3")
    expect(caf.locator("#questions ~ form")).to_contain_text("plus de réponses que de visiteurs")
    looked_at(caf, "activity")
    caf.context.close()


def test_news_goes_both_ways(browser: Browser, both: Both, desk: Page) -> None:
    touch(desk, "message")
    expect(desk.locator(".told")).to_contain_text("N'écrivez jamais rien sur un visiteur")
    desk.get_by_label("Difficulté avec une démarche").check()
    desk.get_by_label("Votre message").fill("Le site refuse un RIB. Rappeler le 06 12 34 56 78.")
    touch(desk, "review-message")
    masked = "Le site refuse un RIB. Rappeler le [tél.]."
    expect(desk.locator(".said")).to_contain_text(masked)
    expect(desk.locator(".told")).to_contain_text("masqué")
    pictured(desk, "desk-message")
    touch(desk, "send-message")
    touch(desk, "back")
    touch(desk, "send")
    expect(desk.locator(".told.good")).to_contain_text("1 déclaration")

    caf = signed_in(browser, both.place.server.address, "admin")
    caf.click("text=Nouvelles")
    message = caf.locator("form", has_text=masked)
    expect(message).to_contain_text("Simone-Veil")
    expect(message).to_contain_text("Difficulté avec une démarche")
    message.get_by_label("État").select_option("in-hand")
    message.get_by_label("Réponse").fill("Connu, corrigé mardi.")
    message.get_by_role("button").click()
    expect(message).to_contain_text("admin@caf.example")
    day = datetime.now(UTC).date()
    for shown, first, text in (
        ("au poste de l’agent", day, "Réunion le 3."),
        ("sur l’écran d’accueil", day, "Fermé le 24 décembre."),
        ("au poste de l’agent", day + timedelta(days=40), "Plus tard."),
    ):
        with caf.expect_navigation():
            caf.get_by_role("link", name=shown).click()
        caf.fill("#starts", first.isoformat())
        caf.fill("#ends", (first + timedelta(days=9)).isoformat())
        caf.fill("#text-fr", text)
        caf.get_by_role("checkbox", name="Simone-Veil").check()
        caf.click("text=Publier l’avis")
        expect(caf.locator("form", has_text=text)).to_contain_text("Simone-Veil")
    looked_at(caf, "news")
    caf.context.close()

    touch(desk, "send")
    expect(desk.locator(".notices")).to_contain_text("Réunion le 3.")
    expect(desk.locator(".notices")).not_to_contain_text("Plus tard.")
    pictured(desk, "desk-news")
    touch(desk, "message")
    expect(desk.locator(".answers")).to_contain_text("en cours")
    expect(desk.locator(".answers")).to_contain_text("Connu, corrigé mardi.")
    touch(desk, "leave")
    expect(desk.locator(".caf-notice")).to_have_text("Fermé le 24 décembre.")
    pictured(desk, "attract-notice")


def test_a_correction_made_without_a_network_comes_by_stick(
    browser: Browser, both: Both, desk: Page, tmp_path: Path
) -> None:
    place = both.place
    place.server.process.kill()
    touch(desk, "activity")
    touch(desk, "month")
    desk.get_by_label("Visiteurs").fill("30")
    desk.get_by_label("dont accompagnés").fill("12")
    touch(desk, f"confirm:{this_period(place)}")
    expect(desk.locator(".told.good")).to_contain_text("Le mois est validé")
    assert json.loads(place.kiosk.run("export", "--json", str(tmp_path)))["declarations"] == 1
    received = place.installation.spawn("receive", "--json", str(tmp_path))
    assert json.loads(received.stdout)["declarations"] == 1, received.stderr
    assert json.loads(place.kiosk.run("export", "--json", str(tmp_path)))["acknowledged"] == 1
    with place.installation.serving() as server:
        caf = signed_in(browser, server.address, "admin")
        row = row_of(caf, place, server.address)
        expect(row).to_contain_text("40 %")
        expect(row).to_contain_text("corrigé")
        row.get_by_role("link").click()
        expect(caf.locator("table").last).to_contain_text("correction n° 1")
        looked_at(caf, "activity-point")
        caf.context.close()
