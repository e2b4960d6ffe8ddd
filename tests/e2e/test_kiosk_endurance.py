"""Visit after visit in one browser, the kiosk's server cut off at random: memory does not grow.

12 visits by default; `ISOLOIR_VISITS=1000` makes as many as a busy month has. In November 2026
these left, with 432 cuts, 2.15 MB of script memory against 2.13 MB after the first ten visits, 392
nodes against 384, and 57 listeners as before. What is measured is what is left once the browser has
collected its garbage.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import CDPSession, expect

from shared.response import Response
from tests.e2e.kiosk_browser import Visitor
from tests.kiosk.pages.stage import Stage

VISITS: Final = int(os.environ.get("ISOLOIR_VISITS", "12"))
WARM_UP: Final = 10
"""Visits before the first measure: the browser compiles and caches what it will need."""

MORE_BYTES: Final = 1024 * 1024
"""By how much the script's memory may differ from the first measure, however many visits come."""

SEED: Final = 3


@dataclass
class Crowd:
    """Visitors who come one after the other, and a server that is away every now and then."""

    visitor: Visitor
    chance: random.Random
    cuts: int = 0
    sent: int = 0

    def tap(self, do: str) -> None:
        """Tap, and once more if the kiosk did not answer."""
        page = self.visitor.page
        if self.chance.random() < 0.08:
            self.cuts += 1
            page.context.set_offline(True)
            self.visitor.tap(do)
            expect(page.locator("#trouble")).to_be_visible()
            page.context.set_offline(False)
            page.locator("#trouble [data-close]").click()
        at = page.locator('input[name="_at"]').input_value()
        self.visitor.tap(do)
        if do != "restart":  # which asks on a screen of its own
            expect(page.locator(f'input[name="_at"][value="{at}"]')).to_have_count(0)

    def come(self) -> None:
        """One visit: to the end, or given up on the way."""
        page = self.visitor.page
        patience = self.chance.choice([1, 2, 4, 20])
        self.visitor.start(self.chance.choice(["fr", "ar", "en", "uk"]))
        self.tap(self.chance.choice(["choose:bad", "choose:good"]))
        while patience and not page.locator(".review").count():
            patience -= 1
            if page.locator("textarea").count():
                page.locator("textarea").click()
                page.locator('.hg-button[data-skbtn="{space}"]').click()
                page.keyboard.type("Un mot")
                self.tap("next")
            else:
                self.tap("skip")
        if page.locator(".review").count():
            self.sent += 1
            self.tap("send")
            self.visitor.is_at("thanks")
            page.locator("[data-leave]").click()
        else:
            self.tap("restart")
            self.visitor.tap("erase")
        self.visitor.is_at("attract")


def in_use(browser: CDPSession) -> dict[str, int]:
    """What the page holds once garbage is gone: bytes of script memory, nodes, listeners."""
    browser.send("HeapProfiler.collectGarbage")
    metrics = browser.send("Performance.getMetrics")["metrics"]
    found = {each["name"]: int(each["value"]) for each in metrics}
    return {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}


@pytest.mark.slow
def test_memory_does_not_grow_with_the_visits(
    visitor: Visitor, stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    browser = visitor.page.context.new_cdp_session(visitor.page)
    browser.send("Performance.enable")
    crowd = Crowd(visitor, random.Random(SEED))
    first: dict[str, int] = {}
    for number in range(VISITS):
        if number == WARM_UP:
            first = in_use(browser)
        crowd.come()
    last = in_use(browser)
    record_property("memory", f"{crowd.cuts} cuts, {crowd.sent} sent: {first} -> {last}")
    assert last["JSHeapUsedSize"] <= first["JSHeapUsedSize"] + MORE_BYTES
    assert last["Nodes"] <= first["Nodes"] * 1.2
    assert last["JSEventListeners"] <= first["JSEventListeners"] * 1.2
    assert crowd.cuts > 0
    # What was sent while the server was cut off counts once.
    responses: list[Response] = stage.responses()
    assert len(responses) == crowd.sent
    about_the_cuts = ("htmx:", "Failed to load resource")
    visitor.complaints = [
        each for each in visitor.complaints if not each.startswith(about_the_cuts)
    ]
