"""Which screen comes next, given a survey, the answers so far and what the visitor did.

Pure: no form, no page, no clock. A visit walks the questions that its own answers open, then the
review; from the review a visitor changes one answer (and whatever that change newly opens) and is
back at the review.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from shared.problems import ResponseProblem
from shared.survey import Answers, Kind, Question, Survey, asked_questions, is_asked

REVIEW: Final = "_review"
"""The place after the last question. No question can have this id: theirs begin otherwise."""


class Move(StrEnum):
    """What a visitor can do on a screen that leads to another one."""

    CHOOSE = "choose"
    NEXT = "next"
    SKIP = "skip"
    BACK = "back"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class State:
    """Everything a visit is so far.

    `at`: a question's id or `REVIEW`. `changing`: the question picked on the review page, empty on
    the first way through. `comment`: what was written, empty for none.
    """

    answers: Answers
    at: str
    changing: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Question `number` of `total`; `certain` unless later answers may still shorten the way."""

    number: int
    total: int
    certain: bool


def begin(survey: Survey) -> State:
    """The state at the first question."""
    return State({}, survey.questions[0].id)


def move(survey: Survey, state: State, what: Move, argument: str = "") -> State | None:
    """The state after a move; None when it leads back out of the survey.

    A required question left without an answer stays where it is (`lacks_answer` tells).

    Raises:
        ResponseProblem: `response-invalid`: the move is not possible here.
    """
    if what is Move.CHANGE:
        return _change(survey, state, argument)
    if what is Move.BACK:
        return _back(survey, state)
    question = survey.by_id.get(state.at)
    if question is None:
        raise ResponseProblem("response-invalid", "There is no question here to answer.")
    if what is Move.CHOOSE:
        state = _choose(survey, state, question, argument)
    elif what is Move.SKIP:
        state = _skip(survey, state, question)
    return state if lacks_answer(survey, state) else _onward(survey, state)


def lacks_answer(survey: Survey, state: State) -> bool:
    """Whether the question here must be answered and is not yet."""
    question = survey.by_id.get(state.at)
    return question is not None and question.required and not state.answers.get(question.id)


def unanswered(survey: Survey, answers: Answers) -> str | None:
    """The first question on the way that must be answered and is not, by its id."""
    asked = asked_questions(survey, answers)
    return next((each.id for each in asked if each.required and not answers.get(each.id)), None)


def prune(survey: Survey, answers: Answers) -> Answers:
    """The answers without those to questions that the others no longer open."""
    kept: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        chosen = answers.get(question.id)
        if chosen and is_asked(question, kept):
            kept[question.id] = chosen
    return kept


def progress(survey: Survey, state: State) -> Progress:
    """How far the visitor is. The share done never shrinks on the way forward.

    Counted as still to come are the questions that a later answer may open.
    """
    number = total = 0
    certain = True
    may_open: set[str] = set()
    ahead = False
    for question in survey.questions:
        if _may_be_asked(question, state.answers, may_open):
            total += 1
            if ahead:
                may_open.add(question.id)
                certain = certain and is_asked(question, state.answers)
        if question.id == state.at:
            number, ahead = total, True
            may_open.add(question.id)
    return Progress(number or total, total, certain)


def _may_be_asked(question: Question, answers: Answers, open_ids: set[str]) -> bool:
    condition = question.show_if
    if condition is None or is_asked(question, answers):
        return True
    return condition.question in open_ids and not answers.get(condition.question)


def _with_answer(survey: Survey, state: State, question: Question, chosen: frozenset[str]) -> State:
    answers = prune(survey, {**state.answers, question.id: chosen})
    kept = survey.comment is not None and is_asked(survey.comment, answers)
    return replace(state, answers=answers, comment=state.comment if kept else "")


def _choose(survey: Survey, state: State, question: Question, option: str) -> State:
    if question.kind is not Kind.ONE or option not in question.option_ids:
        raise ResponseProblem("response-invalid", f"{question.id} has no such option.")
    return _with_answer(survey, state, question, frozenset((option,)))


def _skip(survey: Survey, state: State, question: Question) -> State:
    if question.required:
        raise ResponseProblem("response-invalid", f"{question.id} wants an answer.")
    if question.kind is Kind.COMMENT:
        return replace(state, comment="")
    return _with_answer(survey, state, question, frozenset())


def _onward(survey: Survey, state: State) -> State:
    """The state once the question here was dealt with."""
    ids = [each.id for each in asked_questions(survey, state.answers)]
    later = ids[ids.index(state.at) + 1 :]
    if state.changing:
        opened = set(_dependents(survey, state.changing))
        later = [each for each in later if each in opened and not state.answers.get(each)]
    return replace(state, at=later[0]) if later else replace(state, at=REVIEW, changing="")


def _back(survey: Survey, state: State) -> State | None:
    ids = [each.id for each in asked_questions(survey, state.answers)]
    place = len(ids) if state.at == REVIEW else ids.index(state.at)
    earlier = ids[:place]
    if state.changing:
        chain = {state.changing, *_dependents(survey, state.changing)}
        earlier = [each for each in earlier if each in chain]
        return (
            replace(state, at=earlier[-1])
            if earlier
            else State(state.answers, REVIEW, "", state.comment)
        )
    return replace(state, at=earlier[-1]) if earlier else None


def _change(survey: Survey, state: State, question: str) -> State:
    if state.at != REVIEW or question not in (
        each.id for each in asked_questions(survey, state.answers)
    ):
        raise ResponseProblem("response-invalid", "There is no such answer to change.")
    return replace(state, at=question, changing=question)


def _dependents(survey: Survey, question: str) -> Iterator[str]:
    """The questions whose condition rests on this one, directly or not, in order."""
    roots = {question}
    for each in survey.questions:
        if each.show_if is not None and each.show_if.question in roots:
            roots.add(each.id)
            yield each.id
