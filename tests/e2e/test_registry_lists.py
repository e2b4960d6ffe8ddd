"""The real list of sites at two dates, imported on the web in a real browser.

With every run a part of the list: Seine-Maritime and two départements overseas. The whole list of
2,845 sites, with the time that each step takes:

    ISOLOIR_WHOLE_LIST=1 python -m pytest -s tests/e2e/test_registry_lists.py
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.registry.importer import plan_import
from collector.registry.preview import ChangeKind
from collector.store.engine import Database
from collector.store.openings import record_on
from collector.store.points import all_points
from tests.e2e.serving import serving
from tests.e2e.test_registry import fits, looked_at, signed_in
from tests.support.databases import SqliteDatabases
from tests.support.office import NATIONAL, open_office
from tests.support.site_lists import LIST, MISSING, Later, SiteList, a_year_on, real_list
from tests.support.town import Town, found_town

WHOLE = bool(os.environ.get("ISOLOIR_WHOLE_LIST"))
FIRST_DAY, LATER_DAY = date(2026, 10, 15), date(2027, 8, 1)
OF_THE_TOWN = 3
"""Points of a list of the project's own, which the national list says nothing of."""

pytestmark = pytest.mark.skipif(not LIST.is_file(), reason=MISSING)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    database = Database(SqliteDatabases(tmp_path).empty())
    yield found_town(database, tmp_path / "collector")
    database.close()


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with serving(open_office(town).app) as address:
        yield address


def preview_of(page: Page, address: str, content: bytes, name: str = "liste.csv") -> dict[str, str]:
    """Send a file; the numbers that the preview gives."""
    page.goto(f"{address}/registry/import")
    sent = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#list", sent)  # type: ignore[arg-type]
    begun = time.perf_counter()
    page.click("text=Voir ce qui changerait")
    page.wait_for_selector("h1:has-text('Ce qui changerait')")
    told("preview", begun)
    names, numbers = (page.locator(f".facts {each}").all_inner_texts() for each in ("dt", "dd"))
    return {name: number.replace("\u202f", "") for name, number in zip(names, numbers, strict=True)}


def confirm(page: Page) -> None:
    begun = time.perf_counter()
    page.click("main form button[type=submit]")
    page.wait_for_selector("h1:has-text('Registre')")
    told("import", begun)


def told(what: str, begun: float) -> None:
    if WHOLE:
        sys.stdout.write(f"{what}: {time.perf_counter() - begun:.1f} s\n")


def on(page: Page, address: str, point: str, day: date) -> str:
    page.goto(f"{address}/registry/points/{point}?on={day}")
    return page.locator("main").inner_text()


@pytest.mark.slow
def test_the_real_list_at_two_dates_on_the_web(browser: Browser, town: Town, address: str) -> None:
    first = real_list(() if WHOLE else ("76", "971", "974"))
    later = a_year_on(first)
    admin = signed_in(browser, address, NATIONAL)
    assert preview_of(admin, address, first.content) == {
        "nouveaux": str(len(first.rows)), "inchangés": "0", "lignes écartées": "0"
    }  # fmt: skip
    confirm(admin)
    fits(admin, "registry-of-the-list")
    for region in ("Guadeloupe", "La Réunion"):
        expect(admin.locator("svg.map")).to_contain_text(region)
    assert preview_of(admin, address, first.content) == {
        "inchangés": str(len(first.rows)), "lignes écartées": "0"
    }  # fmt: skip
    nothing_is_lost_on_a_bad_file(admin, address, town, first, later)
    town.clock.set(LATER_DAY)
    admin = signed_in(browser, address, NATIONAL)
    assert preview_of(admin, address, later.sites.content) == numbers(first, later)
    looked_at(admin, "preview-of-the-second-list")
    shown = admin.locator("main").inner_text()
    assert "1 place Neuve" in shown
    admin.check("text=Fermer les Points que la liste ne nomme plus")
    confirm(admin)
    what_was_true_can_be_asked(admin, address, later)
    nothing_was_overwritten(town, first, later)


def numbers(first: SiteList, later: Later) -> dict[str, str]:
    counts = {kind: len(points) for kind, points in later.touched.items()}
    touched = sum(counts.values()) - counts[ChangeKind.NEW] - counts[ChangeKind.GONE]
    return {
        "nouveaux": str(counts[ChangeKind.NEW]),
        "déménagés": str(counts[ChangeKind.MOVED]),
        "renommés": str(counts[ChangeKind.RENAMED]),
        "autres horaires": str(counts[ChangeKind.HOURS]),
        "plus dans la liste": str(counts[ChangeKind.GONE]),
        "inchangés": str(len(first.rows) - counts[ChangeKind.GONE] - touched),
        "lignes écartées": "0",
    }


def nothing_is_lost_on_a_bad_file(
    page: Page, address: str, town: Town, first: SiteList, later: Later
) -> None:
    """A row left out is told with its reason and lets no Point be closed; no list, no change."""
    rows = [dict(row) for row in later.sites.rows]
    rows[5] |= {"code_postal": "7"}
    found = preview_of(page, address, SiteList(first.header, rows).content)
    assert found["lignes écartées"] == "1"
    assert "plus dans la liste" not in found
    expect(page.locator("table").first).to_contain_text(
        "Le code postal « 7 » n’a pas cinq chiffres"
    )
    expect(page.locator("[name=close_gone]")).to_have_count(0)
    looked_at(page, "preview-of-a-bad-list")
    half = first.content[: len(first.content) // 2].decode("utf-8", "ignore").encode("utf-16")
    page.goto(f"{address}/registry/import")
    sent = {"name": "liste.csv", "mimeType": "text/csv", "buffer": half}
    page.set_input_files("#list", sent)  # type: ignore[arg-type]
    page.click("text=Voir ce qui changerait")
    page.wait_for_selector("text=Ce n’est pas du texte en UTF-8")
    looked_at(page, "no-list")
    with town.database.read() as transaction:
        kept = all_points(transaction)
    assert len(kept) == len(first.rows) + OF_THE_TOWN
    assert all(each.active for each in kept)


def what_was_true_can_be_asked(page: Page, address: str, later: Later) -> None:
    touched = later.touched
    moved, hours, gone, new = (
        touched[kind][0]
        for kind in (ChangeKind.MOVED, ChangeKind.HOURS, ChangeKind.GONE, ChangeKind.NEW)
    )
    before, after = (on(page, address, moved, day) for day in (FIRST_DAY, LATER_DAY))
    assert "1 place Neuve" not in before.partition("Nom et lieu ce jour-là")[2].partition("\n")[0]
    assert "1 place Neuve" in after
    assert "Sa 09:17-12:00" not in on(page, address, hours, FIRST_DAY)
    assert "Sa 09:17-12:00" in on(page, address, hours, LATER_DAY)
    that_day = on(page, address, gone, FIRST_DAY).partition("Nom et lieu ce jour-là")[2]
    assert "fermé" not in that_day.partition("Horaires")[0]
    assert "fermé" in on(page, address, gone, LATER_DAY).partition("Horaires")[0]
    assert "pas dans le registre ce jour-là" in on(page, address, new, FIRST_DAY)
    fits(page, "point-on-a-day")


def nothing_was_overwritten(town: Town, first: SiteList, later: Later) -> None:
    """Every site is as the first list said on the first day, as the second one said later."""
    gone = frozenset(later.touched[ChangeKind.GONE])
    with town.database.read() as transaction:
        for sites, day in ((first, FIRST_DAY), (later.sites, LATER_DAY)):
            for record in plan_import(sites.content).good:
                assert record_on(transaction, record.id, day) == (record, True)
        for point in gone:
            found = record_on(transaction, point, LATER_DAY)
            assert found is not None
            assert not found[1]
