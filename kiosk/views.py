"""What the pages show of a survey, worked out once per survey and language.

Every request of a visit needs the same few texts; reading them out of the survey again each time
would cost more than drawing the page.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.screens import State
from shared.languages import Language, language
from shared.survey import Kind, Labels, Question, Survey, asked_questions, label

SURVEYS_KEPT: Final = 4
"""Surveys that visits under way may still be answering after the bundle brought another."""

_FEW_OPTIONS: Final = 5
_SHORT_TEXT: Final = 32
_LONG_ANSWER: Final = 44
_BETWEEN = " · "
_HIGH_SIGNS = re.compile(" ([?!:;»])")


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option: its text, and the name of its drawing or None."""

    id: str
    text: str
    icon: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in one language. `shape`: `cards` beside each other, or a `list`."""

    id: str
    kind: str
    text: str
    hint: str
    options: tuple[OptionView, ...]
    required: bool
    shape: str


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey in one language."""

    survey: Survey
    digest: str
    language: Language
    languages: tuple[Language, ...]
    title: str
    reviewed: bool
    questions: Mapping[str, QuestionView]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line of the review: a question and the texts of its answer, empty for none."""

    question: QuestionView
    answers: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether the answer takes more than a line or two."""
        return sum(len(each) for each in self.answers) > _LONG_ANSWER

    def beginning(self, most: int) -> str:
        """The answer, or as much of it as fits into so many characters, then a sign of the rest.

        Of several options chosen, whole ones, the first in any case, and how many more there are.
        """
        if self.question.kind == Kind.COMMENT:
            return shorten("".join(self.answers), most)
        shown = list(self.answers)
        while len(shown) > 1 and len(_BETWEEN.join(shown)) > most:
            shown.pop()
        rest = len(self.answers) - len(shown)
        return _BETWEEN.join([*shown, f"+{rest}"] if rest else shown)


def survey_view(survey: Survey, tag: str) -> SurveyView:
    """What the pages show of a survey in one of its languages."""
    return SurveyView(
        survey=survey,
        digest=survey.digest.hex(),
        language=language(tag),
        languages=tuple(language(each) for each in survey.languages),
        title=_text(survey.title, tag),
        reviewed=tag in survey.reviewed,
        questions={each.id: _question_view(each, tag) for each in survey.questions},
    )


def review_lines(view: SurveyView, state: State) -> list[ReviewLine]:
    """The questions on the visitor's way, with what was answered."""
    return [
        ReviewLine(view.questions[question.id], _answer_texts(view, question, state))
        for question in asked_questions(view.survey, state.answers)
    ]


class Views:
    """The views made so far, of the last few surveys. Safe to share between threads."""

    def __init__(self) -> None:
        self._surveys: OrderedDict[bytes, tuple[Survey, dict[str, SurveyView]]] = OrderedDict()

    def remember(self, survey: Survey) -> None:
        """The survey is in use: visits may go on with it, even once another one is."""
        if survey.digest in self._surveys:
            return
        self._surveys[survey.digest] = (survey, {})
        while len(self._surveys) > SURVEYS_KEPT:
            self._surveys.popitem(last=False)

    def survey(self, digest: bytes) -> Survey | None:
        """A survey in use now or a short while ago."""
        entry = self._surveys.get(digest)
        return entry[0] if entry else None

    def view(self, survey: Survey, tag: str) -> SurveyView:
        """The survey in one of its languages."""
        _, by_language = self._surveys.get(survey.digest, (survey, {}))
        made = by_language.get(tag)
        if made is None:
            made = by_language[tag] = survey_view(survey, tag)
        return made


def shorten(text: str, most: int) -> str:
    """A text's beginning of so many characters at most, cut between words where there are any."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[:most]
    words = cut.rpartition(" ")[0]
    return (words if len(words) > most // 2 else cut).rstrip() + "…"


def _text(labels: Labels, tag: str) -> str:
    """A text in a language; French never leaves a sign such as "?" alone on a line."""
    text = label(labels, (tag,))[0]
    return _HIGH_SIGNS.sub("\u00a0\\1", text) if tag.startswith("fr") else text


def _question_view(question: Question, tag: str) -> QuestionView:
    options = tuple(
        OptionView(each.id, _text(each.labels, tag), each.icon) for each in question.options
    )
    return QuestionView(
        id=question.id,
        kind=question.kind.value,
        text=_text(question.labels, tag),
        hint=_text(question.hint, tag) if question.hint else "",
        options=options,
        required=question.required,
        shape=_shape(question, options),
    )


def _shape(question: Question, options: tuple[OptionView, ...]) -> str:
    """Few short options stand side by side, as steps of a scale; more of them make a list."""
    if any(each.icon for each in options):
        return "faces"
    few = question.kind is Kind.ONE and len(options) <= _FEW_OPTIONS
    return "cards" if few and all(len(each.text) <= _SHORT_TEXT for each in options) else "list"


def _answer_texts(view: SurveyView, question: Question, state: State) -> tuple[str, ...]:
    if question.kind is Kind.COMMENT:
        return (state.comment,) if state.comment else ()
    chosen = state.answers.get(question.id, frozenset())
    return tuple(each.text for each in view.questions[question.id].options if each.id in chosen)
