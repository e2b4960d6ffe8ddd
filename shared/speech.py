"""What is read aloud: the texts of a survey and of the interface, and how a recording is tied to
its text.

A recording belongs to a language and to the exact words it says, by `speech_id`. When a text
changes, so does its id: an old recording can never be played for a new text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shared.languages import language as language_of
from shared.spoken import Phrase, phrase_language, phrases, shown_texts
from shared.survey import Labels, Option, Question, Survey, label

KEYS: Final = 9
"""Digits of a keypad that can choose; 0 repeats."""

KEYS_BEFORE_MORE: Final = KEYS - 1
"""Choices on a page of a list with more than `KEYS` of them: the last digit shows the next page."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text that is read aloud, in the language it is written in (BCP 47)."""

    language: str
    text: str

    @property
    def id(self) -> bytes:
        """See `speech_id`."""
        return speech_id(self.language, self.text)


def spoken_form(text: str) -> str:
    """The text as it is said: NFC, and every run of white space (no-break or not) one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=8192)
def speech_id(language: str, text: str) -> bytes:
    """What ties a recording to its text: SHA-256 of language ‖ 0 ‖ spoken form, 32 bytes."""
    return hashlib.sha256(f"{language}\0{spoken_form(text)}".encode()).digest()


def title_utterance(survey: Survey, language: str) -> Utterance:
    """The survey's title."""
    return _utterance(survey.title, language)


def question_utterance(question: Question, language: str) -> Utterance:
    """A question's text."""
    return _utterance(question.labels, language)


def hint_utterance(question: Question, language: str) -> Utterance | None:
    """A question's hint, if it has one."""
    return _utterance(question.hint, language) if question.hint else None


def digit_of(place: int, choices: int) -> int:
    """The digit that chooses the choice at a place, counted from 0, of so many."""
    return place + 1 if choices <= KEYS else place % KEYS_BEFORE_MORE + 1


def digit_utterance(digit: int, language: str) -> Utterance:
    """A digit of the keypad by itself, before what it chooses."""
    return Utterance(phrase_language(language), f"{digit}.")


def language_utterance(language: str) -> Utterance:
    """A language's own name, in its own voice."""
    known = phrase_language(language) == language
    name = phrases(language)[Phrase.LANGUAGE] if known else f"{language_of(language).name}."
    return Utterance(language, spoken_form(name))


def numbered_language_utterance(survey: Survey, language: str) -> Utterance:
    """A language's own name behind the digit that chooses it in this survey."""
    digit = digit_of(survey.languages.index(language), len(survey.languages))
    return Utterance(language, f"{digit} : {language_utterance(language).text}")


def option_utterance(option: Option, position: int, language: str) -> Utterance:
    """An option behind the number that chooses it, such as "1 : Pas bien"; counted from 1."""
    said = _utterance(option.labels, language)
    return Utterance(said.language, f"{position} : {said.text}")


def phrase_utterance(phrase: Phrase, language: str) -> Utterance:
    """An instruction for those who listen, which no screen shows."""
    return Utterance(phrase_language(language), phrases(language)[phrase])


def number_utterance(number: int, language: str) -> Utterance:
    """Which question comes now, such as "Question 3."; counted from 1."""
    said = phrase_utterance(Phrase.QUESTION_NUMBER, language)
    return Utterance(said.language, said.text.replace("{number}", str(number)))


def survey_utterances(survey: Survey, language: str) -> tuple[Utterance, ...]:
    """Everything that must be spoken in one language of a survey, each text once, in order.

    Title, questions, hints, options, then all that the interface says. An interface that does not
    know the language speaks French, as its screens do.
    """
    return tuple(dict.fromkeys((*_of_survey(survey, language), *_of_interface(survey, language))))


def _of_survey(survey: Survey, language: str) -> Iterator[Utterance]:
    yield title_utterance(survey, language)
    for question in survey.questions:
        yield question_utterance(question, language)
        hint = hint_utterance(question, language)
        if hint is not None:
            yield hint
        for place, option in enumerate(question.options):
            yield option_utterance(option, digit_of(place, len(question.options)), language)


def _of_interface(survey: Survey, language: str) -> Iterator[Utterance]:
    spoken = phrase_language(language)
    for text in shown_texts(language):
        yield Utterance(spoken, spoken_form(text))
    for phrase in Phrase:
        if phrase is not Phrase.QUESTION_NUMBER:
            yield phrase_utterance(phrase, language)
    for number in range(1, len(survey.questions) + 1):
        yield number_utterance(number, language)
    for digit in range(1, KEYS + 1):
        yield digit_utterance(digit, language)
    yield language_utterance(language)
    yield numbered_language_utterance(survey, language)


def _utterance(labels: Labels, language: str) -> Utterance:
    text, written_in = label(labels, (language,))
    return Utterance(written_in, spoken_form(text))
