"""From the attract screen to the published table: one browser, the real programs between."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.kiosk_browser import Visitor
from tests.invariants.day import POINT, Place, a_place, tally, visit

OTHERS = 24
"""With the one in the browser enough for a release, which wants 20."""


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


def sign_in(page: Page, place: Place) -> None:
    email, password = "analyste@caf.example", "un mot de passe assez long"
    words = ("account", "add", email, "--role", "analyst", "--scope", "caf:761")
    place.installation.run(*words, "--password-file", "-", feed=password + "\n")
    page.goto(f"{place.server.address}/points/{POINT}")
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator("form.sign-in button").click()


@pytest.mark.slow
def test_an_answer_given_on_the_screen_is_in_the_table_that_the_analyst_reads(
    browser: Browser, tmp_path: Path
) -> None:
    with a_place(tmp_path) as place:
        with place.kiosk.serving() as address:
            visit(address, OTHERS, seed=5)
            answer_in_the_browser(browser, address)
        report = tally(place)
        assert report["reconciliation"]["holds"]
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        page = context.new_page()
        sign_in(page, place)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Simone-Veil")
        expect(page.locator(".facts").first).to_contain_text(str(OTHERS + 1))
        table = page.get_by_role("table").filter(has_text="Pas bien").first
        expect(table).to_contain_text("%")
        context.close()
