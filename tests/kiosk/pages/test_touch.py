"""The way from the first screen to the thanks, over plain forms."""

from __future__ import annotations

import re

import pytest

from kiosk.texts import load_catalogues
from shared.response import Channel, Pace, Response
from shared.sealing import Label
from shared.survey_document import survey_from_document
from tests.kiosk.pages.stage import POINT, VISIT, Stage, bundle_of

ANSWERS = {
    "overall_experience": "bad",
    "visit_purpose": ["my_account_info", "other"],
    "goal_achieved": "partly",
    "blocking_reason": ["no_login"],
    "help_received": "not_needed",
}
SENT = {
    "overall_experience": frozenset({"bad"}),
    "visit_purpose": frozenset({"my_account_info", "other"}),
    "goal_achieved": frozenset({"partly"}),
    "blocking_reason": frozenset({"no_login"}),
    "help_received": frozenset({"not_needed"}),
}


def test_the_first_screen_says_what_it_is_for_and_offers_every_language(stage: Stage) -> None:
    page = stage.client.get("/").text
    assert POINT in page
    for promise in ("Anonyme", "Deux minutes", "améliorer", "Commencer"):
        assert promise in page
    for name in ("Français facile", "العربية", "Українська", "中文"):
        assert name in page


@pytest.mark.parametrize(
    ("language", "question"),
    [("fr", "comment ça"), ("ar", "كيف كانت"), ("en", "how did it go"), ("xx", "comment ça")],
)
def test_starting_asks_the_first_question_in_the_language_chosen(
    stage: Stage, language: str, question: str
) -> None:
    page = stage.client.post("/start", data={"_language": language}).text
    assert question in page
    assert 'value="skip"' not in page
    assert "option chosen" not in page


def test_every_visit_gets_its_own_id(stage: Stage) -> None:
    pages = [stage.client.post("/start", data={"_language": "fr"}).text for _ in range(3)]
    ids = {page.partition('name="_visit" value="')[2][:32] for page in pages}
    assert len(ids) == 3


def test_an_answer_leads_to_the_next_question_and_travels_in_the_form(stage: Stage) -> None:
    page = stage.post("choose:bad", "overall_experience").text
    assert "Qu&#39;êtes-vous venu faire" in page
    assert '<input type="hidden" name="overall_experience" value="bad">' in page
    assert 'value="skip"' in page


def test_going_back_shows_the_answer_that_was_given(stage: Stage) -> None:
    page = stage.post("back", "visit_purpose", overall_experience="bad").text
    assert page.count("option chosen") == 1
    assert "votre réponse" in page


def test_changing_the_language_keeps_the_place_and_the_ticks(stage: Stage) -> None:
    answers = {"overall_experience": "good", "visit_purpose": ["other"]}
    page = stage.post("language:ar", "visit_purpose", **answers).text
    assert '<html lang="ar" dir="rtl"' in page
    assert "ما الذي جئت من أجله" in page
    assert 'value="other" checked' in page
    assert 'name="overall_experience" value="good"' in page


def test_a_required_question_says_that_it_wants_an_answer(stage: Stage) -> None:
    assert "Choisissez une réponse pour continuer" in stage.post("next", "overall_experience").text


def test_the_review_shows_every_answer_and_what_was_left_out(stage: Stage) -> None:
    page = stage.post("skip", "comment", **ANSWERS).text
    for text in ("Pas bien", "Trouver une information dans Mon compte · Autre", "Pas de réponse"):
        assert text in page
    assert "Comment évaluez-vous" not in page
    assert stage.responses() == []


def test_a_change_from_the_review_returns_to_it(stage: Stage) -> None:
    asked = stage.post("change:overall_experience", **ANSWERS).text
    assert '<input type="hidden" name="_changing" value="overall_experience">' in asked
    back = stage.post(
        "choose:good", "overall_experience", _changing="overall_experience", **ANSWERS
    )
    assert "Très bien" in back.text
    assert 'value="send"' in back.text


def test_sending_seals_the_answers_and_thanks(stage: Stage) -> None:
    reply = stage.post("send", **ANSWERS)
    assert (reply.status_code, "Merci" in reply.text) == (200, True)
    assert stage.responses() == [Response(SENT, Channel.SCREEN, "fr", Pace.NORMAL)]
    assert stage.comments() == []
    assert bytes.fromhex(VISIT) in stage.ids()


def test_the_thanks_hold_nothing_of_the_visit(stage: Stage) -> None:
    page = stage.post("send", comment="Très bon accueil", **ANSWERS).text
    for trace in (VISIT, "my_account_info", "Pas bien", "Très bon accueil"):
        assert trace not in page
    assert set(re.findall(r'name="(_\w+)"', page)) == {"_access", "_language", "_from", "_do"}


def test_a_comment_is_sealed_apart_under_an_id_of_its_own(stage: Stage) -> None:
    stage.post("send", comment="Deux\r\nlignes", **ANSWERS)
    (comment,) = stage.comments()
    assert (comment.text, comment.language) == ("Deux\nlignes", "fr")
    assert len(stage.responses()) == 1
    assert len(stage.ids()) == 2


def test_sending_twice_counts_once_and_thanks_twice(stage: Stage) -> None:
    replies = [stage.post("send", comment="Merci", **ANSWERS) for _ in range(2)]
    assert all("Merci" in each.text for each in replies)
    assert len(stage.responses()) == 1
    assert len(stage.comments()) == 1


def test_sending_again_after_a_restart_counts_once(stage: Stage) -> None:
    stage.post("send", **ANSWERS)
    again = Stage(stage.data_dir)
    assert "Merci" in again.post("send", **ANSWERS).text
    assert len(again.responses()) == 1


@pytest.mark.parametrize("do", ["send", "back", "language:en", "change:visit_purpose", "restart"])
def test_a_finished_visit_posted_again_gives_the_first_screen(stage: Stage, do: str) -> None:
    stage.post("send", **ANSWERS)
    stage.client.get("/")
    reply = stage.post(do, **ANSWERS)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/")
    assert "Pas bien" not in reply.text
    assert len(stage.responses()) == 1


def test_an_erased_visit_cannot_be_sent_any_more(stage: Stage) -> None:
    erased = stage.client.post("/visit", data={"_visit": VISIT, "_do": "erase"})
    assert erased.headers["Location"] == "/"
    assert stage.post("send", **ANSWERS).status_code == 303
    assert stage.responses() == []


def test_a_page_left_alone_without_javascript_goes_to_where_the_visit_ends(stage: Stage) -> None:
    page = stage.post("choose:bad", "overall_experience").text
    assert f'content="80;url=/over/{VISIT}"' in page
    assert stage.client.get(f"/over/{VISIT}").headers["Location"] == "/"
    assert stage.post("next", "visit_purpose", overall_experience="bad").status_code == 303


def test_starting_over_asks_first_when_there_is_something_to_lose(stage: Stage) -> None:
    page = stage.post("restart", "visit_purpose", overall_experience="bad").text
    assert "Tout effacer" in page
    assert 'name="overall_experience" value="bad"' in page
    stay = stage.post("stay", "visit_purpose", overall_experience="bad").text
    assert "Qu&#39;êtes-vous venu faire" in stay


@pytest.mark.parametrize("do", ["restart", "back"])
def test_leaving_without_an_answer_needs_no_question(stage: Stage, do: str) -> None:
    assert stage.post(do, "overall_experience").headers["Location"] == "/"


def test_a_full_disk_is_said_plainly_and_the_answers_stay_in_the_page(stage: Stage) -> None:
    stage.spool.full.add(Label.RESPONSE)
    reply = stage.post("send", comment="Merci", **ANSWERS)
    assert reply.status_code == 507
    assert "pas été enregistrées" in reply.text
    assert 'name="goal_achieved" value="partly"' in reply.text
    assert 'name="comment" value="Merci"' in reply.text
    assert stage.ids() == set()
    stage.spool.full.clear()
    assert "Merci" in stage.post("send", comment="Merci", **ANSWERS).text
    assert (len(stage.responses()), len(stage.comments())) == (1, 1)


def test_a_comment_that_could_not_be_stored_is_told_apart_from_the_answers(stage: Stage) -> None:
    stage.spool.full.add(Label.COMMENT)
    reply = stage.post("send", comment="Bonjour", **ANSWERS)
    assert reply.status_code == 507
    assert "commentaire n'a pas été enregistré" in reply.text
    assert len(stage.responses()) == 1
    stage.spool.full.clear()
    assert "Merci" in stage.post("send", comment="Bonjour", **ANSWERS).text
    assert (len(stage.responses()), len(stage.comments())) == (1, 1)


def test_a_required_answer_that_a_change_opened_is_asked_before_sending(stage: Stage) -> None:
    page = stage.post("send", visit_purpose="other").text
    assert "Choisissez une réponse pour continuer" in page
    assert 'name="_changing" value="overall_experience"' in page
    assert stage.responses() == []


def test_a_comment_too_long_is_shown_again_whole(stage: Stage) -> None:
    reply = stage.post("next", "comment", overall_experience="good", comment="é" * 501)
    assert reply.status_code == 422
    assert "500 caractères" in reply.text
    assert "é" * 501 in reply.text
    assert (
        stage.post("next", "comment", overall_experience="good", comment="é" * 500).status_code
        == 200
    )


def test_a_visit_may_end_with_the_survey_it_began_with(stage: Stage) -> None:
    stage.client.get("/")
    newer = {**stage.survey.document, "version": 2}
    stage.device.held = bundle_of(survey_from_document(newer), serial=2)
    assert "Merci" in stage.post("send", **ANSWERS).text
    assert len(stage.responses()) == 1


def test_htmx_gets_the_screen_alone_and_a_browser_the_whole_page(stage: Stage) -> None:
    form = stage.form("choose:bad", "overall_experience")
    alone = stage.client.post("/visit", data=form, headers={"HX-Request": "true"}).text
    whole = stage.client.post("/visit", data=form).text
    assert alone.startswith("<title>")
    assert "<html" not in alone
    assert alone.partition("</title>")[2].strip() in whole


def test_htmx_leaves_by_a_fresh_document(stage: Stage) -> None:
    reply = stage.client.post(
        "/visit", data={"_visit": VISIT, "_do": "erase"}, headers={"HX-Request": "true"}
    )
    assert (reply.status_code, reply.headers["HX-Redirect"], reply.text) == (200, "/", "")


def test_every_language_of_the_survey_has_its_interface(stage: Stage) -> None:
    assert set(stage.survey.languages) <= set(load_catalogues())


def test_a_demonstration_says_that_it_is_one(stage: Stage) -> None:
    assert "Démonstration" not in stage.client.get("/").text
    stage.settings.demo = True
    assert "Démonstration" in stage.client.get("/").text


def test_what_points_at_a_person_is_hidden_shown_and_sealed_so(stage: Stage) -> None:
    written = "Appelez-moi au 06 12 34 56 78"
    page = stage.post("next", "comment", overall_experience="bad", comment=written).text
    assert "pour vous protéger" in page
    assert "Appelez-moi au [tél.]</textarea>" in page
    assert written not in page
    shown = stage.post(
        "next", "comment", overall_experience="bad", comment="Appelez-moi au [tél.]"
    ).text
    assert 'value="send"' in shown
    stage.post("send", overall_experience="bad", comment=written)
    assert [each.text for each in stage.comments()] == ["Appelez-moi au [tél.]"]


def test_the_review_says_what_was_hidden_and_shows_what_will_be_sent(stage: Stage) -> None:
    written = "Écrivez à moi@exemple.fr ou 06 12 34 56 78"
    page = stage.post("skip", "opening_hours", overall_experience="bad", comment=written)
    assert "Masqué" not in page.text, "the comment's own screen comes first"
    review = stage.post(
        "next", "comment", overall_experience="bad", comment="Écrivez à [mail] ou [tél.]"
    ).text
    assert "Masqué" in review
    assert "une adresse e-mail, un numéro de téléphone</p>" in review
    assert 'value="change:comment"' in review
    assert "Écrivez à [mail] ou [tél.]" in review
    assert "Masqué" not in stage.post("next", "comment", overall_experience="bad").text


def test_a_comment_that_reached_the_review_in_clear_is_hidden_there_too(stage: Stage) -> None:
    written = "Mon numéro : 06 12 34 56 78"
    review = stage.post("stay", "_review", overall_experience="bad", comment=written).text
    assert "06 12" not in review
    assert 'name="comment" value="Mon numéro : [tél.]"' in review


def test_other_questions_are_not_stopped_by_what_the_comment_says(stage: Stage) -> None:
    written = "Mon numéro : 06 12 34 56 78"
    page = stage.post("next", "opening_hours", overall_experience="bad", comment=written).text
    assert 'name="_at" value="comment"' in page
