"""The way through the questions: it ends, it can be gone back, and no stale answer survives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.surveys import default_survey
from kiosk.screens import (
    REVIEW,
    Move,
    State,
    begin,
    lacks_answer,
    move,
    progress,
    prune,
    unanswered,
)
from shared.problems import ResponseProblem
from shared.response import check_answers
from shared.survey import Kind, Survey, asked_questions
from tests.shared.strategies import surveys

SURVEY = default_survey()


def forward(data: st.DataObject, survey: Survey, state: State) -> State:
    """One step on, as some visitor might take it."""
    question = survey.by_id[state.at]
    if question.kind is Kind.COMMENT:
        written = data.draw(st.sampled_from(["", "Merci"]))
        return taken(survey, replace(state, comment=written), Move.NEXT)
    if not question.required and data.draw(st.booleans()):
        return taken(survey, state, Move.SKIP)
    if question.kind is Kind.ONE:
        return taken(survey, state, Move.CHOOSE, data.draw(st.sampled_from(question.option_ids)))
    ticks = data.draw(st.frozensets(st.sampled_from(question.option_ids), min_size=1))
    return taken(survey, answered(state, {question.id: ticks}), Move.NEXT)


def answered(state: State, answers: Mapping[str, frozenset[str]]) -> State:
    return replace(state, answers={**state.answers, **answers})


def taken(survey: Survey, state: State, what: Move, argument: str = "") -> State:
    after = move(survey, state, what, argument)
    assert after is not None
    return after


def wander(data: st.DataObject, survey: Survey) -> State:
    """Where a visitor is after some steps to and fro."""
    state = begin(survey)
    for _ in range(data.draw(st.integers(0, 20))):
        if data.draw(st.integers(0, 3)) == 0:
            state = move(survey, state, Move.BACK) or state
        elif state.at != REVIEW:
            state = forward(data, survey, state)
        else:
            asked = [each.id for each in asked_questions(survey, state.answers)]
            state = taken(survey, state, Move.CHANGE, data.draw(st.sampled_from(asked)))
    return state


@given(st.data(), surveys())
def test_every_way_ends_at_the_review(data: st.DataObject, survey: Survey) -> None:
    state = wander(data, survey)
    for _ in survey.questions:
        if state.at != REVIEW:
            state = forward(data, survey, state)
    assert state.at == REVIEW
    assert state.changing == ""


@given(st.data(), surveys())
def test_going_back_undoes_a_step_and_keeps_the_answers(
    data: st.DataObject, survey: Survey
) -> None:
    state = wander(data, survey)
    if state.at == REVIEW or state.changing:
        return
    after = forward(data, survey, state)
    assert move(survey, after, Move.BACK) == replace(after, at=state.at)


@given(st.data(), surveys())
def test_going_back_always_leads_out(data: st.DataObject, survey: Survey) -> None:
    state: State | None = wander(data, survey)
    for _ in range(2 * len(survey.questions) + 2):
        state = state and move(survey, state, Move.BACK)
    assert state is None


@given(st.data(), surveys())
def test_no_answer_outlives_the_question_that_opened_it(
    data: st.DataObject, survey: Survey
) -> None:
    state = wander(data, survey)
    assert prune(survey, state.answers) == state.answers


@given(st.data(), surveys())
def test_a_review_that_lacks_nothing_can_be_sent(data: st.DataObject, survey: Survey) -> None:
    state = wander(data, survey)
    while state.at != REVIEW or unanswered(survey, state.answers):
        missing = unanswered(survey, state.answers)
        if state.at == REVIEW and missing:
            state = taken(survey, state, Move.CHANGE, missing)
        state = forward(data, survey, state)
    check_answers(survey, state.answers)


@given(st.data(), surveys())
def test_progress_never_shrinks_on_the_way(data: st.DataObject, survey: Survey) -> None:
    state = begin(survey)
    done = Fraction(0)
    while state.at != REVIEW:
        here = progress(survey, state)
        assert 1 <= here.number <= here.total <= len(survey.questions)
        share = Fraction(here.number, here.total)
        assert share > done
        done = share
        state = forward(data, survey, state)


def through(*steps: str) -> State:
    """A way through the default survey: an option's id, `skip` or `next`."""
    state = begin(SURVEY)
    for step in steps:
        what = Move(step) if step in ("skip", "next", "back") else Move.CHOOSE
        state = taken(SURVEY, state, what, step if what is Move.CHOOSE else "")
    return state


def test_a_condition_that_is_not_met_skips_its_question_and_the_progress_says_so() -> None:
    before = through("good", "skip")
    assert (progress(SURVEY, before).total, progress(SURVEY, before).certain) == (11, False)
    state = through("good", "skip", "yes")
    assert state.at == "help_received"
    assert progress(SURVEY, state).total == 10
    state = through("good", "skip", "yes", "not_needed")
    assert state.at == "information_clarity"
    assert (progress(SURVEY, state).total, progress(SURVEY, state).certain) == (9, True)


def test_a_met_condition_asks_its_question() -> None:
    assert through("bad", "skip", "no").at == "blocking_reason"


def review_after(*steps: str) -> State:
    state = through(*steps)
    while state.at != REVIEW:
        state = taken(SURVEY, state, Move.SKIP)
    return state


def test_changing_an_opener_drops_what_is_no_longer_asked_and_returns_to_the_review() -> None:
    review = review_after("bad", "skip", "no")
    review = answered(review, {"blocking_reason": frozenset({"other"})})
    state = taken(SURVEY, review, Move.CHANGE, "goal_achieved")
    assert (state.at, state.changing) == ("goal_achieved", "goal_achieved")
    state = taken(SURVEY, state, Move.CHOOSE, "yes")
    assert (state.at, state.changing) == (REVIEW, "")
    assert "blocking_reason" not in state.answers


def test_changing_an_opener_asks_what_it_newly_opens_before_the_review() -> None:
    review = review_after("good", "skip", "yes")
    state = taken(SURVEY, review, Move.CHANGE, "goal_achieved")
    state = taken(SURVEY, state, Move.CHOOSE, "partly")
    assert state.at == "blocking_reason"
    assert taken(SURVEY, state, Move.BACK).at == "goal_achieved"
    assert taken(SURVEY, state, Move.SKIP).at == REVIEW


def test_changing_any_other_answer_returns_at_once() -> None:
    review = review_after("good", "skip", "yes")
    state = taken(SURVEY, review, Move.CHANGE, "confidentiality")
    assert taken(SURVEY, state, Move.CHOOSE, "no").at == REVIEW
    assert taken(SURVEY, state, Move.BACK) == review


def test_a_required_question_is_neither_skipped_nor_passed() -> None:
    start = begin(SURVEY)
    with pytest.raises(ResponseProblem):
        move(SURVEY, start, Move.SKIP)
    stayed = taken(SURVEY, start, Move.NEXT)
    assert stayed == start
    assert lacks_answer(SURVEY, stayed)


def test_skipping_takes_an_answer_back() -> None:
    state = through("good", "skip", "yes", "back")
    assert "goal_achieved" in state.answers
    assert "goal_achieved" not in taken(SURVEY, state, Move.SKIP).answers


def test_back_from_the_first_question_leaves() -> None:
    assert move(SURVEY, begin(SURVEY), Move.BACK) is None


@pytest.mark.parametrize(
    ("state", "what", "argument"),
    [
        (begin(SURVEY), Move.CHOOSE, "excellent"),
        (State({}, "visit_purpose"), Move.CHOOSE, "other"),
        (State({}, "comment"), Move.CHOOSE, "good"),
        (State({}, REVIEW), Move.NEXT, ""),
        (State({}, REVIEW), Move.CHANGE, "blocking_reason"),
        (State({}, REVIEW), Move.CHANGE, "nothing"),
        (begin(SURVEY), Move.CHANGE, "comment"),
    ],
)
def test_what_no_button_offers_is_refused(state: State, what: Move, argument: str) -> None:
    with pytest.raises(ResponseProblem) as refused:
        move(SURVEY, state, what, argument)
    assert refused.value.code == "response-invalid"
