"""The kiosk without sight, without a hand that touches, and larger: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.surveys import default_survey
from shared.speech import (
    language_utterance,
    numbered_language_utterance,
    question_utterance,
)
from tests.e2e.conftest import SCREEN
from tests.e2e.kiosk_browser import Visitor, served
from tests.e2e.kiosk_examined import flaws
from tests.e2e.kiosk_screens import ScreenBook
from tests.e2e.test_kiosk_everywhere import EVERYTHING
from tests.kiosk.pages.speaking import full_voice
from tests.kiosk.pages.stage import Stage

SURVEY = default_survey()
LISTEN = """() => {
    window.heard = [];
    document.addEventListener("kiosk:saying", (event) => heard.push(event.detail));
    document.addEventListener("kiosk:said", () => heard.push("end"));
}"""
SILENCE = """() => new Promise((done) => heard.at(-1) === "end" ? done()
    : document.addEventListener("kiosk:said", () => done(), { once: true }))"""
SIZES = {"small": (1280, 720), "large": (1920, 1080), "standing": (1080, 1920)}
SETTINGS = {"small": ("1", "2", "0cd", "3cdt"), "large": ("3v",), "standing": ("2", "3cd")}

MODES = [f"{size}{theme}" for size in range(4) for theme in ("", "c", "d", "cd")]
"""Text sizes and themes: the ways by keys alone are gone in all, where all looks are asked for."""


class Listener(Visitor):
    """A visitor who hears. `asked`: the recordings that the browser fetched, in order."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request: object) -> None:
        address = getattr(request, "url", "")
        if "/speech/" in address:
            self.asked.append("/speech/" + address.partition("/speech/")[2])

    def come(self) -> None:
        super().come()
        self.page.evaluate(LISTEN)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def stands_at(self, title: str | re.Pattern[str]) -> None:
        """The heading has the focus, and the title says the step."""
        expect(self.page).to_have_title(title)
        expect(self.page.locator("h1")).to_be_focused()

    def falls_silent(self) -> None:
        """Wait until what is being said was said to its end."""
        self.page.evaluate(SILENCE)

    def hears_all(self) -> list[str]:
        """Wait until the screen is said to its end; what was played, in order."""
        expect(self.page.locator("#screen[data-volume]")).to_be_visible()
        self.falls_silent()
        wanted = self.page.locator("#screen").get_attribute("data-say")
        assert wanted
        played = self.page.evaluate("heard.splice(0)")
        assert [each for each in played if each != "end"][-len(wanted.split()) :] == wanted.split()
        assert set(wanted.split()) <= set(self.asked)
        return wanted.split()


@pytest.fixture
def speaking(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path, voice=full_voice(tmp_path / "packs", ("fr", "en", "uk")))
    yield stage
    stage.spool.spool.close()


@pytest.fixture
def listener(browser: Browser, speaking: Stage) -> Iterator[Listener]:
    """A visitor before the first screen of a kiosk that can speak."""
    with served(speaking) as address, browser.new_context(viewport=SCREEN) as context:  # type: ignore[arg-type]
        listener = Listener(context.new_page(), address)
        listener.come()
        yield listener
        assert listener.complaints == []


def title_of(question: str) -> re.Pattern[str]:
    text = question_utterance(SURVEY.by_id[question], "fr").text
    return re.compile(re.escape(text).replace(r"\ ", r"\s"))


@pytest.mark.slow
@pytest.mark.parametrize("access", MODES if EVERYTHING else ["3cd"])
def test_the_keypad_alone_goes_from_the_first_screen_to_the_thanks(
    listener: Listener, speaking: Stage, access: str
) -> None:
    ScreenBook(listener.page, listener.address).open("attract", "fr", access)
    listener.press("Numpad0")
    listener.stands_at("Votre avis sur votre visite")
    listener.hears_all()
    listener.press("NumpadEnter")
    for question, keys in (
        ("overall_experience", ["Numpad1", "NumpadEnter"]),
        ("visit_purpose", ["Numpad2", "Numpad5", "Numpad5", "NumpadEnter"]),
        ("goal_achieved", ["NumpadAdd"]),
        ("help_received", ["NumpadAdd"]),
        ("information_clarity", ["Numpad5", "Numpad4", "NumpadEnter"]),
        ("confidentiality", ["NumpadAdd"]),
        ("place_accessibility", ["NumpadSubtract"]),
        ("confidentiality", ["NumpadAdd"]),
        ("place_accessibility", ["NumpadAdd"]),
        ("opening_hours", ["Numpad1", "NumpadEnter"]),
        ("comment", ["NumpadAdd"]),
    ):
        listener.is_asked(question)
        listener.stands_at(title_of(question))
        said = listener.hears_all()
        spoken = question_utterance(SURVEY.by_id[question], "fr").id.hex()
        assert any(each.endswith(spoken) for each in said)
        listener.press(*keys)
    listener.is_at("review")
    listener.stands_at(re.compile("^Vérifiez vos réponses"))
    listener.hears_all()
    listener.press("NumpadEnter")
    listener.is_at("thanks")
    listener.stands_at("Merci !")
    listener.hears_all()
    (response,) = speaking.responses()
    assert response.answers == {
        "overall_experience": {"bad"},
        "visit_purpose": {"my_account_info"},
        "information_clarity": {"4"},
        "opening_hours": {"yes"},
    }


@pytest.mark.slow
@pytest.mark.parametrize("access", MODES if EVERYTHING else ["0"])
def test_tab_and_enter_alone_turn_the_voice_on_and_go_to_the_thanks(
    listener: Listener, speaking: Stage, access: str
) -> None:
    page = listener.page
    ScreenBook(page, listener.address).open("attract", "fr", access)
    reach(page, ".access")
    listener.press("Enter")
    listener.stands_at(re.compile("^Accessibilité"))
    reach(page, '[value="set:v"]')
    listener.press("Enter")
    listener.stands_at(re.compile("^Accessibilité"))
    listener.hears_all()
    reach(page, '[value="stay"]:not([hidden])')
    listener.press("Enter")
    listener.is_at("attract")
    listener.hears_all()
    reach(page, ".start")
    listener.press("Enter")
    while page.locator(".review").count() == 0:
        asked = page.locator('input[name="_at"]').input_value()
        listener.stands_at(title_of(asked))
        if asked in ("overall_experience", "visit_purpose"):
            listener.hears_all()
        if asked == "overall_experience":
            reach(page, '[value="choose:good"]')
        else:
            reach(page, '[value="skip"]')
        listener.press("Enter")
        expect(page.locator(f'input[name="_at"][value="{asked}"]')).to_have_count(0)
    listener.stands_at(re.compile("^Vérifiez vos réponses"))
    reach(page, '[value="send"]')
    listener.press("Enter")
    listener.is_at("thanks")
    listener.stands_at("Merci !")
    (response,) = speaking.responses()
    assert response.answers == {"overall_experience": {"good"}}


def reach(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(selector).first.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached")


def test_the_voice_stops_at_any_action_repeats_and_never_says_the_choice(
    listener: Listener,
) -> None:
    page = listener.page
    listener.press("0")
    listener.hears_all()
    listener.press("Enter")
    listener.is_asked("overall_experience")
    listener.hears_all()
    listener.press("3")
    listener.falls_silent()
    played = page.evaluate("heard.splice(0)")
    assert played == [page.locator("#screen").get_attribute("data-chosen"), "end"]
    expect(page.locator(".picked")).to_have_text("Très bien")
    listener.press("0")
    listener.hears_all()
    page.locator("[data-repeat]").click()
    listener.press("*")
    heard = page.evaluate("heard.length")
    # At one go: on a busy machine the first recording ends before a second tap comes.
    page.evaluate("for (const each of ['repeat', 'hush'])"
                  " document.querySelector(`[data-${each}]`).click()")  # fmt: skip
    assert page.evaluate("heard.length") == heard + 1
    assert page.evaluate("heard.at(-1)") != "end"
    listener.press("9")
    listener.falls_silent()
    assert page.evaluate("heard.at(-2)") == page.locator("#screen").get_attribute("data-none")


def test_a_keypad_reaches_every_language_and_keeps_the_answers(
    listener: Listener, speaking: Stage
) -> None:
    page = listener.page
    listener.press("Numpad0")
    said = listener.hears_all()
    named = [f"/speech/{tag}/{numbered(tag)}" for tag in ("fr", "en")]
    assert [each for each in said if each in named] == named
    listener.press("Numpad9")  # there are more languages than digits
    listener.stands_at(re.compile("^Langue"))
    assert f"/speech/uk/{numbered('uk')}" in listener.hears_all()
    listener.press("Numpad3")  # nobody speaks Chinese here
    listener.falls_silent()
    assert page.evaluate("heard.at(-2)") == page.locator("#screen").get_attribute("data-unspoken")
    listener.press("Numpad2")
    listener.falls_silent()
    name = language_utterance("uk").id.hex()
    assert page.evaluate("heard.at(-2)") == f"/speech/uk/{name}"
    listener.press("NumpadEnter")
    listener.is_asked("overall_experience")
    expect(page.locator("#screen")).to_have_attribute("lang", "uk")
    listener.press("Numpad3", "NumpadEnter")
    listener.is_asked("visit_purpose")
    listener.press("Numpad1", "NumpadDivide")
    listener.stands_at(re.compile("^Мова"))
    listener.press("NumpadSubtract")
    listener.is_asked("visit_purpose")
    listener.press("NumpadDivide")
    listener.stands_at(re.compile("^Мова"))
    listener.press("Numpad3", "NumpadEnter")
    expect(page.locator("#screen.question")).to_have_attribute("lang", "en")
    expect(page.locator("input:checked")).to_have_count(1)
    expect(page.locator('input[name="overall_experience"]')).to_have_value("good")
    assert speaking.responses() == []


def numbered(tag: str) -> str:
    return numbered_language_utterance(SURVEY, tag).id.hex()


def test_a_keypad_hears_an_answer_on_the_review_and_changes_it(listener: Listener) -> None:
    page = listener.page
    ScreenBook(page, listener.address).open("review", "fr", "0v")
    listener.hears_all()
    listener.press("Numpad2")
    listener.falls_silent()
    listener.is_at("review")
    assert len(page.evaluate("heard.splice(0)")) > 2
    listener.press("Numpad2")
    listener.is_asked("visit_purpose")
    listener.press("NumpadEnter")
    listener.is_at("review")
    listener.press("Numpad9")  # the rest of the lines
    expect(page.locator(".line")).to_have_count(len(SURVEY.questions) - 8)
    listener.press("Numpad3", "NumpadEnter")
    listener.is_at("thanks")


def test_one_tap_changes_the_language_at_any_question_however_the_screen_is_set(
    listener: Listener,
) -> None:
    page = listener.page
    book = ScreenBook(page, listener.address)
    carried = """() => [...new FormData(document.querySelector("#screen"))]
        .filter(([name]) => !["_language", "_visit"].includes(name))"""
    for settings in ("0", "3", "0v", "2cdvlt"):
        for question in (*SURVEY.by_id, "review"):
            book.open(question, "fr", settings)
            before = page.evaluate(carried)
            listener.tap("language:es")
            page.locator('#screen[lang="es"]').wait_for()
            assert page.evaluate(carried) == before


def test_whatever_a_key_can_reach_says_its_name(listener: Listener) -> None:
    page = listener.page
    book = ScreenBook(page, listener.address)
    silent: dict[str, list[str]] = {}
    for screen in book.names:
        book.open(screen, "fr", "0v")
        silent[screen] = page.evaluate(
            """() => [...document.querySelectorAll(
                    "button, a, textarea, label.option")]
                .filter((each) => each.checkVisibility() && !each.closest("dialog"))
                .filter((each) => !each.matches(".language, .tongue") && !each.dataset.say)
                .map((each) => each.outerHTML.slice(0, 120))"""
        )
    assert {screen: each for screen, each in silent.items() if each} == {}
    book.open("overall_experience", "fr", "0v")
    listener.falls_silent()
    page.evaluate("heard.splice(0)")
    reach(page, '[value="back"]')
    listener.falls_silent()
    said = page.locator('[value="back"]').get_attribute("data-say")
    assert page.evaluate("heard.at(-2)") == said


def test_problems_and_the_statement_are_read_aloud_and_have_the_menu(listener: Listener) -> None:
    page = listener.page
    book = ScreenBook(page, listener.address)
    for screen in ("problem", "statement-1", "statement-2", "statement-3"):
        book.open(screen, "en", "0v")
        listener.hears_all()
        title = page.title()
        listener.press(".")
        expect(page.locator("#screen.menu")).to_be_visible()
        listener.press("2")
        expect(page.locator("#screen.menu.size-1")).to_be_visible()
        listener.press("8")
        expect(page.locator("#screen.size-1:not(.menu)")).to_be_visible()
        assert page.title() == title
        assert page.locator("[name=_language]").input_value() == "en"
    listener.press("Enter")  # leaves the statement, as its last button does
    listener.is_at("attract")
    expect(page.locator('input[name="_access"]')).to_have_value("0")


def test_the_keys_can_be_switched_off_and_are_on_again_for_the_next_visitor(
    listener: Listener,
) -> None:
    page = listener.page
    listener.tap("access")
    listener.tap("set:k")
    expect(page.locator('[value="set:k"]')).to_have_attribute("aria-pressed", "false")
    listener.press("1", "8", "0", ".")
    expect(page.locator("#screen.menu:not(.sized)")).to_be_visible()
    listener.tap("stay")
    page.locator(".start").click()
    listener.is_asked("overall_experience")
    listener.press("3", "+", "/", "0", ".", "Numpad1")
    assert page.locator(".picked").count() == 0
    listener.is_asked("overall_experience")
    listener.tap("back")
    listener.is_at("attract")
    listener.press("0")
    expect(page.locator('#screen.attract input[name="_access"]')).to_have_value("0v")


@pytest.mark.parametrize("ending", ["thanks", "erased"])
def test_everything_is_as_it_comes_for_the_next_visitor(listener: Listener, ending: str) -> None:
    page = listener.page
    listener.tap("access")
    for setting in ("set:larger", "set:c", "set:d", "set:v", "set:l", "set:t"):
        listener.tap(setting)
        expect(page.locator("#screen.menu:not(.htmx-request)")).to_be_visible()
    expect(page.locator('input[name="_access"]')).to_have_value("1cdvlt")
    listener.tap("stay")
    page.locator(".start").click()
    listener.tap("choose:good")
    listener.is_asked("visit_purpose")
    if ending == "thanks":
        page.evaluate("document.querySelector('[name=_at]').value = '_review'")
        page.evaluate("document.querySelector('form > button[hidden]').value = 'send'")
        page.evaluate("document.querySelector('form > button[hidden]').click()")
        listener.is_at("thanks")
        page.locator("[data-leave]").click()
    else:
        listener.tap("restart")
        listener.tap("erase")
    expect(page.locator("#screen.attract")).to_be_visible()
    expect(page.locator('input[name="_access"]')).to_have_value("0")
    expect(page.locator("#screen")).to_have_class("screen attract")
    assert page.locator("#screen").get_attribute("data-volume") is None
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_nothing_scrolls_or_is_cut_however_large_the_text(
    browser: Browser, speaking: Stage, size: str
) -> None:
    width, height = SIZES[size]
    found: dict[str, list[str]] = {}
    with (
        served(speaking) as address,
        browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        ) as context,
    ):
        page = context.new_page()
        Visitor(page, address).come()
        book = ScreenBook(page, address)
        for settings in SETTINGS[size]:
            for screen in book.names:
                book.open(screen, "ar" if settings == "2" else "fr", settings)
                found[f"{screen} {settings}"] = flaws(page)
    assert {key: each for key, each in found.items() if each} == {}


def test_the_largest_text_is_as_large_as_the_panel_asks(visitor: Visitor) -> None:
    book = ScreenBook(visitor.page, visitor.address)
    for screen in book.names:
        book.open(screen, "fr", "3")
        smallest = visitor.page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("#screen *")]
                .filter((each) => each.checkVisibility() && !each.closest("dialog, .unseen")
                    && [...each.childNodes].some((text) => text.nodeType === 3
                        && text.data.trim()))
                .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
        )
        assert smallest >= 0.02306 * SCREEN["width"] - 0.1, screen
