"""The keyboard on the screen: what a visitor writes with it, and that the screen still holds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from shared.limits import COMMENT_CHARACTERS
from tests.e2e.kiosk_browser import Visitor
from tests.kiosk.pages.stage import Stage

SIZES = [(1280, 720), (1920, 1080), (1080, 1920)]
KEYS = """() => [...document.querySelectorAll(".hg-button")].map((each) => {
    const { width, height, right, bottom } = each.getBoundingClientRect();
    return { name: each.textContent, width, height, right, bottom };
})"""
BEYOND = """() => [document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight]"""


def field(page: Page) -> Locator:
    return page.locator("textarea")


def reach_the_comment(visitor: Visitor, language: str = "fr") -> None:
    visitor.start()
    visitor.answer_all()
    if language != "fr":
        visitor.tap(f"language:{language}")
        visitor.page.locator(f'#screen[lang="{language}"]').wait_for()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.locator(f'.hg-button[data-skbtn="{key}"]').first.click()


def test_a_comment_is_written_by_touch_alone(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    expect(page.locator(".keyboard")).to_be_hidden()
    field(page).click()
    expect(page.locator(".keyboard")).to_be_visible()
    press(page, "{shift}", "T", "r", "è", "s", "{space}", "b", "i", "e", "n", "m", "{bksp}")
    press(page, "{enter}", "f", "^", "e", "t", "e")
    expect(field(page)).to_have_value("Très bien\nfête")
    expect(page.locator("[data-count]")).to_have_text("Il reste 486 caractères.")
    press(page, "{close}")
    expect(page.locator(".keyboard")).to_be_hidden()
    visitor.tap("next")
    visitor.is_at("review")
    visitor.tap("send")
    visitor.is_at("thanks")
    assert [each.text for each in stage.comments()] == ["Très bien\nfête"]


def test_keys_write_where_the_cursor_is(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    page.locator("[data-keyboard-open]").click()
    press(page, "a", "c")
    page.keyboard.press("ArrowLeft")
    press(page, "b")
    expect(field(page)).to_have_value("abc")
    page.keyboard.type("é")  # a keyboard in hand goes on from there
    expect(field(page)).to_have_value("abéc")
    page.keyboard.press("Control+a")
    press(page, "{bksp}")
    expect(field(page)).to_have_value("")


def test_a_finger_that_slides_off_a_key_writes_nothing(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    field(page).click()
    box = page.locator('.hg-button[data-skbtn="a"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(field(page)).to_have_value("")
    page.mouse.move(box["x"] + 20, box["y"] - 300)
    page.mouse.up()
    expect(field(page)).to_have_value("")
    press(page, "a")
    expect(field(page)).to_have_value("a")


def test_no_key_writes_beyond_the_limit(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    field(page).fill("x" * (COMMENT_CHARACTERS - 1))
    field(page).click()
    page.keyboard.press("Control+End")
    press(page, "a", "b")
    expect(field(page)).to_have_value("x" * (COMMENT_CHARACTERS - 1) + "a")
    expect(page.locator("[data-count]")).to_have_text("Il reste 0 caractères.")


def test_arabic_has_its_own_keys_and_latin_ones_beside(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor, "ar")
    field(page).click()
    press(page, "م", "ر", "ح", "ب", "ا", "{space}", "{other}")
    press(page, "c", "a", "f")
    expect(field(page)).to_have_value("مرحبا caf")
    press(page, "{other}", "لا")
    expect(field(page)).to_have_value("مرحبا cafلا")


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_cyrillic_has_its_own_keys(visitor: Visitor, language: str) -> None:
    reach_the_comment(visitor, language)
    field(visitor.page).click()
    press(visitor.page, "т", "а", "к")
    expect(field(visitor.page)).to_have_value("так")


def test_the_first_taps_of_a_new_screen_press_no_key(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    field(page).click()
    box = page.locator('.hg-button[data-skbtn="a"]').bounding_box()
    assert box is not None
    page.locator("#screen").evaluate("screen => screen.classList.add('guarded')")
    page.mouse.click(box["x"] + 30, box["y"] + 30)
    expect(field(page)).to_have_value("")
    page.locator("#screen").evaluate("screen => screen.classList.remove('guarded')")
    page.mouse.click(box["x"] + 30, box["y"] + 30)
    expect(field(page)).to_have_value("a")


def test_the_tab_key_passes_the_keys_by_and_names_are_told(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    field(page).click()
    page.keyboard.press("Tab")
    expect(page.locator('[value="back"]')).to_be_focused()
    expect(page.get_by_role("button", name="Effacer", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Majuscules").first).to_have_attribute(
        "aria-pressed", "false"
    )
    press(page, "{shift}")
    expect(page.get_by_role("button", name="Majuscules").first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_nothing_of_the_keyboard_stays_on_the_next_screen(visitor: Visitor) -> None:
    page = visitor.page
    reach_the_comment(visitor)
    field(page).click()
    press(page, "z", "z", "z")
    visitor.tap("skip")
    visitor.is_at("review")
    assert page.evaluate("Object.keys(window.SimpleKeyboardInstances ?? {})") == []
    assert "zzz" not in visitor.body()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_with_the_keyboard_open_the_screen_still_holds(
    visitor: Visitor, size: tuple[int, int]
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    reach_the_comment(visitor)
    for language in ("fr", "fr-x-falc", "ar", "ro", "uk"):
        visitor.tap(f"language:{language}")
        page.locator(f'#screen[lang="{language}"]').wait_for()
        field(page).click()
        for _ in range(2):
            keys = page.evaluate(KEYS)
            assert min(key["width"] for key in keys) >= 72, language
            assert min(key["height"] for key in keys) >= 72, language
            assert max(key["right"] for key in keys) <= size[0], language
            assert page.evaluate(BEYOND) == [0, 0], language
            press(page, "{shift}")


@pytest.mark.parametrize("visitor", [False], ids=["without-scripts"], indirect=True)
def test_without_scripts_the_field_is_an_ordinary_one(visitor: Visitor) -> None:
    reach_the_comment(visitor)
    expect(visitor.page.locator("[data-keyboard-open]")).to_be_hidden()
    expect(visitor.page.locator("[data-count]")).to_have_text("500 caractères au plus.")
