"""What is read aloud: all of it has been spoken, and none of it is an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collector.surveys import default_survey
from kiosk.pages.access import THANKS_SAID
from kiosk.pages.aloud import STILL_SAID, TROUBLE_SAID
from kiosk.pages.steps import NOTICES
from kiosk.reading import COMMENT_LOST, MENU, NOT_RECORDED, RESTART, Reader
from kiosk.screens import REVIEW, State
from kiosk.texts import Texts, load_catalogues
from shared.speech import Utterance, survey_utterances
from shared.spoken import Phrase

SURVEY = default_survey()
TEXTS = Texts(load_catalogues())
STATE = State({"overall_experience": frozenset({"bad"})}, REVIEW, comment="Bonjour")


def reader(language: str) -> Reader:
    def word(message: str) -> str:
        with TEXTS.speaking(language):
            return TEXTS.gettext(message)

    return Reader(SURVEY, language, word)


def everything(said: Reader) -> Iterator[Utterance]:
    yield from said.attract()
    for number, question in enumerate(SURVEY.questions, start=1):
        for notice in ("", *NOTICES.values()):
            yield from said.question(question, number, notice)
        yield from said.answer(question, STATE)
    yield from said.review(STATE)
    for texts in (MENU, RESTART, NOT_RECORDED, COMMENT_LOST, THANKS_SAID, STILL_SAID, TROUBLE_SAID):
        yield from said.texts(texts)
    yield from said.texts(("Accessibility", "Language"))
    yield from map(said.phrase, set(Phrase) - {Phrase.QUESTION_NUMBER})


@pytest.mark.parametrize("language", SURVEY.languages)
def test_everything_that_a_screen_says_was_spoken_when_the_survey_was_published(
    language: str,
) -> None:
    spoken = set(survey_utterances(SURVEY, language))
    assert [each.text for each in everything(reader(language)) if each not in spoken] == []


def test_the_review_tells_which_questions_have_an_answer_and_not_which() -> None:
    said = reader("fr")
    texts = [each.text for each in said.review(STATE)]
    assert texts.count("Vous avez répondu.") == 2
    assert not {each.text for each in said.options(SURVEY.questions[0]).values()} & set(texts)
    assert "Bonjour" not in " ".join(texts)


def test_an_answer_is_said_to_who_asks_but_never_what_they_wrote() -> None:
    said = reader("fr")
    assert [each.text for each in said.answer(SURVEY.questions[0], STATE)][1:] == ["1 : Pas bien"]
    assert SURVEY.comment is not None
    assert "Bonjour" not in str(said.answer(SURVEY.comment, STATE))


def test_a_question_is_said_in_the_order_of_the_screen() -> None:
    texts = [
        each.text for each in reader("fr").question(SURVEY.questions[0], 1, NOTICES["missing"])
    ]
    assert texts[:2] == ["Choisissez une réponse pour continuer.", "Question 1."]
    assert texts[3:6] == ["1 : Pas bien", "2 : Moyen", "3 : Très bien"]
    assert len(texts) == 7
