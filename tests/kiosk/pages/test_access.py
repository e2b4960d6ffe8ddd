"""The accessibility menu over plain forms: settings travel in the page and end with the visit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collector.surveys import default_survey
from shared.speech import Utterance, option_utterance, question_utterance
from tests.kiosk.pages.speaking import full_voice
from tests.kiosk.pages.stage import Stage

FIRST = default_survey().questions[0]
SETTINGS = "2cdt"


@pytest.fixture
def speaking(tmp_path: Path) -> Stage:
    """A kiosk that can speak French."""
    return Stage(tmp_path, voice=full_voice(tmp_path / "packs"))


def carried(page: str) -> str:
    """The settings that the page would post."""
    found = re.search(r'name="_access" value="(\w+)"', page)
    assert found is not None
    return found[1]


def said(page: str) -> list[str]:
    """What the page says by itself: the names of its recordings, in order."""
    found = re.search(r'<form[^>]* data-say="([^"]*)"', page)
    return [each.rpartition("/")[2] for each in found[1].split()] if found else []


def name(said: Utterance) -> str:
    return said.id.hex()


def test_every_screen_has_the_button(stage: Stage) -> None:
    pages = [
        stage.client.get("/"),
        stage.post("stay", FIRST.id),
        stage.post("stay"),
        stage.post("restart", overall_experience="bad"),
        stage.post("access", FIRST.id),
        stage.post("send", overall_experience="bad"),
        stage.post("nonsense", FIRST.id),
        stage.client.get("/nowhere"),
        stage.client.get("/accessibility"),
    ]
    for page in pages:
        assert page.text.count('class="access" name="_do" value="access"') == 1


def test_settings_go_from_the_first_screen_to_the_thanks(stage: Stage) -> None:
    client = stage.client
    menu = client.post("/access", data={"_do": "set:larger", "_from": "attract"}).text
    assert carried(menu) == "1"
    first = client.post("/access", data={"_do": "stay", "_access": "1c"}).text
    assert carried(first) == "1c"
    assert 'class="screen attract sized size-1 contrast"' in first
    question = client.post("/start", data={"_language": "fr", "_access": "1c"}).text
    assert carried(question) == "1c"
    answer = stage.post("choose:bad", FIRST.id, _access=SETTINGS).text
    assert carried(answer) == SETTINGS
    assert 'class="screen question sized size-2 contrast dyslexia"' in answer
    thanks = stage.post("send", overall_experience="bad", _access=SETTINGS).text
    assert "sized size-2 contrast dyslexia" in thanks


def test_the_next_visitor_meets_the_screen_as_it_comes(stage: Stage) -> None:
    stage.post("send", overall_experience="bad", _access="3cdt")
    page = stage.client.get("/").text
    assert carried(page) == "0"
    assert 'class="screen attract"' in page
    assert "data-return" not in page
    assert "Set-Cookie" not in stage.client.get("/").headers


def test_a_first_screen_with_settings_goes_away_by_itself(stage: Stage) -> None:
    page = stage.client.post("/access", data={"_do": "stay", "_access": "1"}).text
    assert 'data-return="60"' in page


def test_the_menu_keeps_every_answer_and_the_place(stage: Stage) -> None:
    fields = {"overall_experience": "bad", "visit_purpose": ["simulation", "other"]}
    menu = stage.post("set:c", "visit_purpose", comment="Bonjour", **fields).text
    assert carried(menu) == "0c"
    for value in ("bad", "simulation", "other", "Bonjour", "visit_purpose"):
        assert 'type="hidden"' in menu
        assert f'value="{value}"' in menu


def test_asking_whether_to_erase_keeps_the_ticks_of_the_question(stage: Stage) -> None:
    page = stage.post("restart", "visit_purpose", visit_purpose=["simulation"]).text
    assert '<input type="hidden" name="visit_purpose" value="simulation">' in page


def test_more_time_lengthens_the_silence_and_the_warning(stage: Stage) -> None:
    page = stage.post("stay", FIRST.id, _access="0t").text
    assert 'data-idle="180" data-warning="60"' in page


def test_a_long_list_goes_over_several_pages_without_losing_ticks(stage: Stage) -> None:
    fields = {"goal_achieved": "no", "blocking_reason": "no_login"}
    page = stage.post("page:1", "blocking_reason", _access="3", **fields).text
    assert page.count("elsewhere") == 4
    assert '<input type="checkbox" name="blocking_reason" value="no_login"' in page
    assert "checked" in page
    assert 'value="page:0"' in page
    assert stage.post("page:1:2", "blocking_reason", goal_achieved="no").status_code == 422


@pytest.mark.parametrize("do", ["set:z", "set", "set:larger:", "page:x"])
def test_a_button_that_no_page_has_is_refused(stage: Stage, do: str) -> None:
    assert stage.post(do, FIRST.id).status_code == 422


@pytest.mark.parametrize("access", ["4", "0z", "0vc", ""])
def test_settings_that_no_page_wrote_are_refused(stage: Stage, access: str) -> None:
    assert stage.post("stay", FIRST.id, _access=access).status_code == 422
    assert stage.client.post("/access", data={"_do": "stay", "_access": access}).status_code == 422


def test_the_sizes_are_those_of_the_panel(stage: Stage) -> None:
    answer = stage.client.get("/sizes.css")
    assert answer.content_type == "text/css; charset=utf-8"
    assert "size-3" in answer.text


def test_nothing_is_said_unless_asked(speaking: Stage) -> None:
    assert "data-say" not in speaking.post("stay", FIRST.id).text
    assert "data-say" not in speaking.client.get("/").text


def test_the_zero_key_turns_the_voice_on_where_the_visitor_is(speaking: Stage) -> None:
    page = speaking.post("voice", FIRST.id).text
    assert carried(page) == "0v"
    assert name(question_utterance(FIRST, "fr")) in said(page)


def test_a_question_is_said_with_its_options_in_order(speaking: Stage) -> None:
    names = said(speaking.post("stay", FIRST.id, _access="0v").text)
    wanted = [name(option_utterance(each, at, "fr")) for at, each in enumerate(FIRST.options, 1)]
    assert [each for each in names if each in wanted] == wanted


def test_no_screen_says_an_answer_by_itself(speaking: Stage) -> None:
    answers = {name(option_utterance(each, at, "fr")) for at, each in enumerate(FIRST.options, 1)}
    review = speaking.post("stay", overall_experience="bad", _access="0v").text
    assert not answers & set(said(review))
    assert name(option_utterance(FIRST.options[0], 1, "fr")) in review, "for who asks"


def test_the_volume_is_the_usual_one_unless_made_louder(speaking: Stage) -> None:
    assert 'data-volume="0.6"' in speaking.post("stay", FIRST.id, _access="0v").text
    assert 'data-volume="1"' in speaking.post("stay", FIRST.id, _access="0vl").text


def test_a_kiosk_without_a_voice_offers_none(stage: Stage) -> None:
    assert "set:v" not in stage.post("access", FIRST.id).text
    assert "data-say" not in stage.post("stay", FIRST.id, _access="0v").text
