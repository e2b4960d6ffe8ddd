"""Label evidence, returns, news and partners in a real browser: no barrier, wide or narrow.

A person writes a decision down; figures that cannot be are asked about, each in its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from collector.activity.model import KeptReturn
from collector.activity.questions import ask
from collector.news.model import KeptMessage
from collector.registry.convention import Convention
from collector.store.activity import add_return
from collector.store.conventions import put_convention
from collector.store.desk import add_message
from collector.store.engine import Database, Transaction
from shared.declaration import Category
from tests.e2e.serving import serving
from tests.e2e.test_registry import fits, looked_at, signed_in
from tests.support.databases import SqliteDatabases
from tests.support.label_world import BAD, GOOD, LAST, SILENT, SMALL, label_office
from tests.support.office import ADMIN

ODD = {"point-2": (150, 160), "point-3": (20, 5), "point-4": (4000, 900)}
"""More accompanied than visitors; more responses (40 a month); ten times the month before."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the Caf's pages are served."""
    directory = tmp_path_factory.mktemp("label")
    database = Database(SqliteDatabases(directory).empty())
    office = label_office(database, directory / "collector")
    with database.begin() as transaction:
        _tell(transaction)
    with serving(office.app) as served:
        yield served
    database.close()


def _tell(transaction: Transaction) -> None:
    """Odd returns, a partner that owes one, a message."""
    for point, (visitors, accompanied) in ODD.items():
        kept = KeptReturn(point, LAST, "device", 2, visitors, accompanied, "2026-11-03")
        assert add_return(transaction, kept)
        ask(transaction, point, LAST, date(2026, 11, 3))
    signed = date(2020, 1, 1)
    put_convention(transaction, Convention(SILENT, "Commune", signed, signed))
    told = KeptMessage(bytes(16), GOOD, Category.TRAINING, "Une formation ?", "2026-11-20")
    assert add_message(transaction, told)


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
    for path in ("/label", f"/points/{BAD}/label"):
        page.goto(address + path)
        fits(page, "small" + path.replace("/", "-"))
    page.goto(f"{address}/points/{SMALL}/label")
    looked_at(page, "small-fragile-label")
    page.emulate_media(media="print")
    expect(page.locator(".deciding")).to_be_hidden()
    expect(page.locator(".sequential")).to_be_visible()
    page.context.close()


@pytest.mark.slow
def test_what_cannot_be_is_asked_about_and_late_partners_are_named(
    browser: Browser, address: str
) -> None:
    page = signed_in(browser, address, ADMIN)
    page.goto(f"{address}/activity?period={LAST}")
    asked = page.locator("#questions ~ form")
    expect(asked).to_have_count(len(ODD))
    for point, words in {
        "2": "plus de visiteurs accompagnés que de visiteurs (visiteurs : 150, accompagnés : 160)",
        "3": "plus de réponses que de visiteurs (visiteurs : 20, réponses : 40)",
        "4": "dix fois le mois précédent, ou un dixième (visiteurs : 4 000, le mois précédent :",
    }.items():
        expect(asked.filter(has_text=f"Mairie du bourg n° {point}")).to_contain_text(words)
    expect(page.locator("#reminders ~ ul")).to_contain_text("aucune adresse au registre")
    looked_at(page, "activity-odd")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/activity", f"/activity/points/{SILENT}", "/news"):
        page.goto(address + path)
        fits(page, "small" + path.replace("/", "-"))
    page.goto(f"{address}/registry/partners")
    looked_at(page, "small-partners")
    page.context.close()
