"""The survey on a phone, in a real browser: small, large, in Arabic, with text at 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from shared.presence import presence_code
from shared.response import Channel, Response
from tests.e2e.phone_browser import PHONES, Front, Handset, handset, served
from tests.kiosk.phone.parts import Layers, PhoneRelay

EVERY_PHONE = pytest.mark.parametrize("phone", list(PHONES), indirect=True)
AXE_TAGS = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice",
    "EN-301-549", "RGAAv4",
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Front]:
    """A relay that is really served."""
    with served(PhoneRelay(tmp_path)) as front:
        yield front


@pytest.fixture
def phone(browser: Browser, place: Front, request: pytest.FixtureRequest) -> Iterator[Handset]:
    """A phone with the survey open."""
    kind: str = getattr(request, "param", "large")
    with handset(browser, place.address, kind) as phone:
        phone.open()
        yield phone


def answer(phone: Handset) -> None:
    phone.choose("overall_experience", "bad")
    phone.choose("visit_purpose", "simulation", "other")
    phone.choose("goal_achieved", "partly")
    phone.choose("blocking_reason", "no_login")


ANSWERS = {
    "overall_experience": frozenset({"bad"}),
    "visit_purpose": frozenset({"simulation", "other"}),
    "goal_achieved": frozenset({"partly"}),
    "blocking_reason": frozenset({"no_login"}),
}


@EVERY_PHONE
def test_from_the_address_to_the_sealed_items(phone: Handset, place: Front) -> None:
    answer(phone)
    phone.write("Un mot, شكرا 😀")
    assert phone.overflow() <= 0
    phone.send()
    phone.is_thanked()
    language = "ar" if phone.page.locator("html").get_attribute("dir") == "rtl" else "fr"
    assert place.relay.responses() == [Response(ANSWERS, Channel.PHONE, language)]
    assert [each.text for each in place.relay.comments()] == ["Un mot, شكرا 😀"]


@EVERY_PHONE
def test_the_page_and_its_thanks_have_no_known_barrier(phone: Handset) -> None:
    answer(phone)
    phone.write("06 12 34 56 78")
    assert barriers(phone) == []
    phone.send()
    phone.is_thanked()
    assert barriers(phone) == []


def barriers(phone: Handset) -> list[str]:
    results = Axe().run(phone.page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in results.response["violations"]
    ]


def test_everything_can_be_tapped_without_hitting_a_neighbour(phone: Handset) -> None:
    boxes = [
        each.bounding_box()
        for each in phone.page.locator(".box:visible, button:visible, textarea:visible").all()
    ]
    assert len(boxes) > 40
    assert min(box["height"] for box in boxes if box) >= 44
    assert min(box["width"] for box in boxes if box) >= 44


def test_questions_are_asked_because_of_others_without_a_round_trip(phone: Handset) -> None:
    reason = phone.page.locator("#blocking_reason")
    requests: list[str] = []
    phone.page.on("request", lambda request: requests.append(request.url))
    expect(reason).to_be_hidden()
    phone.choose("goal_achieved", "no")
    expect(reason).to_be_visible()
    phone.choose("blocking_reason", "no_login")
    phone.choose("goal_achieved", "yes")
    expect(reason).to_be_hidden()
    assert requests == []


def test_an_answer_to_a_question_no_longer_asked_is_not_sent(phone: Handset, place: Front) -> None:
    answer(phone)
    phone.choose("goal_achieved", "yes")
    phone.send()
    phone.is_thanked()
    (response,) = place.relay.responses()
    assert "blocking_reason" not in response.answers


def test_an_answer_can_be_taken_back(phone: Handset, place: Front) -> None:
    phone.choose("overall_experience", "good")
    phone.choose("help_received", "full")
    phone.page.locator('[data-clear="help_received"]').click()
    phone.send()
    phone.is_thanked()
    (response,) = place.relay.responses()
    assert set(response.answers) == {"overall_experience"}


def test_the_language_changes_with_one_tap_and_loses_nothing(phone: Handset, place: Front) -> None:
    answer(phone)
    phone.write("Un mot")
    requests: list[str] = []
    phone.page.on("request", lambda request: requests.append(request.url))
    for language in place.relay.survey.languages:
        phone.speak(language)
        asked = place.relay.survey.by_id["goal_achieved"].labels[language]
        legend = phone.page.locator("#goal_achieved legend").inner_text()
        assert legend.replace("\u00a0", " ") == asked
        assert phone.overflow() <= 0
    assert requests == []
    phone.speak("ar")
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    phone.send()
    phone.is_thanked()
    assert place.relay.responses() == [Response(ANSWERS, Channel.PHONE, "ar")]
    assert [each.text for each in place.relay.comments()] == ["Un mot"]


def test_a_required_answer_is_asked_for_before_anything_is_sent(phone: Handset) -> None:
    phone.choose("goal_achieved", "yes")
    phone.send()
    phone.is_told("Il manque une réponse")
    expect(phone.page.locator("#overall_experience .missing-note")).to_be_visible()
    assert phone.posted == []
    phone.choose("overall_experience", "good")
    expect(phone.page.locator("#overall_experience .missing-note")).to_be_hidden()
    phone.send()
    phone.is_thanked()


def test_what_is_masked_is_shown_and_only_that_is_sent(phone: Handset, place: Front) -> None:
    phone.choose("overall_experience", "good")
    phone.write("Appelez le 06 12 34 56 78 ou jean@exemple.fr")
    shown = phone.page.locator("[data-masked]")
    expect(shown).to_contain_text("un numéro de téléphone, une adresse e-mail")
    expect(shown).to_contain_text("Appelez le [tél.] ou [mail]")
    phone.send()
    phone.is_thanked()
    assert [each.text for each in place.relay.comments()] == ["Appelez le [tél.] ou [mail]"]


def test_a_comment_that_is_too_long_is_not_cut_but_told(phone: Handset) -> None:
    phone.choose("overall_experience", "good")
    phone.write("é" * 501)
    phone.send()
    phone.is_told("500 caractères au plus")
    assert phone.posted == []
    phone.write("é" * 500)
    phone.send()
    phone.is_thanked()


def test_nothing_of_the_answers_is_left_on_the_page(phone: Handset) -> None:
    answer(phone)
    phone.write("Un mot très particulier")
    phone.send()
    phone.is_thanked()
    assert phone.page.locator("form").count() == 0
    assert "Un mot très particulier" not in phone.page.content()
    assert phone.page.url.endswith("/p/rouentoken")
    phone.page.reload()
    assert phone.page.locator("input:checked").count() == 0
    assert phone.page.locator("textarea").input_value() == ""


def test_what_could_not_be_sent_stays_and_counts_once_when_sent_again(
    phone: Handset, place: Front
) -> None:
    answer(phone)
    phone.write("Un mot")
    place.loses = "/response"
    phone.send()
    phone.is_told("Vos réponses n'ont pas été enregistrées.")
    assert len(place.relay.responses()) == 1
    expect(phone.page.locator("#send")).to_contain_text("Réessayer")
    phone.send()
    phone.is_thanked()
    assert place.relay.responses() == [Response(ANSWERS, Channel.PHONE, "fr")]
    assert len(place.relay.comments()) == 1


def test_without_a_connection_the_visitor_is_told_and_loses_nothing(
    phone: Handset, place: Front
) -> None:
    answer(phone)
    phone.page.context.set_offline(True)
    phone.send()
    phone.is_told("Il semble qu'il n'y ait pas de connexion.")
    phone.page.context.set_offline(False)
    phone.send()
    phone.is_thanked()
    assert place.relay.responses() == [Response(ANSWERS, Channel.PHONE, "fr")]


def test_a_comment_that_alone_was_lost_can_be_sent_again(phone: Handset, place: Front) -> None:
    answer(phone)
    phone.write("Un mot")
    phone.page.route("**/comment", lambda route: route.abort(), times=1)
    phone.send()
    phone.is_told("Vos réponses sont enregistrées ; seul votre texte")
    phone.send()
    phone.is_thanked()
    assert (len(place.relay.responses()), len(place.relay.comments())) == (1, 1)


def test_a_comment_that_was_lost_can_be_left_behind(phone: Handset, place: Front) -> None:
    answer(phone)
    phone.write("Un mot")
    phone.page.route("**/comment", lambda route: route.abort(), times=1)
    phone.send()
    phone.page.locator("#finish").click()
    phone.is_thanked()
    assert (len(place.relay.responses()), len(place.relay.comments())) == (1, 0)


def test_a_page_left_open_for_hours_is_sent_all_the_same(phone: Handset, place: Front) -> None:
    answer(phone)
    place.relay.clock.forward(hours=5)
    phone.send()
    phone.is_thanked()
    assert len(place.relay.responses()) == 1


def test_a_page_left_open_over_the_end_of_a_month_is_sealed_to_the_new_key(
    phone: Handset, place: Front
) -> None:
    answer(phone)
    place.relay.clock.forward(days=30)
    del place.relay.keys["2026-10"]
    place.relay.renew()
    phone.send()
    phone.is_thanked()
    assert [lane.period for lane in place.relay.spool.lanes()] == ["2026-11"]
    assert len(place.relay.responses()) == 1


def test_above_the_ceiling_the_visitor_is_told_and_loses_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    relay = PhoneRelay(tmp_path, Layers(phone_per_hour=1))
    with served(relay) as front:
        for attempt in range(2):
            with handset(browser, front.address) as phone:
                phone.open()
                answer(phone)
                phone.send()
                if attempt:
                    phone.is_told("Réessayez un peu plus tard")
                    relay.clock.forward(hours=1)
                    phone.send()
                phone.is_thanked()
    assert len(relay.responses()) == 2


def test_the_code_of_the_kiosks_screen_makes_it_seen_on_site(
    browser: Browser, place: Front
) -> None:
    code = presence_code(place.relay.bundle.points[0].presence, place.relay.clock.now())
    with handset(browser, place.address) as phone:
        phone.open(f"?s={code}")
        phone.choose("overall_experience", "good")
        phone.send()
        phone.is_thanked()
    assert [each.channel for each in place.relay.responses()] == [Channel.PHONE_ON_SITE]


def test_a_key_that_the_collector_did_not_sign_is_not_sealed_to(
    browser: Browser, place: Front
) -> None:
    place.relay.bundle.proofs["2026-10"] = bytes(64)  # type: ignore[index]
    with handset(browser, place.address) as phone:
        phone.open()
        phone.is_told("La clé de cette page n'a pas pu être vérifiée.")
        expect(phone.page.locator("#send")).to_be_disabled()


def test_a_browser_that_cannot_seal_says_so_and_the_relay_seals(
    browser: Browser, place: Front
) -> None:
    with handset(browser, place.address) as phone:
        phone.page.add_init_script("delete Crypto.prototype.subtle")
        phone.page.goto(place.address)
        expect(phone.page.locator("footer .when-plain")).to_contain_text("à leur arrivée")
        phone.choose("overall_experience", "good")
        phone.send()
        phone.is_thanked()
    assert len(place.relay.responses()) == 1


@pytest.mark.parametrize("kind", list(PHONES))
def test_without_javascript_the_whole_way_works(browser: Browser, place: Front, kind: str) -> None:
    with handset(browser, place.address, kind, scripts=False) as phone:
        phone.page.goto(place.address)
        assert phone.overflow() <= 0
        answer(phone)
        phone.speak("fr")
        expect(phone.page.locator(".hello noscript p")).to_contain_text("à leur arrivée")
        phone.write("Un mot")
        phone.send()
        phone.is_thanked()
    assert place.relay.responses() == [Response(ANSWERS, Channel.PHONE, "fr")]
    assert [each.text for each in place.relay.comments()] == ["Un mot"]


def test_the_page_can_be_used_with_a_keyboard_alone(phone: Handset, place: Front) -> None:
    phone.page.locator('#overall_experience input[value="bad"]').focus()
    for key in ("Space", "ArrowRight", "Tab", "Space"):
        phone.page.keyboard.press(key)
    phone.page.locator("#send").focus()
    phone.page.keyboard.press("Enter")
    phone.is_thanked()
    assert phone.page.evaluate("document.activeElement.tagName") == "H1"
    (response,) = place.relay.responses()
    assert response.answers["overall_experience"] == {"medium"}
    assert response.answers["visit_purpose"] == {"site_navigation"}
