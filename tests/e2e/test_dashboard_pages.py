"""Every page of figures in a real browser: no known barrier, nothing wider than the screen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from waitress import wasyncore
from waitress.server import create_server

from collector.registry.model import PointRecord
from tests.support.analysts import CAF, FIRST, PASSWORD, RECORDS, ROUEN, SURVEY, published, site
from tests.support.memory_library import memory_library
from tests.support.released import months, release_all

AXE_TAGS = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice",
    "EN-301-549", "RGAAv4",
]  # fmt: skip
ADDRESSES = {
    "overview": "/overview",
    "caf": f"/cafs/{CAF}",
    "ranking": "/ranking",
    "question": "/questions/overall_experience?split=goal_achieved",
    "many": f"/questions/visit_purpose?caf={CAF}",
    "point-question": f"/questions/blocking_reason?point={ROUEN}",
    "compare": f"/compare?point={ROUEN}",
    "periods": f"/compare?caf={CAF}&from=2026-01&to=2026-02&from2=2026-03&to2=2026-04",
    "point": f"/points/{ROUEN}",
    "points": "/points",
    "privacy": "/privacy",
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The pages, really served: Points with coordinates, one overseas, some silent."""
    chance = Random(5)
    placed = [
        replace(each, latitude=49.2 + chance.random() / 2, longitude=0.3 + chance.random())
        for each in RECORDS
    ]
    remote = PointRecord(
        "saint-denis", "974", "Point de La Réunion", "", "97400", "Saint-Denis",
        latitude=-20.9, longitude=55.45,
    )  # fmt: skip
    silent = PointRecord("silent", CAF, "Point silencieux", "", "76400", "Fécamp")
    more = [
        *months({"saint-denis": [50, 60, 40, 30]}, "974", FIRST),
        *months({"silent": [25]}, CAF, FIRST),
    ]
    found = [*published(), *release_all(SURVEY, more)]
    app = site(memory_library(SURVEY, [*placed, remote, silent], found).open).app
    listening = socket.create_server(("127.0.0.1", 0))
    channels: dict[int, socket.socket] = {}
    server: Any = create_server(app, map=channels, sockets=[listening], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
    thread.join()


@pytest.fixture(scope="module")
def analyst(browser: Browser, address: str) -> Iterator[Page]:
    """An analyst of the nation who has signed in."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#email", "national@example.org")
    page.fill("#password", PASSWORD)
    page.click(".sign-in button")
    yield page
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_has_no_known_barrier_and_fits_its_screen(
    analyst: Page, address: str, name: str
) -> None:
    complaints: list[str] = []
    analyst.on("console", lambda message: complaints.append(message.text))
    for width in (400, 1280):
        analyst.set_viewport_size({"width": width, "height": 900})
        answered = analyst.goto(address + ADDRESSES[name])
        assert answered is not None
        assert answered.status == 200
        assert analyst.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(analyst, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    broken = [
        (each["id"], [node["html"][:150] for node in each["nodes"]][:3])
        for each in found.response["violations"]
    ]
    assert broken == []
    assert complaints == []


@pytest.mark.slow
def test_an_address_keeps_what_was_chosen(analyst: Page, address: str) -> None:
    analyst.goto(f"{address}/ranking")
    analyst.select_option("#question", "goal_achieved")
    analyst.select_option("#departement", "76")
    analyst.click(".filters button")
    analyst.wait_for_url("**question=goal_achieved**")
    chosen = analyst.url
    analyst.goto(chosen)
    assert analyst.input_value("#question") == "goal_achieved"
    assert analyst.input_value("#departement") == "76"
    assert analyst.locator("h2", has_text="Avez-vous pu faire ce que vous vouliez").count() == 1


@pytest.mark.slow
def test_paper_shows_figures_without_what_only_a_screen_can_do(analyst: Page, address: str) -> None:
    analyst.goto(f"{address}/cafs/{CAF}")
    analyst.emulate_media(media="print")
    assert not analyst.locator(".top").is_visible()
    assert not analyst.locator(".filters").is_visible()
    assert analyst.locator(".funnel").is_visible()
    analyst.emulate_media(media="screen")
