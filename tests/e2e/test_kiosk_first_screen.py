"""The first screen with all that a Point may have it say: nothing scrolls, overlaps or is cut.

By default in two languages; with `ISOLOIR_EVERY_SCREEN` in all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from shared.bundle import Notice
from shared.limits import FIRST_SCREEN_NOTICE_CHARACTERS
from shared.special_days import SpecialDays
from tests.e2e.kiosk_browser import Visitor, served
from tests.e2e.kiosk_examined import examine
from tests.e2e.kiosk_screens import ScreenBook
from tests.e2e.test_kiosk_everywhere import EVERYTHING, LANGUAGES, SIZES, stand_before
from tests.kiosk.pages.stage import Settings, Stage

NEWS = (
    "Le Point numérique sera fermé du 12 au 16 octobre pour travaux. Pendant ces jours, vous "
    "pouvez aller à la Caf de Rouen, 4 rue des Forgettes, ou appeler le 3230. Merci de votre "
    "compréhension."
)
SHOWN = LANGUAGES if EVERYTHING else ("fr", "ro")  # the widest of all at the largest text
ACCESS = (
    [f"{text}{font}" for text in range(4) for font in ("", "d")]
    if EVERYTHING
    else ["0", "0d", "3d"]
)
OVERLAPS = """() => {
    const words = [...document.querySelectorAll("#screen *")].filter((each) =>
        each.checkVisibility() && !each.closest("svg, dialog, .unseen")
        && [...each.childNodes].some((text) => text.nodeType === 3 && text.data.trim()));
    const boxes = words.map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return [...range.getClientRects()];
    });
    const meet = (one, other) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 6;
    return words.flatMap((one, at) => words.slice(at + 1)
        .filter((other, next) => !one.contains(other) && !other.contains(one)
            && boxes[at].some((box) => boxes[at + 1 + next].some((each) => meet(box, each))))
        .map((other) => `${one.textContent.slice(0, 20)} over ${other.textContent.slice(0, 20)}`));
}"""


def told(stage: Stage, code: bool, news: bool) -> None:
    """Have a Point with hours and a closure; with a code for phones; with news."""
    held = stage.device.held
    assert held is not None
    point = replace(
        held.points[0],
        hours="Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30",
        closures=(SpecialDays(date(2026, 10, 12), date(2026, 10, 16)).rule,),
        presence=bytes(16),
    )
    notice = Notice("n", "attract", "2026-10-01", "2026-10-31", {"fr": NEWS})
    stage.device.held = replace(
        held,
        points=(point,),
        phone="https://enquete.example" if code else "",
        notices=(notice,) if news else (),
    )


def flaws(page: Page) -> list[str]:
    found: list[str] = page.evaluate(OVERLAPS)
    return examine(page, axe=False) + found


@pytest.mark.slow
@pytest.mark.parametrize("said", ["hours", "code", "news", "code-news"])
def test_a_first_screen_that_says_much_holds_it(
    browser: Browser, tmp_path: Path, said: str
) -> None:
    stage = Stage(tmp_path)
    stage.app.jinja_env.globals["has_desk"] = True
    told(stage, "code" in said, "news" in said)
    found = {}
    with served(stage) as address, browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        Visitor(page, address).come()
        book = ScreenBook(page, address)
        for language in SHOWN:
            for access in ACCESS:
                book.open("attract", language, access)
                for size in SIZES:
                    stand_before(page, size)
                    found[f"{language}-{access}-{size}"] = flaws(page)
        assert page.locator(".point-hours").count() == 1
        if "news" in said:
            shown = page.locator(".caf-notice").inner_text()
            assert len(shown) <= FIRST_SCREEN_NOTICE_CHARACTERS + 1
            assert shown.endswith("…")
    assert {look: each for look, each in found.items() if each} == {}
    stage.spool.spool.close()


def test_a_demonstration_says_so_beside_the_name(browser: Browser, tmp_path: Path) -> None:
    stage = Stage(tmp_path, settings=Settings(demo=True))
    told(stage, code=True, news=False)
    with served(stage) as address, browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        for size in SIZES:
            stand_before(page, size)
            Visitor(page, address).come()
            assert page.locator(".demo").is_visible()
            assert flaws(page) == []
    stage.spool.spool.close()
