"""The survey: one version of the questionnaire, what it asks, in which order, on which condition.

A survey is identified by the SHA-256 of its canonical form (`Survey.digest`), which every sealed
response is bound to. `shared.survey_document` reads one from a document and says every mistake in
it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from shared import cbor

Answers = Mapping[str, frozenset[str]]
"""Question id → ids of the chosen options. Absent or empty: no answer."""

Labels = Mapping[str, str]
"""Language tag (BCP 47) → text."""

NO_ANSWER = "_no_answer"
NOT_ASKED = "_not_asked"
HASTY = "_hasty"
SPECIAL_CELLS = (NO_ANSWER, NOT_ASKED, HASTY)
"""Cells beside a question's options, so that every question of a release has the same base n."""


class Kind(StrEnum):
    """What a question takes: one option, any number of options, or a free comment."""

    ONE = "one"
    MANY = "many"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `icon` names a drawing of the faces (`face-bad`…), or is None."""

    id: str
    labels: Labels
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class ShowIf:
    """The condition of a question: an earlier `one` question and the options that open it."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question. `options` is empty for a comment."""

    id: str
    kind: Kind
    labels: Labels
    options: tuple[Option, ...] = ()
    hint: Labels | None = None
    required: bool = False
    show_if: ShowIf | None = None

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The options' ids in their order, which the encoding relies on."""
        return tuple(option.id for option in self.options)

    @cached_property
    def cell_ids(self) -> tuple[str, ...]:
        """The cells that a tally counts: options, then the special cells that can occur."""
        specials = (
            *(() if self.required else (NO_ANSWER,)),
            *((NOT_ASKED,) if self.show_if else ()),
            HASTY,
        )
        return self.option_ids + specials


@dataclass(frozen=True)
class Survey:
    """One version of the questionnaire. Build it with `shared.survey_document`, which checks it.

    `languages`: BCP 47 tags, the first is the default. `reviewed`: those a native speaker has read.
    `dissatisfied`: question id and the options that count as dissatisfied, or None.
    `crossings`: pairs of question ids whose two-way table is released for a Caf.
    """

    id: str
    version: int
    languages: tuple[str, ...]
    title: Labels
    questions: tuple[Question, ...]
    crossings: tuple[tuple[str, str], ...] = ()
    reviewed: tuple[str, ...] = ()
    dissatisfied: ShowIf | None = None

    def __hash__(self) -> int:
        """By identity as a survey: what is worked out of one can be kept by it."""
        return hash(self.digest)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The survey as the plain document it was read from."""
        return _survey_document(self)

    @cached_property
    def canonical(self) -> bytes:
        """The canonical form: deterministic CBOR of `document`."""
        return cbor.encode(self.document)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the canonical form, 32 bytes: the survey's identity."""
        return hashlib.sha256(self.canonical).digest()

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def counted(self) -> tuple[Question, ...]:
        """The questions that are counted: all but comments."""
        return tuple(each for each in self.questions if each.kind is not Kind.COMMENT)

    @cached_property
    def comment(self) -> Question | None:
        """The comment question, if there is one."""
        return next((each for each in self.questions if each.kind is Kind.COMMENT), None)


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether the answers given so far open the question.

    A question whose condition rests on a question that was itself not asked is not asked either,
    since that one then has no answer.
    """
    condition = question.show_if
    return condition is None or bool(
        answers.get(condition.question, frozenset()) & set(condition.options)
    )


def asked_questions(survey: Survey, answers: Answers) -> tuple[Question, ...]:
    """The questions on this visitor's way, in order, as far as the answers tell."""
    return tuple(each for each in survey.questions if is_asked(each, answers))


def _labels(labels: Labels) -> dict[str, str]:
    return dict(labels)


def _condition(condition: ShowIf) -> dict[str, Any]:
    return {"question": condition.question, "options": list(condition.options)}


def _option_document(option: Option) -> dict[str, Any]:
    document: dict[str, Any] = {"id": option.id, "labels": _labels(option.labels)}
    if option.icon is not None:
        document["icon"] = option.icon
    return document


def _question_document(question: Question) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind.value,
        "labels": _labels(question.labels),
    }
    if question.options:
        document["options"] = [_option_document(option) for option in question.options]
    if question.hint is not None:
        document["hint"] = _labels(question.hint)
    if question.required:
        document["required"] = True
    if question.show_if is not None:
        document["show_if"] = _condition(question.show_if)
    return document


def _survey_document(survey: Survey) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": survey.id,
        "version": survey.version,
        "languages": list(survey.languages),
        "title": _labels(survey.title),
        "questions": [_question_document(question) for question in survey.questions],
    }
    if survey.crossings:
        document["crossings"] = [list(pair) for pair in survey.crossings]
    if survey.reviewed:
        document["reviewed"] = list(survey.reviewed)
    if survey.dissatisfied is not None:
        document["dissatisfied"] = _condition(survey.dissatisfied)
    return document


def label(labels: Labels, languages: Iterable[str]) -> tuple[str, str]:
    """The text in the first language that has one, and that language (for its `lang` attribute)."""
    for language in languages:
        if language in labels:
            return labels[language], language
    language, text = next(iter(labels.items()))
    return text, language
