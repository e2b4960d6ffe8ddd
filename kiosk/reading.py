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
    KEYS,
    Utterance,
    digit_of,
    digit_utterance,
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
FOR_YOU_ALONE = "These settings are for you alone: they go away after you."
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
"""What follows the title of the problem; the last two are the keys 1 and 2."""
COMMENT_LOST = (
    "Your comment was not recorded.",
    "Your answers are recorded; only what you wrote could not be. It is still on this screen.",
    "Try again",
    "Finish without my comment",
)
"""The last two are the keys 1 and 2."""
HIDDEN = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "nir": "a social security number",
    "caf_number": "an allocataire number",
}
"""What was hidden in a comment, by its kind (`shared.masking`)."""
THANKS = (
    "Thank you!",
    "Your answers are recorded and sealed: nobody can read them on this machine.",
    (
        "They will be counted together with those of the other visitors. Only totals are "
        "published, to improve how people are welcomed here."
    ),
    "This screen will go away by itself.",
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

    def numbered(self, messages: Iterable[str]) -> list[Utterance]:
        """Several texts of the interface, each behind the digit that chooses it."""
        return [
            said
            for digit, each in enumerate(messages, start=1)
            for said in (digit_utterance(digit, self.language), self.text(each))
        ]

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
            self.phrase(Phrase.START),
        ]

    def question(
        self, question: Question, number: int, notice: str = "", page: range | None = None
    ) -> list[Utterance]:
        """A question.

        Args:
            question: which.
            number: of the question on the visitor's way, counted from 1.
            notice: what went wrong with it, a text of the interface; said first.
            page: the places of the options to say; all of them without it.
        """
        options = list(self.options(question).values())
        shown = options if page is None else [options[place] for place in page]
        return [
            *(self.texts([notice]) if notice else ()),
            number_utterance(number, self.language),
            question_utterance(question, self.language),
            *self._hints(question, number),
            *shown,
            *([self.phrase(Phrase.MORE)] if len(shown) < len(options) > KEYS else ()),
            self.phrase(_INSTRUCTION[question.kind]),
        ]

    def _hints(self, question: Question, number: int) -> list[Utterance]:
        hint = hint_utterance(question, self.language)
        if hint is not None:
            return [hint]
        if question.kind is Kind.COMMENT:
            return self.texts(["Please do not write any name, number or address."])
        if number > 1 or question.kind is Kind.MANY:
            return []
        checked = self.language in self.survey.reviewed
        return self.texts((ANONYMOUS,) if checked else (ANONYMOUS, UNCHECKED))

    def options(self, question: Question) -> dict[str, Utterance]:
        """Every option of a question, behind its number."""
        return {
            each.id: option_utterance(each, digit_of(place, len(question.options)), self.language)
            for place, each in enumerate(question.options)
        }

    def review(
        self, state: State, page: range | None = None, hidden: Iterable[str] = ()
    ) -> list[Utterance]:
        """The review: which questions have an answer, not which.

        Args:
            state: the visit.
            page: the places of the lines to say; all of them without it.
            hidden: the kinds of what was hidden in the comment.
        """
        asked = asked_questions(self.survey, state.answers)
        shown = range(len(asked)) if page is None else page
        lines = [
            said
            for place in shown
            for said in (
                digit_utterance(digit_of(place, len(asked)), self.language),
                question_utterance(asked[place], self.language),
                self.phrase(Phrase.ANSWERED)
                if _is_answered(asked[place], state)
                else self.text("No answer"),
            )
        ]
        kinds = [HIDDEN[each] for each in hidden]
        return [
            self.text("Check your answers"),
            *self.texts(("This is how it will be sent. Hidden:", *kinds) if kinds else ()),
            *lines,
            *([self.phrase(Phrase.MORE)] if len(shown) < len(asked) > KEYS else ()),
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


ANONYMOUS = "Anonymous: nobody can tell that it is you."
UNCHECKED = "This translation has not been checked by a native speaker yet."
_INSTRUCTION = {
    Kind.ONE: Phrase.CHOOSE_ONE,
    Kind.MANY: Phrase.CHOOSE_MANY,
    Kind.COMMENT: Phrase.COMMENT,
}


def _is_answered(question: Question, state: State) -> bool:
    if question.kind is Kind.COMMENT:
        return bool(state.comment)
    return bool(state.answers.get(question.id))
