"""What a page writes is what the next request reads; anything else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.surveys import default_survey
from kiosk import forms
from kiosk.forms import Form, Verb, read, write_answers
from kiosk.screens import REVIEW, State
from shared.problems import ResponseProblem
from shared.survey import Survey, asked_questions
from tests.shared.strategies import responses, surveys

SURVEY = default_survey()
VISIT = bytes(range(16))


def fields_of(survey: Survey, state: State, **controls: str) -> dict[str, list[str]]:
    """The fields that the page of a state posts, hidden and shown."""
    fields: dict[str, list[str]] = {
        forms.VISIT: [VISIT.hex()],
        forms.SURVEY: [survey.digest.hex()],
        forms.LANGUAGE: [survey.languages[0]],
        forms.AT: [state.at],
        forms.DO: ["next"],
    }
    if state.changing:
        fields[forms.CHANGING] = [state.changing]
    shown = [
        (each, option)
        for each in (state.at,)
        if each in survey.by_id and survey.by_id[each].kind == "many"
        for option in sorted(state.answers.get(each, ()))
    ]
    if survey.comment is not None and state.at == survey.comment.id:
        shown.append((survey.comment.id, state.comment))
    for name, value in [*write_answers(survey, state), *shown]:
        fields.setdefault(name, []).append(value)
    return fields | {f"_{name}": [value] for name, value in controls.items()}


def reading(fields: dict[str, list[str]], survey: Survey = SURVEY) -> Form:
    return read(fields, {survey.digest: survey}.get)


@given(st.data(), surveys())
def test_a_page_carries_the_whole_visit(data: st.DataObject, survey: Survey) -> None:
    answers = data.draw(responses(survey)).answers
    places = [each.id for each in asked_questions(survey, answers)]
    at = data.draw(st.sampled_from([*places, REVIEW]))
    changing = data.draw(st.sampled_from(["", *places])) if at != REVIEW else ""
    comment = data.draw(st.sampled_from(["", "Merci", "Deux\nlignes"]))
    state = State(answers, at, changing, comment)
    form = reading(fields_of(survey, state), survey)
    assert form == Form(VISIT, survey, survey.languages[0], state, Verb.NEXT, "")


STATE = State(
    {"overall_experience": frozenset({"bad"}), "visit_purpose": frozenset({"other", "simulation"})},
    "goal_achieved",
)
CONDITIONAL = "blocking_reason"


@pytest.mark.parametrize(
    "altered",
    [
        {"_visit": ["zz" * 16]},
        {"_visit": ["ab" * 15]},
        {"_visit": ["AB" * 16]},
        {"_visit": ["ab" * 16, "cd" * 16]},
        {"_survey": ["12"]},
        {"_language": ["xx"]},
        {"_at": ["nowhere"]},
        {"_at": [CONDITIONAL]},
        {"_at": ["goal_achieved", "goal_achieved"]},
        {"_changing": ["nowhere"]},
        {"_changing": [REVIEW]},
        {"_at": [REVIEW], "_changing": ["goal_achieved"]},
        {"_do": ["destroy"]},
        {"_do": ["choose"]},
        {"_do": ["next:far"]},
        {"_do": ["language:xx"]},
        {"_do": ["next", "skip"]},
        {"_else": ["1"]},
        {"nowhere": ["1"]},
        {"overall_experience": ["terrific"]},
        {"overall_experience": ["bad", "good"]},
        {"overall_experience": []},
        {"visit_purpose": ["other", "other"]},
        {CONDITIONAL: ["other"]},
        {"comment": ["a", "b"]},
    ],
)
def test_an_altered_field_is_refused(altered: dict[str, list[str]]) -> None:
    with pytest.raises(ResponseProblem) as refused:
        reading(fields_of(SURVEY, STATE) | altered)
    assert refused.value.code == "response-invalid"


@pytest.mark.parametrize("name", ["_visit", "_survey", "_language", "_at", "_do"])
def test_a_missing_field_is_refused(name: str) -> None:
    fields = fields_of(SURVEY, STATE)
    del fields[name]
    with pytest.raises(ResponseProblem):
        reading(fields)


def test_a_survey_that_is_no_longer_at_hand_is_named_as_such() -> None:
    with pytest.raises(ResponseProblem) as refused:
        reading(fields_of(SURVEY, STATE) | {"_survey": ["00" * 32]})
    assert refused.value.code == "survey-renewed"


@pytest.mark.parametrize(
    ("posted", "verb", "argument"),
    [
        ("choose:yes", Verb.CHOOSE, "yes"),
        ("language:ar", Verb.LANGUAGE, "ar"),
        ("change:comment", Verb.CHANGE, "comment"),
        ("send", Verb.SEND, ""),
    ],
)
def test_buttons_are_a_verb_and_sometimes_an_argument(
    posted: str, verb: Verb, argument: str
) -> None:
    form = reading(fields_of(SURVEY, STATE, do=posted))
    assert (form.verb, form.argument) == (verb, argument)


def test_a_comment_arrives_as_it_will_be_sealed() -> None:
    state = State({}, "comment", "", " Deux\r\nlignes\0\t ")
    assert reading(fields_of(SURVEY, state)).state.comment == "Deux\nlignes"


def test_an_empty_tick_list_is_no_answer() -> None:
    fields: dict[str, Any] = fields_of(SURVEY, State({}, "visit_purpose"))
    assert reading(fields).state.answers == {}
