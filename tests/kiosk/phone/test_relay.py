"""The relay takes sealed items for its own Points, once each, and never sees what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.response import Channel
from shared.sealing import Label
from tests.kiosk.phone.parts import OTHER_TOKEN, PeriodKey, PhoneRelay
from tests.kiosk.phone.sealing import GOOD, Phone, code_of


def test_a_sealed_response_waits_in_the_lane_of_its_point(relay: PhoneRelay) -> None:
    assert Phone(relay).send().status_code == 204
    (response,) = relay.responses()
    assert response.answers == GOOD
    assert response.channel is Channel.PHONE
    assert not relay.responses("elbeuf")


def test_a_comment_is_an_item_of_its_own_with_a_challenge_of_its_own(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert phone.send().status_code == 204
    phone.item_id = bytes(16)
    assert phone.send(Label.COMMENT, proof=phone.proof(1)).status_code == 204
    assert [comment.text for comment in relay.comments()] == ["Merci"]


def test_two_points_have_lanes_of_their_own(relay: PhoneRelay) -> None:
    assert Phone(relay).send().status_code == 204
    assert Phone(relay, OTHER_TOKEN).send().status_code == 204
    assert len(relay.responses()) == len(relay.responses("elbeuf")) == 1


def test_the_same_item_sent_again_counts_once_and_is_thanked_again(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    item = phone.sealed()
    for _ in range(3):
        assert phone.send(item=item).status_code == 204
    assert len(relay.responses()) == 1


def test_an_item_sealed_anew_under_its_id_counts_once(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert phone.send().status_code == 204
    phone.given = Phone(relay).given
    assert phone.send().status_code == 204
    assert len(relay.responses()) == 1


@pytest.mark.parametrize(
    ("lane", "code"),
    [
        ("", "request-invalid"),
        ("2026-10.{key}", "request-invalid"),
        ("2026-1.{key}.{survey}", "request-invalid"),
        ("2026-09.{key}.{survey}", "lane-renewed"),
        ("2026-11.{key}.{survey}", "lane-renewed"),
        ("2026-10.0000000000000000.{survey}", "lane-renewed"),
        ("2026-10.{key}." + "0" * 64, "survey-renewed"),
    ],
)
def test_an_item_for_another_period_key_or_survey_is_refused(
    relay: PhoneRelay, lane: str, code: str
) -> None:
    phone = Phone(relay)
    context = phone.context()
    named = lane.format(key=context.key_id.hex(), survey=context.survey.hex())
    assert code_of(phone.send(lane=named)) == code
    assert not relay.spool.lanes()


@pytest.mark.parametrize("change", [-1, 1], ids=["shorter", "longer"])
def test_an_item_of_another_length_is_refused(relay: PhoneRelay, change: int) -> None:
    phone = Phone(relay)
    item = (phone.sealed() + b"\0")[: len(phone.sealed()) + change]
    assert code_of(phone.send(item=item)) == "request-invalid"
    assert not relay.spool.lanes()


def test_a_response_is_not_taken_for_a_comment(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert code_of(phone.send(Label.COMMENT, item=phone.sealed())) == "request-invalid"


def test_a_page_opened_before_the_survey_was_replaced_can_still_be_sent(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    former = relay.survey
    relay.survey = replace(former, version=former.version + 1)
    relay.renew()
    relay.survey = former
    assert phone.send().status_code == 204


def test_a_survey_that_was_never_handed_out_is_refused(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    context = phone.context()
    other = f"{context.period}.{context.key_id.hex()}.{'ab' * 32}"
    assert code_of(phone.send(lane=other)) == "survey-renewed"


def test_a_page_of_a_month_whose_key_is_gone_gets_a_new_key_by_its_pass(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    relay.keys = {"2026-11": PeriodKey()}
    relay.renew()
    relay.clock.forward(days=30)
    assert code_of(phone.send()) == "lane-renewed"
    phone.given = phone.client.get(f"/p/{phone.token}/pass").get_json()
    assert phone.given["period"] == "2026-11"
    assert phone.send().status_code == 204
    assert len(relay.responses()) == 1


def test_a_reissued_token_ends_the_old_poster_and_no_other(relay: PhoneRelay) -> None:
    old, other = Phone(relay), Phone(relay, OTHER_TOKEN)
    relay.tokens["rouen-simone-veil"] = "newtoken"
    relay.renew()
    assert code_of(old.send()) == "poster-unknown"
    page = relay.client().get("/p/rouentoken", headers={"Accept-Language": "fr"})
    assert page.status_code == 404
    assert "Cette affiche n’est plus valable" in page.text.replace("&#39;", "’")
    assert other.send().status_code == 204
    assert Phone(relay, "newtoken").send().status_code == 204


def test_a_token_may_be_typed_in_capitals(relay: PhoneRelay) -> None:
    assert Phone(relay, "RouenToken").send().status_code == 204


def test_without_a_bundle_the_page_says_so(relay: PhoneRelay) -> None:
    relay.keys = {}
    relay.renew()
    page = relay.client().get("/p/rouentoken", headers={"Accept-Language": "fr"})
    assert page.status_code == 503
    assert "pour le moment" in page.text
