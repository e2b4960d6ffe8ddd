"""Without JavaScript the form works all the same: it is sealed on arrival, and says so before."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from shared.problems import StorageProblem
from shared.response import Channel
from shared.sealing import Context
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone

FRENCH = {"Accept-Language": "fr"}


def is_checked(page: TestResponse, question: str, option: str) -> bool:
    (found,) = [
        each
        for each in page.text.split("<input ")[1:]
        if f'name="{question}" value="{option}"' in each
    ]
    return found.partition(">")[0].endswith(" checked")


def test_the_form_is_sealed_on_arrival_and_thanked(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    sent = phone.send_plain(
        overall_experience="good", visit_purpose=["simulation", "other"], comment="Merci\r\nà tous"
    )
    assert sent.status_code == 303
    assert "Merci" in phone.client.get(sent.headers["Location"]).text
    (response,) = relay.responses()
    assert response.channel is Channel.PHONE
    assert response.answers == {
        "overall_experience": {"good"},
        "visit_purpose": {"simulation", "other"},
    }
    assert [each.text for each in relay.comments()] == ["Merci\nà tous"]


def test_the_page_says_beforehand_where_it_is_sealed(relay: PhoneRelay) -> None:
    page = Phone(relay, headers=FRENCH).page
    note = "vos réponses sont scellées à leur arrivée sur notre serveur"
    assert note in page.split("<main>")[0].replace("\u00a0", " ")
    assert note in page.split("<footer>")[1].replace("\u00a0", " ")


def test_sending_again_counts_once(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    for _ in range(2):
        assert phone.send_plain(overall_experience="bad", comment="Bof").status_code == 303
    assert len(relay.responses()) == len(relay.comments()) == 1


def test_a_pass_serves_one_visit_only(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    assert phone.send_plain(overall_experience="bad").status_code == 303
    again = phone.send_plain(overall_experience="good", _visit="00" * 16)
    assert again.status_code == 403
    assert len(relay.responses()) == 1


def test_answers_to_questions_that_others_did_not_open_are_left_out(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    sent = phone.send_plain(
        overall_experience="good", goal_achieved="yes", blocking_reason=["no_login"]
    )
    assert sent.status_code == 303
    (response,) = relay.responses()
    assert set(response.answers) == {"overall_experience", "goal_achieved"}


def test_no_answer_is_an_answer(relay: PhoneRelay) -> None:
    assert Phone(relay).send_plain(overall_experience="good", help_received="").status_code == 303
    (response,) = relay.responses()
    assert set(response.answers) == {"overall_experience"}


def test_changing_the_language_keeps_every_answer(relay: PhoneRelay) -> None:
    phone = Phone(relay, headers=FRENCH)
    page = phone.send_plain(
        _do="language:ar", overall_experience="good", visit_purpose=["other"], comment="Bonjour"
    )
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl"' in page.text
    assert is_checked(page, "overall_experience", "good")
    assert not is_checked(page, "overall_experience", "bad")
    assert "\nBonjour</textarea>" in page.text
    assert not relay.spool.lanes()


def test_a_missing_answer_is_asked_for_and_nothing_else_is_lost(relay: PhoneRelay) -> None:
    page = Phone(relay, headers=FRENCH).send_plain(goal_achieved="partly", comment="Bonjour")
    assert page.status_code == 422
    assert "Il manque une réponse." in page.text
    assert is_checked(page, "goal_achieved", "partly")
    assert "\nBonjour</textarea>" in page.text
    assert not relay.spool.lanes()


def test_what_is_masked_is_shown_before_it_is_sent(relay: PhoneRelay) -> None:
    phone = Phone(relay, headers=FRENCH)
    text = "Appelez le 06 12 34 56 78"
    page = phone.send_plain(overall_experience="good", comment=text)
    assert page.status_code == 422
    assert "Appelez le [tél.]</textarea>" in page.text
    assert "06 12" not in page.text
    assert not relay.spool.lanes()
    phone.page = page.text
    sent = phone.send_plain(overall_experience="good", comment="Appelez le [tél.]")
    assert sent.status_code == 303
    assert [each.text for each in relay.comments()] == ["Appelez le [tél.]"]


def test_a_comment_that_is_too_long_is_kept_on_the_page(relay: PhoneRelay) -> None:
    phone = Phone(relay, headers=FRENCH)
    page = phone.send_plain(overall_experience="good", comment="é" * 501)
    assert page.status_code == 422
    assert "500 caractères au plus" in page.text
    assert "é" * 501 in page.text


class FullDisk:
    """A spool that cannot keep anything."""

    def store(self, lane: Context, item: bytes) -> bool:
        raise StorageProblem("storage-full")


def test_what_could_not_be_kept_stays_on_the_page_to_be_sent_again(relay: PhoneRelay) -> None:
    spool = relay.spool
    relay.spool = FullDisk()  # type: ignore[assignment]
    relay.app = relay.start()
    phone = Phone(relay, headers=FRENCH)
    page = phone.send_plain(overall_experience="good", comment="Bonjour")
    assert page.status_code == 507
    assert "pas été enregistrées" in page.text.replace("&#39;", "'")
    assert is_checked(page, "overall_experience", "good")
    relay.spool = spool
    relay.app = relay.start()
    phone.page, phone.client = page.text, relay.client()
    page = phone.send_plain(overall_experience="good", comment="Bonjour")
    assert page.status_code == 403  # the relay was restarted: its pass is void, its page is not
    phone.page = page.text
    assert phone.send_plain(overall_experience="good", comment="Bonjour").status_code == 303
    assert len(relay.responses()) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"overall_experience": "superb"},
        {"overall_experience": ["good", "bad"]},
        {"weather": "good"},
        {"_visit": "x"},
        {"_survey": "00"},
        {"_language": "xx"},
        {"_do": "language:xx"},
        {"_do": "erase"},
        {"_pass": ["a", "b"]},
    ],
    ids=str,
)
def test_a_form_that_the_page_could_not_have_written_is_refused(
    relay: PhoneRelay, fields: dict[str, str | list[str]]
) -> None:
    sent = Phone(relay).send_plain(**{"overall_experience": "good", **fields})
    assert sent.status_code == 422
    assert not relay.spool.lanes()
