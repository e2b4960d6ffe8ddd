"""What is read aloud on each screen, in the order in which it is said.

Pure. Everything said here is in the packs that the collector has spoken (`shared.speech`): a test
walks every screen and looks. A visitor's own answers are never part of it: they are said only when
asked for, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kiosk.screens import State
from shared.limits import COMMENT_CHARACTERS
from shared.speech import (
    Utterance,
    hint_utterance,
    number_utterance,
    option_utterance,
    phrase_utterance,
    question_utterance,
    spoken_form,
    title_utterance,
)
from shared.spoken import Phrase, phrase_language
from shared.survey import Kind, Question, Survey, asked_questions

PROMISES = (
    "Anonymous",
    "nobody can tell that it is you",
    "Two minutes",
    "one question at a time",
    "Useful",
    "to improve how people are welcomed here",
)
MENU = (
    "Smaller text",
    "Larger text",
    "High contrast",
    "Font for dyslexia",
    "Reading aloud",
    "Louder voice",
    "More time",
    "Done",
)
"""The accessibility menu, as the keys 1 to 8 choose."""
RESTART = (
    "Erase everything?",
    "Your answers will be erased and the first screen will come back. Nothing has been sent.",
)
NOT_RECORDED = (
    "Your answers were not recorded.",
    "They are still on this screen. You can try again, tell the person at the desk, or leave.",
    "Try again",
    "Leave without sending",
)
COMMENT_LOST = (
    "Your comment was not recorded.",
    "Your answers are recorded; only what you wrote could not be. It is still on this screen.",
    "Try again",
    "Finish without my comment",
)


@dataclass(frozen=True)
class Reader:
    """Says a survey in one language; `word` translates a text of the interface into it."""

    survey: Survey
    language: str
    word: Callable[[str], str]

    def text(self, message: str) -> Utterance:
        """A text of the interface."""
        said = self.word(message).replace("%(limit)s", str(COMMENT_CHARACTERS))
        return Utterance(phrase_language(self.language), spoken_form(said))

    def texts(self, messages: Iterable[str]) -> list[Utterance]:
        """Several texts of the interface."""
        return [self.text(each) for each in messages]

    def phrase(self, phrase: Phrase) -> Utterance:
        """An instruction that no screen shows."""
        return phrase_utterance(phrase, self.language)

    def attract(self) -> list[Utterance]:
        """The first screen."""
        return [
            self.phrase(Phrase.VOICE_ON),
            title_utterance(self.survey, self.language),
            *self.texts(PROMISES),
            self.phrase(Phrase.KEYS),
            self.phrase(Phrase.LANGUAGE),
            self.phrase(Phrase.START),
        ]

    def question(self, question: Question, number: int, notice: str = "") -> list[Utterance]:
        """A question, what went wrong with it first (a text of the interface, or none)."""
        hint = hint_utterance(question, self.language)
        if hint is None and question.kind is Kind.COMMENT:
            hint = self.text("Please do not write any name, number or address.")
        return [
            *(self.texts([notice]) if notice else ()),
            number_utterance(number, self.language),
            question_utterance(question, self.language),
            *([hint] if hint else ()),
            *self.options(question).values(),
            self.phrase(_INSTRUCTION[question.kind]),
        ]

    def options(self, question: Question) -> dict[str, Utterance]:
        """Every option of a question, behind its number."""
        return {
            each.id: option_utterance(each, position, self.language)
            for position, each in enumerate(question.options, start=1)
        }

    def review(self, state: State) -> list[Utterance]:
        """The review: which questions have an answer, not which."""
        lines = [
            said
            for question in asked_questions(self.survey, state.answers)
            for said in (
                question_utterance(question, self.language),
                self.phrase(Phrase.ANSWERED)
                if _is_answered(question, state)
                else self.text("No answer"),
            )
        ]
        return [
            self.text("Check your answers"),
            *lines,
            self.phrase(Phrase.ANSWERS_UNSPOKEN),
            self.phrase(Phrase.REVIEW),
        ]

    def answer(self, question: Question, state: State) -> list[Utterance]:
        """A line of the review with its answer, for who asks; never what they wrote."""
        chosen = state.answers.get(question.id, frozenset())
        said = [each for option, each in self.options(question).items() if option in chosen]
        if not said:
            written = _is_answered(question, state)
            said = [self.phrase(Phrase.ANSWERED) if written else self.text("No answer")]
        return [question_utterance(question, self.language), *said]


_INSTRUCTION = {
    Kind.ONE: Phrase.CHOOSE_ONE,
    Kind.MANY: Phrase.CHOOSE_MANY,
    Kind.COMMENT: Phrase.COMMENT,
}


def _is_answered(question: Question, state: State) -> bool:
    if question.kind is Kind.COMMENT:
        return bool(state.comment)
    return bool(state.answers.get(question.id))
