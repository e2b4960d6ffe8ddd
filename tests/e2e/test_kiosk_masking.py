"""What points at a person is hidden before a comment is sealed, and the visitor sees it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.kiosk_browser import Visitor
from tests.kiosk.pages.stage import Stage

WRITTEN = "Rappelez-moi au 06 12 34 56 78, merci"
HIDDEN = "Rappelez-moi au [tél.], merci"


def test_a_visitor_sees_what_was_hidden_changes_it_and_sends(
    visitor: Visitor, stage: Stage
) -> None:
    visitor.start()
    visitor.answer_all()
    text = visitor.page.locator("textarea")
    text.fill(WRITTEN)
    visitor.tap("next")
    expect(visitor.page.locator(".notice")).to_contain_text("pour vous protéger")
    expect(text).to_have_value(HIDDEN)
    visitor.tap("next")
    visitor.is_at("review")
    expect(visitor.page.locator(".notice")).to_contain_text("un numéro de téléphone")
    assert "06 12" not in visitor.body()
    visitor.tap("change:comment")
    visitor.page.locator("textarea").fill("Rappelez-moi")
    visitor.tap("next")
    visitor.is_at("review")
    expect(visitor.page.locator(".notice")).to_have_count(0)
    visitor.tap("send")
    visitor.is_at("thanks")
    assert [each.text for each in stage.comments()] == ["Rappelez-moi"]


def test_the_review_with_something_hidden_still_fits(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer_all()
    visitor.page.locator("textarea").fill(HIDDEN + " " + "a@b.fr " + "mot " * 100)
    visitor.tap("next")
    visitor.tap("next")
    visitor.is_at("review")
    beyond = "document.documentElement.scrollHeight - innerHeight"
    assert visitor.page.evaluate(beyond) == 0
