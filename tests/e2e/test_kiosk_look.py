"""What a visitor sees: everything at once, big and apart enough, on screens of every size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from collector.surveys import default_survey
from tests.e2e.kiosk_browser import Visitor
from tests.e2e.kiosk_examined import examine, flaws
from tests.e2e.kiosk_screens import WITHIN, ScreenBook

SIZES = {"small": (1280, 720), "large": (1920, 1080), "standing": (1080, 1920)}
LANGUAGES = {
    "small": default_survey().languages,
    "large": ("fr", "ar"),
    "standing": ("ar", "ro", "ru", "fr"),  # among them the longest words
}
ONE_LANGUAGE = ("attract", "restart", "thanks")
"""Screens where another language leads to another screen, or is not offered."""


def screens(visitor: Visitor) -> Iterator[str]:
    """Walk the longest way, stopping at each screen."""
    page = visitor.page
    yield "attract"
    visitor.start("fr")
    survey = default_survey()
    for question in survey.questions:
        visitor.is_asked(question.id)
        yield question.id
        choices = {"goal_achieved": "partly", "help_received": "full"}
        if question.id == "comment":
            page.locator("textarea").fill("Un mot très long " * 29)
            visitor.tap("next")
        elif question.kind == "many":
            for option in question.options[-3:]:
                visitor.tick(option.id)
            visitor.tap("next")
        else:
            visitor.tap(f"choose:{choices.get(question.id, question.option_ids[-1])}")
    visitor.is_at("review")
    yield "review"
    visitor.tap("restart")
    yield "restart"
    visitor.tap("stay")
    visitor.is_at("review")
    visitor.tap("send")
    visitor.is_at("thanks")
    yield "thanks"


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_everything_is_on_every_screen_big_and_apart_in_every_language(
    browser: Browser, address: str, size: str
) -> None:
    width, height = SIZES[size]
    found: dict[str, list[str]] = {}
    with browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    ) as context:
        visitor = Visitor(context.new_page(), address)
        visitor.come()
        for screen in screens(visitor):
            for tag in ["fr"] if screen in ONE_LANGUAGE else LANGUAGES[size]:
                if screen not in ONE_LANGUAGE:
                    visitor.tap(f"language:{tag}")
                    visitor.page.locator(f'#screen[lang="{tag}"]').wait_for()
                found[f"{screen}-{tag}"] = flaws(visitor.page)
    assert {key: each for key, each in found.items() if each} == {}
    assert visitor.complaints == []


@pytest.mark.parametrize("visitor", [True], indirect=True)
def test_the_measure_finds_what_is_wrong(visitor: Visitor) -> None:
    visitor.page.locator(".start").evaluate(
        "each => { each.style.minBlockSize = '10px'; each.style.blockSize = '10px' }"
    )
    visitor.page.locator("main").evaluate("each => { each.style.paddingBlockEnd = '3000px' }")
    found = " ".join(flaws(visitor.page))
    assert "scrolls" in found
    assert "too small" in found
    assert "outside" in found
    visitor.complaints.clear()


@pytest.mark.parametrize("visitor", [True], indirect=True)
def test_forced_colours_and_reduced_motion_are_respected(visitor: Visitor) -> None:
    page = visitor.page
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    visitor.start()
    visitor.tap("choose:bad")
    visitor.is_asked("visit_purpose")
    visitor.tick("other")
    style = "each => getComputedStyle(each).outlineStyle"
    assert page.locator("label:has(:checked)").evaluate(style) == "solid"
    moving = "each => getComputedStyle(each).animationName"
    assert page.locator("main").evaluate(moving) == "none"


@pytest.mark.slow
@pytest.mark.parametrize(("language", "access"), [("fr", "0"), ("ar", "3")])
def test_a_window_of_320_pixels_scrolls_one_way_only(
    visitor: Visitor, language: str, access: str
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 568})
    book = ScreenBook(page, visitor.address)
    wide = {}
    for screen in book.names:
        book.open(screen, language, access)
        wide[screen] = page.evaluate("document.documentElement.scrollWidth")
    assert {screen: each for screen, each in wide.items() if each > 320} == {}


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"""
"""What WCAG 1.4.12 and RGAA 10.12 let a reader set. The page may then scroll."""


SPACED_LOOKS = {
    "ru-0-small": (1280, 720),  # the longest words
    "fr-3d-standing": (1080, 1920),  # the widest letters
}


@pytest.mark.slow
@pytest.mark.parametrize("look", SPACED_LOOKS)
def test_wider_spacing_loses_no_text(browser: Browser, address: str, look: str) -> None:
    width, height = SPACED_LOOKS[look]
    language, access, _ = look.split("-")
    with browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", bypass_csp=True
    ) as context:
        visitor = Visitor(context.new_page(), address)
        visitor.come()
        page = visitor.page
        page.add_style_tag(content=SPACED)
        book = ScreenBook(page, address)
        lost = {}
        for screen in book.names:
            book.open(screen, language, access)
            found = examine(page, axe=False)
            lost[screen] = [each for each in found if not each.startswith(("scrolls", "outside"))]
        assert {screen: each for screen, each in lost.items() if each} == {}
        book.open("overall_experience")
        page.locator(".option .text").first.evaluate(
            "each => { each.style.whiteSpace = 'nowrap'; each.textContent = 'x'.repeat(99) }"
        )
        assert "lost: xxx" in " ".join(examine(page, axe=False))


PLACES = """() => [...document.querySelectorAll("footer button, .access")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each.value, JSON.stringify(each.getBoundingClientRect())])"""


@pytest.mark.parametrize("look", ["fr-0-small", "ar-3cd-standing"])
def test_the_same_buttons_are_in_the_same_places(visitor: Visitor, look: str) -> None:
    language, access, size = look.split("-")
    width, height = SIZES[size]
    visitor.page.set_viewport_size({"width": width, "height": height})
    book = ScreenBook(visitor.page, visitor.address)
    seen: dict[str, dict[str, list[str]]] = {}
    for screen in [*(each.id for each in default_survey().questions), *WITHIN]:
        book.open(screen, language, access)
        for button, place in visitor.page.evaluate(PLACES):
            seen.setdefault(button, {}).setdefault(place, []).append(screen)
    for button in ("back", "restart", "skip", "access"):
        assert len(seen[button]) == 1, (button, seen[button])
    assert len(next(iter(seen["back"].values()))) > 10
