"""What is read aloud: all of it has been spoken, and none of it is an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from collector.surveys import default_survey
from kiosk.pages.aloud import STILL_SAID, TROUBLE_SAID
from kiosk.pages.outside import LEAVE
from kiosk.pages.steps import NOTICES
from kiosk.reading import (
    COMMENT_LOST,
    FOR_YOU_ALONE,
    HIDDEN,
    MENU,
    NOT_RECORDED,
    RESTART,
    THANKS,
    Reader,
)
from kiosk.screens import REVIEW, State
from kiosk.statement import STATEMENT
from kiosk.texts import Texts, load_catalogues
from shared.problem_catalogue import CATALOGUE
from shared.speech import (
    Utterance,
    language_utterance,
    numbered_language_utterance,
    survey_utterances,
)
from shared.spoken import Phrase
from shared.survey import Option
from tests.kiosk.test_texts import TEMPLATES, VISITORS_PROBLEMS

SURVEY = default_survey()
TEXTS = Texts(load_catalogues())
BUTTONS = sorted(
    {
        found
        for template in TEMPLATES.glob("*.html")
        for found in re.findall(r'says\("([^"]+)"\)', template.read_text(encoding="utf-8"))
    }
)
"""What a control says when a key brings the focus there."""

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
    yield from said.review(STATE, hidden=HIDDEN)
    yield from said.numbered(MENU)
    for texts in (RESTART, NOT_RECORDED, COMMENT_LOST, THANKS, STILL_SAID, TROUBLE_SAID, BUTTONS):
        yield from said.texts(texts)
    yield from said.texts((LEAVE, FOR_YOU_ALONE, "Accessibility", "Language"))
    for code in VISITORS_PROBLEMS:
        kind = CATALOGUE[code]
        yield from said.texts((kind.title, kind.kept, kind.remedy))
    yield language_utterance(said.language)
    yield numbered_language_utterance(SURVEY, said.language)
    if said.language == "fr":
        for page in STATEMENT:
            yield from said.texts(page.texts)
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


def test_the_review_tells_what_was_hidden() -> None:
    texts = [each.text for each in reader("fr").review(STATE, hidden=("phone", "email"))]
    assert texts[1:4] == [
        "Voici ce qui sera envoyé. Masqué :",
        "un numéro de téléphone",
        "une adresse e-mail",
    ]


def test_a_list_longer_than_the_keypad_is_said_page_by_page() -> None:
    options = tuple(Option(f"o{number}", {"fr": f"Choix {number}"}) for number in range(11))
    question = replace(SURVEY.questions[1], options=options)
    said = reader("fr")
    texts = [each.text for each in said.question(question, 2, page=range(8, 11))]
    assert texts[2:5] == ["1 : Choix 8", "2 : Choix 9", "3 : Choix 10"]
    assert texts[5] == said.phrase(Phrase.MORE).text
    short = [each.text for each in said.question(SURVEY.questions[1], 2)]
    assert said.phrase(Phrase.MORE).text not in short


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
    assert texts[3] == "C'est anonyme : personne ne peut savoir que c'est vous."
    assert texts[4:7] == ["1 : Pas bien", "2 : Moyen", "3 : Très bien"]
    assert len(texts) == 8
