"""The whole way in a real browser, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shared.response import Channel, Response
from shared.sealing import Label
from tests.e2e.kiosk_browser import Visitor
from tests.kiosk.pages.stage import Stage

BOTH = pytest.mark.parametrize(
    "visitor", [True, False], ids=["with-scripts", "without-scripts"], indirect=True
)
ANSWERS = {
    "overall_experience": frozenset({"bad"}),
    "visit_purpose": frozenset({"my_account_info", "other"}),
    "goal_achieved": frozenset({"partly"}),
    "blocking_reason": frozenset({"no_login"}),
    "help_received": frozenset({"not_needed"}),
    "opening_hours": frozenset({"yes"}),
}


@BOTH
def test_from_the_first_screen_to_the_thanks(visitor: Visitor, stage: Stage) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.page.locator("textarea").fill("Deux\nlignes")
    visitor.tap("next")
    visitor.is_at("review")
    assert stage.responses() == []
    visitor.tap("send")
    visitor.is_at("thanks")
    assert stage.responses() == [Response(ANSWERS, Channel.SCREEN, "fr")]
    assert [each.text for each in stage.comments()] == ["Deux\nlignes"]


@BOTH
def test_an_answer_changed_on_the_review_asks_what_it_opens_and_returns(
    visitor: Visitor, stage: Stage
) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.tap("skip")
    visitor.tap("change:goal_achieved")
    visitor.tap("choose:yes")
    visitor.is_at("review")
    visitor.tap("change:help_received")
    visitor.tap("choose:full")
    visitor.is_asked("help_quality")
    visitor.tap("choose:excellent")
    visitor.is_at("review")
    visitor.tap("send")
    visitor.is_at("thanks")
    (response,) = stage.responses()
    assert "blocking_reason" not in response.answers
    assert response.answers["help_quality"] == frozenset({"excellent"})


@BOTH
def test_a_language_chosen_on_the_way_keeps_ticks_and_text(visitor: Visitor) -> None:
    page = visitor.page
    visitor.start("en")
    visitor.tap("choose:good")
    visitor.tick("simulation")
    visitor.tap("language:ar")
    expect(page.locator("h1")).to_have_text("ما الذي جئت من أجله؟")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator('input[value="simulation"]')).to_be_checked()
    first, second = (page.locator("label.option").nth(index).bounding_box() for index in (0, 1))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]


@BOTH
def test_going_back_shows_what_was_chosen(visitor: Visitor) -> None:
    visitor.start()
    visitor.tap("choose:medium")
    visitor.is_asked("visit_purpose")
    visitor.tap("back")
    expect(visitor.page.locator(".chosen")).to_have_text("Moyenvotre réponse")


@BOTH
def test_a_full_disk_is_said_and_trying_again_works(visitor: Visitor, stage: Stage) -> None:
    stage.spool.full.add(Label.RESPONSE)
    visitor.start()
    visitor.answer_all()
    visitor.tap("skip")
    visitor.tap("send")
    expect(visitor.page.locator("h1")).to_have_text("Vos réponses n'ont pas été enregistrées.")
    stage.spool.full.clear()
    visitor.tap("send")
    visitor.is_at("thanks")
    assert stage.responses() == [Response(ANSWERS, Channel.SCREEN, "fr")]


@BOTH
def test_tapping_twice_counts_once(visitor: Visitor, stage: Stage) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.page.locator("textarea").fill("Merci")
    visitor.tap("next")
    visitor.page.locator('button[value="send"]:visible').dblclick(no_wait_after=True)
    visitor.is_at("thanks")
    assert (len(stage.responses()), len(stage.comments())) == (1, 1)


def test_the_second_of_two_quick_taps_answers_nothing(visitor: Visitor, stage: Stage) -> None:
    stage.settings.tap_guard_ms = 60_000
    visitor.start()
    visitor.page.locator("#screen").evaluate("screen => screen.classList.remove('guarded')")
    box = visitor.page.locator('[value="choose:bad"]').bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + 60, box["y"] + 60)
    visitor.is_asked("visit_purpose")
    visitor.page.mouse.click(box["x"] + 60, box["y"] + 60)
    assert visitor.page.locator("input:checked").count() == 0


def test_the_heading_has_the_focus_on_every_screen(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.tap("skip")
    visitor.is_at("review")
    expect(visitor.page.locator("h1")).to_be_focused()
    expect(visitor.page).to_have_title("Vérifiez vos réponses – Votre avis sur votre visite")


def test_the_keyboard_alone_goes_from_start_to_thanks(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    page.locator(".start").focus()
    page.keyboard.press("Enter")
    visitor.is_asked("overall_experience")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator('[value="choose:bad"]')).to_be_focused()
    page.keyboard.press("Enter")
    visitor.is_asked("visit_purpose")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    visitor.is_asked("goal_achieved")
    while page.locator(".review").count() == 0:
        asked = page.locator('input[name="_at"]').input_value()
        page.locator('[value="skip"]').focus()
        page.keyboard.press("Enter")
        expect(page.locator(f'input[name="_at"][value="{asked}"]')).to_have_count(0)
    page.locator('[value="send"]').focus()
    page.keyboard.press("Enter")
    visitor.is_at("thanks")
    (response,) = stage.responses()
    assert set(response.answers) == {"overall_experience", "visit_purpose"}


def test_a_kiosk_that_does_not_answer_keeps_the_screen_and_says_so(visitor: Visitor) -> None:
    page = visitor.page
    visitor.start()
    page.route("**/visit", lambda route: route.abort())
    visitor.tap("choose:good")
    expect(page.locator("#trouble")).to_be_visible()
    visitor.complaints.clear()
    page.unroute("**/visit")
    page.locator("#trouble [data-close]").click()
    visitor.tap("choose:good")
    visitor.is_asked("visit_purpose")


def test_an_error_page_of_something_else_does_not_replace_the_screen(visitor: Visitor) -> None:
    page = visitor.page
    visitor.start()
    page.route("**/visit", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    visitor.tap("choose:good")
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator(".question")).to_be_attached()
