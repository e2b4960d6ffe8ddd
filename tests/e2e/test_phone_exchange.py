"""What leaves the phone: sealed bytes of one length, whatever was answered; and quickly enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.sealing import Label, sealed_length
from tests.e2e.phone_browser import Front, Handset, Posted, handset, served
from tests.kiosk.phone.parts import PhoneRelay, default_survey


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Front]:
    with served(PhoneRelay(tmp_path)) as front:
        yield front


def nothing_more(phone: Handset) -> None:
    phone.choose("overall_experience", "good")


def one_of_everything(phone: Handset) -> None:
    phone.choose("overall_experience", "bad")
    phone.choose("visit_purpose", "site_navigation", "my_account_info", "simulation", "other")
    phone.choose("goal_achieved", "no")
    phone.choose("blocking_reason", "no_login", "missing_document", "other")
    phone.choose("help_received", "full")
    phone.choose("help_quality", "excellent")
    for question in ("information_clarity", "confidentiality", "opening_hours"):
        phone.page.locator(f"#{question} .option:visible").last.click()


def in_arabic(phone: Handset) -> None:
    phone.speak("ar")
    phone.choose("overall_experience", "medium")


WAYS: dict[str, Callable[[Handset], None]] = {
    "nothing more": nothing_more,
    "one of everything": one_of_everything,
    "in Arabic": in_arabic,
}


def send(
    browser: Browser, place: Front, answer: Callable[[Handset], None], comment: str
) -> list[Posted]:
    """What one visitor's phone posts."""
    before = len(place.posted)
    with handset(browser, place.address) as phone:
        phone.open()
        answer(phone)
        phone.write(comment)
        phone.send()
        phone.is_thanked()
    return place.posted[before:]


def test_different_answers_make_requests_of_identical_size(browser: Browser, place: Front) -> None:
    sizes = {
        (name, len(comment)): [
            (len(each.head), len(each.body)) for each in send(browser, place, answer, comment)
        ]
        for name, answer in WAYS.items()
        for comment in ("a", "é" * 400)
    }
    assert len(set(map(tuple, sizes.values()))) == 1, sizes
    assert len(place.relay.responses()) == len(place.relay.comments()) == 6


def test_bodies_are_sealed_bytes_and_nothing_else(browser: Browser, place: Front) -> None:
    comment = "Un mot que personne ne lit en chemin"
    posted = send(browser, place, one_of_everything, comment)
    spool = place.relay.spool
    waiting = {item for lane in spool.lanes() for item in spool.items(lane)}
    assert {each.body for each in posted} == waiting
    survey = default_survey()
    lengths = [sealed_length(survey, label) for label in (Label.RESPONSE, Label.COMMENT)]
    assert [len(each.body) for each in posted] == lengths
    for each in posted:
        assert "CONTENT_TYPE: application/octet-stream" in each.head
        assert "COOKIE" not in each.head
        for question in survey.counted:
            assert question.id not in each.head
        assert comment.encode() not in each.body


def test_nothing_but_the_page_and_its_files_is_asked_for(browser: Browser, place: Front) -> None:
    with handset(browser, place.address) as phone:
        asked: list[str] = []
        phone.page.on("request", lambda request: asked.append(request.url))
        phone.open()
        phone.choose("overall_experience", "good")
        phone.send()
        phone.is_thanked()
    origin = place.address.removesuffix("/p/rouentoken")
    assert {each.removeprefix(origin).partition("?")[0] for each in asked} == {
        "/p/rouentoken",
        "/p/rouentoken/response",
        "/static/icon.svg",
        "/static/phone-worker.js",
    }


def test_the_page_can_seal_after_one_round_trip(browser: Browser, place: Front) -> None:
    """How long that takes on a slow network, `python -m tests.bench --only phone` says."""
    with handset(browser, place.address, "small") as phone:
        asked: list[str] = []
        phone.page.on("request", lambda request: asked.append(request.url))
        phone.page.route("**/static/*", lambda route: route.abort())
        phone.open()
        phone.choose("overall_experience", "good")
        phone.speak("ar")
        assert phone.page.locator("html").get_attribute("dir") == "rtl"
    needed = [each for each in asked if "/static/" not in each]
    assert needed == [place.address]
