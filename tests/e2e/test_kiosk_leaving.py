"""Nothing of a visitor stays: after the thanks, after a long silence, behind the back button."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.e2e.conftest import SCREEN
from tests.e2e.kiosk_browser import ARGUMENTS, CHROMIUM, Visitor, served
from tests.e2e.kiosk_screens import ScreenBook
from tests.kiosk.pages.speaking import full_voice
from tests.kiosk.pages.stage import Stage

WITHOUT_SCRIPTS = pytest.mark.parametrize(
    "visitor", [False], ids=["without-scripts"], indirect=True
)
COMMENT = "Un accueil formidable"
TRACES = (
    COMMENT, "my_account_info", "no_login", "Pas bien", 'checked=""', "option chosen", "_visit",
)  # fmt: skip
STORED = """async () => ({
    local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
    caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
})"""
FIELDS = """() => [...document.querySelectorAll("input, textarea, select")]
    .map((each) => `${each.name} ${each.value} ${each.checked ? 'checked=""' : ""}`).join(" ")"""
"""What fields hold now, which the markup does not tell."""
NOTHING_STORED = {"local": 0, "session": 0, "cookies": "", "caches": 0, "databases": 0}


def finish(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.page.locator("textarea").fill(COMMENT)
    visitor.tap("next")
    visitor.is_at("review")
    visitor.tap("send")
    visitor.is_at("thanks")


def shows_nothing(visitor: Visitor) -> None:
    body = visitor.body() + visitor.page.evaluate(FIELDS)
    assert [trace for trace in TRACES if trace in body] == []


def travel(visitor: Visitor, direction: str) -> None:
    """Press the browser's own button; a page that it refuses to bring back is fine too."""
    try:
        if direction == "back":
            visitor.page.go_back()
        elif direction == "forward":
            visitor.page.go_forward()
        else:
            visitor.page.reload()
    except Error as error:
        if "ERR_CACHE_MISS" not in error.message:
            raise
        visitor.page.wait_for_event("framenavigated")  # the browser's own page says so


def test_the_thanks_go_back_to_the_first_screen_by_themselves(visitor: Visitor) -> None:
    visitor.page.clock.install()
    visitor.page.reload()
    finish(visitor)
    visitor.page.clock.fast_forward(8_500)
    visitor.is_at("attract")
    shows_nothing(visitor)


@pytest.mark.parametrize("direction", ["back", "forward", "reload"])
def test_after_the_thanks_no_browser_button_brings_an_answer_back(
    visitor: Visitor, stage: Stage, direction: str
) -> None:
    length = visitor.page.evaluate("history.length")
    finish(visitor)
    shows_nothing(visitor)
    visitor.page.locator("[data-leave]").click()
    visitor.is_at("attract")
    assert visitor.page.evaluate("history.length") == length
    assert visitor.page.evaluate(STORED) == NOTHING_STORED
    for _ in range(3):
        travel(visitor, direction)
        shows_nothing(visitor)
    assert len(stage.responses()) == 1
    assert visitor.page.context.cookies() == []


@WITHOUT_SCRIPTS
def test_without_scripts_the_thanks_and_its_history_hold_nothing(
    visitor: Visitor, stage: Stage
) -> None:
    finish(visitor)
    shows_nothing(visitor)
    visitor.page.locator("[data-leave]").click()
    visitor.is_at("attract")
    for _ in range(3):
        travel(visitor, "back")
        shows_nothing(visitor)
        travel(visitor, "reload")  # has the browser post the old form again, if it will
        shows_nothing(visitor)
    assert len(stage.responses()) == 1
    assert visitor.page.context.cookies() == []


def test_no_address_ever_holds_more_than_a_path(visitor: Visitor) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    finish(visitor)
    visitor.page.locator("[data-leave]").click()
    visitor.is_at("attract")
    assert {urlsplit(each).path for each in asked if "/static/" not in each} == {
        "/", "/sizes.css", "/start", "/visit",
    }  # fmt: skip
    assert [each for each in asked if "?" in each and "/static/" not in each] == []


def test_silence_brings_a_warning_that_one_tap_ends(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    page.reload()
    visitor.start()
    visitor.tap("choose:good")
    visitor.is_asked("visit_purpose")
    visitor.tick("other")
    page.clock.fast_forward(59_000)
    expect(page.locator("#still-there")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator("#still-there")).to_be_visible()
    page.clock.run_for(5_000)
    expect(page.locator("[data-countdown]")).to_have_text("15")
    page.locator("[data-stay]").click()
    expect(page.locator("#still-there")).to_be_hidden()
    page.clock.fast_forward(30_000)
    expect(page.locator('input[value="other"]')).to_be_checked()


def test_touching_is_not_silence(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    page.reload()
    visitor.start()
    for _ in range(4):
        page.clock.fast_forward(45_000)
        page.mouse.click(640, 120)
    expect(page.locator("#still-there")).to_be_hidden()


def test_a_key_ends_the_warning_and_does_nothing_else(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    page.reload()
    visitor.start()
    page.locator('[value="choose:bad"]').focus()
    page.clock.fast_forward(61_000)
    expect(page.locator("#still-there")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#still-there")).to_be_hidden()
    visitor.is_asked("overall_experience")


def test_silence_after_the_warning_erases_everything(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    page.clock.install()
    page.reload()
    length = page.evaluate("history.length")
    visitor.start()
    visitor.answer_all()
    page.locator("textarea").fill(COMMENT)
    form = page.locator("#screen").evaluate("form => [...new FormData(form)]")
    page.clock.fast_forward(61_000)
    expect(page.locator("#still-there")).to_be_visible()
    with page.expect_request("**/visit") as erasing:
        page.clock.run_for(20_500)
    visitor.is_at("attract")
    shows_nothing(visitor)
    assert page.evaluate("history.length") == length
    for direction in ("back", "forward", "reload"):
        travel(visitor, direction)
        shows_nothing(visitor)
    assert page.evaluate(STORED) == NOTHING_STORED
    assert page.context.cookies() == []
    assert erasing.value.post_data is not None
    assert "my_account_info" not in erasing.value.post_data
    replay = stage.client.post("/visit", data=as_posted(form, "send"))
    assert replay.status_code == 303
    assert stage.ids() == set()


@pytest.mark.parametrize("ending", ["thanks", "silence"])
def test_nothing_stays_of_a_visitor_who_had_everything_set(
    browser: Browser, tmp_path: Path, ending: str
) -> None:
    stage = Stage(tmp_path, voice=full_voice(tmp_path / "packs"))
    with served(stage) as address, browser.new_context(viewport=SCREEN) as context:  # type: ignore[arg-type]
        page = context.new_page()
        visitor = Visitor(page, address)
        visitor.come()
        page.clock.install()
        page.reload()
        book = ScreenBook(page, address)
        book.open("comment-answered", "fr", "3cdvlt")
        if ending == "thanks":
            visitor.tap("next")
            visitor.is_at("review")
            visitor.tap("send")
            visitor.is_at("thanks")
            shows_nothing(visitor)
            page.clock.fast_forward(25_000)  # three times the usual, for who asked for more time
        else:
            page.clock.fast_forward(181_000)
            expect(page.locator("#still-there")).to_be_visible()
            expect(page.locator("[data-countdown]")).to_have_text("60")
            page.clock.run_for(61_000)
        visitor.is_at("attract")
        for direction in ("", "back", "forward", "reload"):
            if direction:
                travel(visitor, direction)
            shows_nothing(visitor)
            assert "3cdvlt" not in visitor.body()
            assert "Un mot très long" not in visitor.body()
        visitor.come()
        expect(page.locator("#screen")).to_have_class("screen attract")
        expect(page.locator('input[name="_access"]')).to_have_value("0")
        assert page.locator("#screen").get_attribute("data-volume") is None
        assert page.locator("#screen").get_attribute("data-keys") is None
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert page.evaluate(STORED) == NOTHING_STORED
        assert context.cookies() == []
    assert len(stage.responses()) == (ending == "thanks")
    stage.spool.spool.close()


@pytest.mark.slow
def test_the_browsers_profile_on_disk_holds_nothing_that_was_written_or_chosen(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """Autofill, cache, session files: whatever the browser keeps, it does not keep a visitor."""
    profile = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=ARGUMENTS
    )
    visitor = Visitor(context.new_page(), address)
    visitor.page.clock.install()
    visitor.come()
    finish(visitor)
    visitor.page.locator("[data-leave]").click()
    visitor.is_at("attract")
    for ending in ("erased", "silence"):
        visitor.start()
        visitor.answer_all()
        visitor.page.locator("textarea").fill(COMMENT)
        if ending == "erased":
            visitor.tap("restart")
            visitor.tap("erase")
        else:
            visitor.page.clock.fast_forward(61_000)
            visitor.page.clock.run_for(20_500)
        visitor.is_at("attract")
        shows_nothing(visitor)
    context.close()
    files = [each for each in profile.rglob("*") if each.is_file()]
    assert any(each.name == "Web Data" for each in files)  # where autofill would be
    kept = {
        (each.relative_to(profile).as_posix(), trace)
        for each in files
        for trace in (COMMENT, "my_account_info", "no_login")
        for form in (trace.encode(), trace.encode("utf-16-le"))
        if form in each.read_bytes()
    }
    assert kept == set()


def as_posted(form: list[list[str]], do: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in form:
        fields.setdefault(name, []).append(value)
    return fields | {"_do": [do], "_at": ["_review"]}


@WITHOUT_SCRIPTS
def test_without_scripts_silence_erases_too(visitor: Visitor, stage: Stage) -> None:
    stage.settings.idle_seconds = 1
    stage.settings.idle_warning_seconds = 0
    visitor.start()
    visitor.is_at("attract")
    shows_nothing(visitor)
    travel(visitor, "back")
    travel(visitor, "reload")
    shows_nothing(visitor)


def test_leaving_the_page_in_the_middle_leaves_nothing(visitor: Visitor, stage: Stage) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.page.goto("about:blank")
    visitor.page.go_back()
    visitor.is_at("attract")
    shows_nothing(visitor)
    assert stage.ids() == set()


def test_reloading_in_the_middle_starts_again_empty(visitor: Visitor) -> None:
    visitor.start()
    visitor.tap("choose:bad")
    visitor.is_asked("visit_purpose")
    visitor.tick("other")
    visitor.page.reload()
    visitor.is_at("attract")
    visitor.start()
    expect(visitor.page.locator(".chosen, input:checked")).to_have_count(0)


def test_starting_over_erases_after_asking(visitor: Visitor) -> None:
    visitor.start()
    visitor.tap("choose:bad")
    visitor.is_asked("visit_purpose")
    visitor.tap("restart")
    visitor.tap("stay")
    visitor.is_asked("visit_purpose")
    visitor.tap("restart")
    visitor.tap("erase")
    visitor.is_at("attract")
    shows_nothing(visitor)


def test_the_statement_gives_way_to_the_first_screen_when_nobody_reads_it(
    visitor: Visitor,
) -> None:
    page = visitor.page
    page.clock.install()
    page.locator(".statement-link").click()
    visitor.is_at("statement")
    page.clock.run_for(50_000)
    page.mouse.click(640, 40)  # somebody is there
    page.clock.run_for(50_000)
    visitor.is_at("statement")
    page.clock.run_for(11_000)
    visitor.is_at("attract")
