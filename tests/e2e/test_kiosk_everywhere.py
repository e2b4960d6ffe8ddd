"""Every screen as it is rendered: axe finds nothing, nothing scrolls, controls can be seen and met.

Screens, languages, text sizes, themes and panels make 12,672 looks. By default so few are looked
at that any two of these meet, save screens and languages: `test_kiosk_look.py` measures every
screen in every language. `ISOLOIR_EVERY_SCREEN=1` looks at all, `ISOLOIR_EVERY_SCREEN=3/24` at the
third of 24 shares, each of which has some of everything. Every look is measured and given to axe
(`examine`). Pictures of what is wrong, and of every look where `CI` is set, go to
`tests/e2e/pictures/`, which git ignores.
"""

from __future__ import annotations

import os
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from itertools import combinations, product
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.surveys import default_survey
from shared.sealing import Label
from tests.e2e.kiosk_browser import Visitor
from tests.e2e.kiosk_examined import examine
from tests.e2e.kiosk_screens import OUTSIDE, WITHIN, ScreenBook, posted
from tests.kiosk.pages.stage import Stage

SIZES: Final = {"small": (1280, 720), "large": (1920, 1080), "standing": (1080, 1920)}
LANGUAGES: Final = default_survey().languages
EVERYTHING: Final = os.environ.get("ISOLOIR_EVERY_SCREEN", "")
SEED: Final = 3
PICTURES: Final = Path(__file__).parent / "pictures"
PICTURED: Final = "CI" in os.environ

TEXTS: Final = range(4)
"""Text sizes (`kiosk.viewing`)."""

THEMES: Final = ("", "c", "d", "cd")
"""High contrast, the font for dyslexia, both, neither (`kiosk.access.Aid`)."""

COLOURS: Final = (("", "c"), ("d", "cd"))
"""Themes that differ in colours alone."""

MENUS: Final = ("attract-menu", "thanks-menu", "menu")
"""Screens that say whether high contrast is on."""

SCREENS: Final = (
    *OUTSIDE, *(each.id for each in default_survey().questions), *WITHIN,
)  # fmt: skip


def complaints(page: Page, what: str) -> list[str]:
    """Everything wrong with the screen as it stands; with a picture in CI, or of what is wrong."""
    found = examine(page)
    if found or PICTURED:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{what}.png")
    return found


def speak(visitor: Visitor, tag: str) -> None:
    """Have the screen in another language."""
    visitor.tap(f"language:{tag}")
    visitor.page.locator(f'#screen[lang="{tag}"]').wait_for()


@dataclass(frozen=True)
class Look:
    """One screen as one visitor has it, on one panel."""

    screen: str
    language: str
    text: int
    theme: str
    size: str

    @property
    def access(self) -> str:
        return f"{self.text}{self.theme}"

    def __str__(self) -> str:
        return "-".join(str(each) for each in astuple(self) if each != "")


def every_look() -> Iterator[tuple[Look, ...]]:
    """All there is, or the share that was asked for, from a shuffle that is always the same.

    What the browser can change on the screen that is there comes together: the panel, and high
    contrast. Which panel and which colours come first changes each time.
    """
    drawings = list(product(SCREENS, LANGUAGES, TEXTS, COLOURS))
    random.Random(SEED).shuffle(drawings)
    share, _, shares = EVERYTHING.partition("/")
    panels = deque(SIZES)
    chosen = drawings[int(share) - 1 :: int(shares)] if shares else drawings
    for at, (screen, language, text, colours) in enumerate(chosen):
        themes = colours[:: -1 if at % 2 else 1]
        yield tuple(
            Look(screen, language, text, theme, size) for size in panels for theme in themes
        )
        panels.rotate()  # the last one comes first, which saves a change


def looks() -> list[Look]:
    """So few that any two choices meet, save that not every screen meets every language."""
    names = list(SIZES)
    return [
        Look(
            screen,
            LANGUAGES[(at + 3 * turn) % len(LANGUAGES)],
            turn,
            THEMES[(at + turn) % len(THEMES)],
            names[(at + turn) % len(names)],
        )
        for at, screen in enumerate(SCREENS)
        for turn in TEXTS
    ]


def chosen_looks() -> Iterator[tuple[Look, ...]]:
    """What this run looks at."""
    if EVERYTHING:
        return every_look()
    return ((each,) for each in sorted(looks(), key=lambda each: each.size))


def test_any_two_choices_meet() -> None:
    chosen = looks()
    for one, other in combinations(fields(Look), 2):
        if {one.name, other.name} == {"screen", "language"}:
            continue
        met = {(getattr(each, one.name), getattr(each, other.name)) for each in chosen}
        ways = [len({getattr(each, part.name) for each in chosen}) for part in (one, other)]
        assert len(met) == ways[0] * ways[1], (one.name, other.name)
    for part, all_there_are in (("screen", SCREENS), ("language", LANGUAGES), ("size", SIZES)):
        assert {getattr(each, part) for each in chosen} == set(all_there_are)


def test_high_contrast_changes_colours_alone(stage: Stage) -> None:
    for screen in (each for each in SCREENS if each not in MENUS):
        path, fields = posted(default_survey(), screen, "fr", "1")
        plain = stage.client.post(path, data=fields).text
        contrasting = stage.client.post(path, data={**fields, "_access": "1c"}).text
        assert plain != contrasting
        same = contrasting.replace('"_access" value="1c"', '"_access" value="1"')
        assert same.replace("sized size-1 contrast", "sized size-1") == plain


@pytest.mark.slow
def test_every_screen_is_without_complaint(browser: Browser, address: str) -> None:
    found: dict[str, list[str]] = {}
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        visitor = Visitor(page, address)
        visitor.come()
        book = ScreenBook(page, address)
        for together in chosen_looks():
            for look in together:
                stand_before(page, look.size)
                if look is together[0] or look.screen in MENUS:
                    book.open(look.screen, look.language, look.access)
                wear(page, look.theme)
                found[str(look)] = complaints(page, str(look))
    assert {key: each for key, each in found.items() if each} == {}
    assert visitor.complaints == []


def stand_before(page: Page, size: str) -> None:
    """Have a panel of another size, where it is another one."""
    width, height = SIZES[size]
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})


def wear(page: Page, theme: str) -> None:
    """Have high contrast or not, on a screen where nothing else tells of it."""
    page.evaluate(
        "(on) => document.getElementById('screen').classList.toggle('contrast', on)", "c" in theme
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_aside_is_without_complaint(
    browser: Browser, address: str, stage: Stage, size: str
) -> None:
    width, height = SIZES[size]
    found: dict[str, list[str]] = {}
    with browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        visitor = Visitor(page, address)

        def look(name: str) -> None:
            found[name] = complaints(page, f"{size}-{name}")

        page.goto(address + "/nowhere")
        look("problem")
        visitor.come()
        visitor.start()
        visitor.answer_all()
        for tag in LANGUAGES if EVERYTHING else ("fr", "ar", "uk"):
            speak(visitor, tag)
            page.locator("textarea").click()
            found[f"keyboard-{tag}"] = complaints(page, f"{size}-keyboard-{tag}")
        book = ScreenBook(page, address)
        for tag, access in (("fr", "1"), ("ar", "2c"), ("ro", "3d"), ("fr", "3")):
            book.open("comment", tag, access)
            page.locator("textarea").click()
            what = f"{size}-keyboard-{tag}-{access}"
            found[what] = complaints(page, what)
        book.open("comment", "uk")
        page.locator("textarea").fill("06 12 34 56 78")
        visitor.tap("next")
        expect(page.locator(".notice")).to_be_visible()
        look("masked")
        speak(visitor, "fr")
        stage.spool.full.add(Label.RESPONSE)
        visitor.tap("next")
        visitor.is_at("review")
        look("review-masked")
        visitor.tap("send")
        expect(page.locator("#screen.message")).to_be_visible()
        look("not-recorded")
        stage.spool.full.clear()
        stage.spool.full.add(Label.COMMENT)
        visitor.tap("send")
        expect(page.locator("h1")).to_have_text("Votre commentaire n'a pas été enregistré.")
        look("comment-lost")
        page.locator("#screen").evaluate("each => each.querySelector('#still-there').showModal()")
        look("still-there")
        page.keyboard.press("Escape")
        page.locator("#screen").evaluate("each => each.querySelector('#trouble').showModal()")
        look("trouble")
    assert {key: each for key, each in found.items() if each} == {}


@pytest.mark.parametrize("visitor", [True], indirect=True)
def test_the_look_finds_what_is_wrong(visitor: Visitor) -> None:
    page = visitor.page
    visitor.start()
    page.locator("[value='choose:bad']").evaluate("each => { each.style.borderColor = '#eee' }")
    page.locator("h1").evaluate("each => { each.style.color = '#aaa' }")
    page.locator("#screen").evaluate("each => { each.lang = 'zz' }")
    found = " ".join(complaints(page, "wrong"))
    assert "of edge: " in found
    assert "of text: " in found
    assert "color-contrast" in found
    assert "valid-lang" in found
