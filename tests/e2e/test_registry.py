"""The registry in a real browser: no barrier that axe finds; hours announced by the form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from collector.store.engine import Database
from collector.store.points import RegistryPoints
from tests.e2e.serving import serving
from tests.support.databases import SqliteDatabases
from tests.support.office import ADMIN, PARTNER, PASSWORD, open_office
from tests.support.town import DIEPPE, ROUEN, found_town, record

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("/registry", f"/registry/points/{ROUEN}", f"/registry/points/{ROUEN}/hours",
         "/registry/changes", "/registry/weeks?of=2026-10-21", "/registry/conventions",
         "/registry/partners", "/registry/cafs", "/registry/new",
         "/registry/import")  # fmt: skip


CUT = """[...document.querySelectorAll("main tbody :is(td, th, .badge)")]
    .filter((each) => each.getBoundingClientRect().right
        > each.closest("table").getBoundingClientRect().right)
    .map((each) => each.innerText)"""
"""What the frame of a table cuts off, which makes no page wider."""

NARROW = (
    f"/registry/points/{ROUEN}",
    f"/registry/points/{ROUEN}/hours",
    "/registry/weeks?of=2026-10-21",
)
"""Pages that are laid out otherwise in a narrow window; the rest are lists as all others."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a collector is served whose two Points of a Caf have a place."""
    database = Database(SqliteDatabases(tmp_path).empty())
    town = found_town(database, tmp_path / "collector")
    placed = [
        record(ROUEN, "761", latitude=49.44, longitude=1.1),
        record(DIEPPE, "761", latitude=49.92, longitude=1.08, hours="Mo 09:00-12:00"),
    ]
    RegistryPoints(database, town.clock, os.urandom).upsert_points(placed)
    with serving(open_office(town).app) as served:
        yield served
    database.close()


def signed_in(browser: Browser, address: str, email: str) -> Page:
    page = browser.new_context(locale="fr-FR", viewport={"width": 1200, "height": 900}).new_page()
    page.goto(f"{address}/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def looked_at(page: Page, name: str) -> None:
    """No barrier, and nothing wider than the window; a picture where one is wanted."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()
    fits(page, name)


def fits(page: Page, name: str) -> None:
    """Nothing is wider than the window, whatever is opened; a picture where one is wanted."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if directory := os.environ.get("ISOLOIR_PICTURES"):
        page.screenshot(path=f"{directory}/{name}.png", full_page=True)
    assert page.evaluate(CUT) == [], name


@pytest.mark.slow
def test_a_partner_announces_hours_and_the_caf_reads_them(browser: Browser, address: str) -> None:
    partner = signed_in(browser, address, PARTNER)
    partner.click("text=Horaires")
    partner.fill("#valid_from", "2026-11-02")
    partner.get_by_label("Lundi, ouverture 2, de").fill("13:30")
    partner.get_by_label("Lundi, ouverture 2, à").fill("17:00")
    partner.click("text=Annoncer ces horaires")
    partner.fill("#first", "2026-12-24")
    partner.fill("#reason", "Fête de fin d’année")
    partner.click("text=Annoncer ces jours")
    partner.wait_for_selector("text=Fête de fin d’année")
    looked_at(partner, "partner")

    admin = signed_in(browser, address, ADMIN)
    admin.goto(f"{address}/registry/points/{ROUEN}")
    admin.click("text=Ajouter une convention")
    admin.fill("#partner", "Ville de Rouen")
    admin.fill("#signed", "2018-11-19")
    admin.press("#signed", "Enter")
    admin.wait_for_selector("text=se renouvelle")
    for width in (1280, 390):
        admin.set_viewport_size({"width": width, "height": 900})
        admin.goto(f"{address}/registry/points/{DIEPPE}")
        if width == 1280:
            admin.click("text=Ajouter une convention")
            admin.fill("#partner", "Ville de Rouen")
            admin.fill("#signed", "2018-11-19")
            admin.press("#signed", "Enter")
        admin.click("text=Retirer ce qui a été enregistré par erreur")
        admin.fill("[id^=remove-why]", "Inscrite au mauvais Point")
        admin.click("text=Vérifier avant de retirer")
        admin.wait_for_selector("h1:has-text('Retirer cette convention')")
        looked_at(admin, f"remove-{width}")
    admin.click("text=Retirer la convention")
    admin.wait_for_selector("text=Retirées, enregistrées par erreur")
    looked_at(admin, "removed-390")
    admin.set_viewport_size({"width": 1200, "height": 900})
    for page in PAGES:
        admin.goto(address + page)
        looked_at(admin, page.strip("/").replace("/", "-"))
    admin.goto(f"{address}/registry/changes")
    row = admin.locator("tr", has_text="2 novembre 2026").inner_text()
    assert "Mo 09:00-12:00,13:30-17:00; Tu-Fr 09:00-12:00" in row
    listed = {"name": "points.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    admin.goto(f"{address}/registry/import")
    admin.set_input_files("#list", listed)  # type: ignore[arg-type]
    admin.click("text=Voir ce qui changerait")
    looked_at(admin, "preview")
    admin.click("main button[type=submit]")
    admin.wait_for_selector("text=Neuf")
    admin.set_viewport_size({"width": 360, "height": 740})
    for page in PAGES:
        admin.goto(address + page)
        seen = looked_at if page in NARROW else fits
        seen(admin, "small-" + page.strip("/").replace("/", "-"))


LIST = "id,caf,name,street,postcode,commune\nneuf,761,Neuf,,76000,Rouen\n"
