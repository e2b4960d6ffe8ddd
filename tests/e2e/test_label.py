"""Label evidence in a real browser: no barrier, wide or narrow; a person writes a decision down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from collector.store.engine import Database
from tests.e2e.serving import serving
from tests.e2e.test_registry import looked_at, signed_in
from tests.support.databases import SqliteDatabases
from tests.support.label_world import BAD, SMALL, label_office
from tests.support.office import ADMIN


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the Caf's pages are served."""
    database = Database(SqliteDatabases(tmp_path).empty())
    office = label_office(database, tmp_path / "collector")
    with serving(office.app) as served:
        yield served
    database.close()


@pytest.mark.slow
def test_a_person_reads_the_file_and_writes_a_decision_down(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, ADMIN)
    page.click("text=Éléments sur le label")
    looked_at(page, "label-list")
    page.click("text=Centre Simone-Veil")
    expect(page.locator("#finding")).to_contain_text("démontré")
    page.select_option("#decision", "review")
    page.fill("#reason", "Trois visites sur place, un plan d’action est convenu.")
    page.click("text=Enregistrer la décision")
    expect(page.locator("#decisions ~ table")).to_contain_text("plan d’action")
    looked_at(page, "label-file")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/label", f"/points/{BAD}/label", f"/points/{SMALL}/label"):
        page.goto(address + path)
        looked_at(page, "small" + path.replace("/", "-"))
    page.emulate_media(media="print")
    expect(page.locator(".deciding")).to_be_hidden()
    expect(page.locator(".sequential")).to_be_visible()
