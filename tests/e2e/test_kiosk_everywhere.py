"""Every screen as it is rendered: axe finds nothing, nothing scrolls, controls can be seen and met.

Screens, languages, text sizes, themes and ways of standing make ten thousand looks. By default so
few are looked at that any two of these meet, save screens and languages: `test_kiosk_look.py`
measures every screen in every language. `ISOLOIR_EVERY_SCREEN=1` looks at all, which takes hours;
`ISOLOIR_EVERY_SCREEN=3/24` at the third of 24 shares, each of which has some of everything.
Where `CI` is set, pictures go to `tests/e2e/pictures/`, which git ignores.
"""

from __future__ import annotations

import os
import random
from dataclasses import astuple, dataclass, fields
from itertools import combinations, product, starmap
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from collector.surveys import default_survey
from shared.sealing import Label
from tests.e2e.kiosk_browser import Visitor
from tests.e2e.kiosk_screens import OUTSIDE, WITHIN, ScreenBook
from tests.e2e.test_kiosk_look import flaws
from tests.kiosk.pages.stage import Stage

TAGS: Final = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice",
    "EN-301-549", "RGAAv4",
]  # fmt: skip
SIZES: Final = {"small": (1280, 720), "large": (1920, 1080), "standing": (1080, 1920)}
LANGUAGES: Final = default_survey().languages
EVERYTHING: Final = os.environ.get("ISOLOIR_EVERY_SCREEN", "")
SEED: Final = 3
PICTURES: Final = Path(__file__).parent / "pictures" if os.environ.get("CI") else None

TEXTS: Final = range(4)
"""Text sizes (`kiosk.viewing`)."""

THEMES: Final = ("", "c", "d", "cd")
"""High contrast, the font for dyslexia, both, neither (`kiosk.access.Aid`)."""

SCREENS: Final = (
    *OUTSIDE, *(each.id for each in default_survey().questions), *WITHIN,
)  # fmt: skip

SHAPES = """() => {
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const channel = (value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const luminance = ([red, green, blue]) =>
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const seen = (colour) => (parts(colour)[3] ?? 1) > 0;
    const behind = (each) => {
        for (let at = each.parentElement; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (seen(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(parts(one)), luminance(parts(other))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    return [...document.querySelectorAll("button, label.option, textarea, input[type=checkbox]")]
        .filter((each) => each.checkVisibility() && !each.closest("dialog:not([open])"))
        .map((each) => {
            const style = getComputedStyle(each);
            const edge = parseFloat(style.borderTopWidth) > 0 && seen(style.borderTopColor)
                ? style.borderTopColor : style.backgroundColor;
            const bare = !seen(edge);
            return { name: each.textContent.trim().slice(0, 30) || each.name,
                contrast: bare ? 21 : contrast(edge, behind(each)) };
        })
        .filter((each) => each.contrast < 3);
}"""


def complaints(page: Page, what: str) -> list[str]:
    """Everything wrong with the screen as it stands: axe's findings and the measures."""
    if PICTURES:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{what}.png")
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
    found = Axe().run(page, options=options).response["violations"]
    said = [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]
    return said + shapes(page) + flaws(page)


def shapes(page: Page) -> list[str]:
    """The controls whose edge does not stand out 3 to 1."""
    seen: list[dict[str, Any]] = page.evaluate(SHAPES)
    return [f"edge {each['contrast']:.2f}: {each['name']}" for each in seen]


def speak(visitor: Visitor, tag: str) -> None:
    """Have the screen in another language."""
    visitor.tap(f"language:{tag}")
    visitor.page.locator(f'#screen[lang="{tag}"]').wait_for()


@dataclass(frozen=True)
class Look:
    """One screen as one visitor has it."""

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


def every_look() -> list[Look]:
    """All there is, or the share that was asked for, from a shuffle that is always the same."""
    every = list(starmap(Look, product(SCREENS, LANGUAGES, TEXTS, THEMES, SIZES)))
    random.Random(SEED).shuffle(every)
    share, _, shares = EVERYTHING.partition("/")
    return every[int(share) - 1 :: int(shares)] if shares else every


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


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_without_complaint(browser: Browser, address: str, size: str) -> None:
    width, height = SIZES[size]
    found: dict[str, list[str]] = {}
    with browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        visitor = Visitor(page, address)
        visitor.come()
        book = ScreenBook(page, address)
        for look in every_look() if EVERYTHING else looks():
            if look.size == size:
                book.open(look.screen, look.language, look.access)
                found[str(look)] = complaints(page, str(look))
    assert {key: each for key, each in found.items() if each} == {}
    assert visitor.complaints == []


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
    assert "edge 1." in found
    assert "color-contrast" in found
    assert "valid-lang" in found
