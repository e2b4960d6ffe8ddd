"""The form that every screen of a visit posts: the whole visit so far, carried by the page alone.

    _visit      32 hexadecimal characters: the id under which the response will be stored
    _survey     64 hexadecimal characters: the digest of the survey being answered
    _language   the interface language, one of the survey's
    _at         the screen: a question's id, or `_review`
    _changing   the question being changed from the review, empty or absent otherwise
    _access     what the visitor set in the accessibility menu (`kiosk.access`)
    _do         what was tapped: a verb, then for some a colon and an argument

and one field per answer, named by its question: an option's id (as many fields as options chosen
for a `many` question), or the text of the comment. Question ids never begin with an underscore.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk import comments
from kiosk.access import ACCESS, AS_IT_COMES, Access, change, read_access, with_voice
from kiosk.screens import REVIEW, State
from shared.problems import ResponseProblem
from shared.survey import Answers, Kind, Question, Survey, is_asked

VISIT: Final = "_visit"
SURVEY: Final = "_survey"
LANGUAGE: Final = "_language"
AT: Final = "_at"
CHANGING: Final = "_changing"
DO: Final = "_do"
CONTROLS: Final = (VISIT, SURVEY, LANGUAGE, AT, CHANGING, ACCESS, DO)

_VISIT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

PAGES: Final = "0123456789"
"""Pages of a list that is long, or where the text is large."""

Fields = Mapping[str, list[str]]
"""Posted fields: each name with its values in their order."""


class Verb(StrEnum):
    """What a visitor can tap. The first five are moves; see `kiosk.screens.Move`."""

    CHOOSE = "choose"
    NEXT = "next"
    SKIP = "skip"
    BACK = "back"
    CHANGE = "change"
    LANGUAGE = "language"
    RESTART = "restart"
    STAY = "stay"
    ERASE = "erase"
    SEND = "send"
    ACCESS = "access"
    SET = "set"
    VOICE = "voice"
    LANGUAGES = "languages"
    PAGE = "page"


_WITH_ARGUMENT: Final = (
    Verb.CHOOSE, Verb.CHANGE, Verb.LANGUAGE, Verb.LANGUAGES, Verb.SET, Verb.PAGE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A posted visit: whose (`visit`, 16 bytes), on which survey, in which language, and what.

    `access` is as the tap leaves it.
    """

    visit: bytes
    survey: Survey
    language: str
    state: State
    verb: Verb
    argument: str
    access: Access = AS_IT_COMES


def read_visit(fields: Fields) -> bytes:
    """The id of the visit, 16 bytes.

    Raises:
        ResponseProblem: `response-invalid`.
    """
    return bytes.fromhex(_matching(_VISIT, _one(fields, VISIT)))


def read(fields: Fields, survey_of: Callable[[bytes], Survey | None]) -> Form:
    """Read a posted form; every field must be one that the pages could have written.

    Raises:
        ResponseProblem: `response-invalid`; `survey-renewed` for a survey no longer at hand.
    """
    visit = read_visit(fields)
    survey = survey_of(bytes.fromhex(_matching(_DIGEST, _one(fields, SURVEY))))
    if survey is None:
        raise ResponseProblem("survey-renewed")
    language = _one(fields, LANGUAGE)
    if language not in survey.languages:
        raise _invalid("The language is not one of this survey.")
    verb, argument = _action(survey, _one(fields, DO))
    access = read_access(_one(fields, ACCESS, AS_IT_COMES.text))
    if verb is Verb.SET:
        access = change(access, argument)
    elif verb is Verb.VOICE:
        access = with_voice(access)
    return Form(visit, survey, language, _state(survey, fields), verb, argument, access)


def write_answers(survey: Survey, state: State, shown: bool = True) -> list[tuple[str, str]]:
    """The fields that carry the answers which the screen has no input for.

    `shown`: it shows the question that the visit is at, whose ticks and text carry themselves.
    """
    here = state.at if shown else ""
    fields = [
        (question.id, option)
        for question in survey.counted
        if question.id != here or question.kind is Kind.ONE
        for option in question.option_ids
        if option in state.answers.get(question.id, ())
    ]
    comment = survey.comment
    if comment is not None and state.comment and comment.id != here:
        fields.append((comment.id, state.comment))
    return fields


def _state(survey: Survey, fields: Fields) -> State:
    unknown = [name for name in fields if name not in CONTROLS and name not in survey.by_id]
    if unknown:
        raise _invalid("A field is not of this survey.")
    answers = {
        question.id: _answer(question, fields[question.id])
        for question in survey.counted
        if question.id in fields
    }
    comment = survey.comment
    text = comments.clean(_one(fields, comment.id, "")) if comment is not None else ""
    state = State(answers, _one(fields, AT), _one(fields, CHANGING, ""), text)
    _check(survey, state)
    return state


def _answer(question: Question, values: list[str]) -> frozenset[str]:
    chosen = frozenset(values)
    if not chosen <= set(question.option_ids) or len(chosen) < len(values):
        raise _invalid(f"An option of {question.id} is unknown.")
    if question.kind is Kind.ONE and len(chosen) != 1:
        raise _invalid(f"{question.id} takes one option.")
    return chosen


def _check(survey: Survey, state: State) -> None:
    written: Answers = (
        {**state.answers, survey.comment.id: frozenset((state.comment,))}
        if (survey.comment is not None and state.comment)
        else state.answers
    )
    if any(not is_asked(survey.by_id[each], state.answers) for each in written):
        raise _invalid("A question was answered that was not asked.")
    for place in (state.at, state.changing or state.at):
        question = survey.by_id.get(place)
        if place != REVIEW and (question is None or not is_asked(question, state.answers)):
            raise _invalid("There is no such screen.")
    if state.changing and (state.changing == REVIEW or state.at == REVIEW):
        raise _invalid("Nothing is being changed here.")


def _action(survey: Survey, text: str) -> tuple[Verb, str]:
    word, _, argument = text.partition(":")
    if word not in Verb.__members__.values():
        raise _invalid("There is no such button.")
    verb = Verb(word)
    if bool(argument) != (verb in _WITH_ARGUMENT):
        raise _invalid("There is no such button.")
    if verb in (Verb.PAGE, Verb.LANGUAGES) and argument not in PAGES:
        raise _invalid("There is no such page.")
    if verb is Verb.LANGUAGE and argument not in survey.languages:
        raise _invalid("The language is not one of this survey.")
    return verb, argument


def _one(fields: Fields, name: str, default: str | None = None) -> str:
    values = fields.get(name, [] if default is None else [default])
    if len(values) != 1:
        raise _invalid(f"{name} must be given once.")
    return values[0]


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise _invalid("A field does not have the shape it must have.")
    return text


def _invalid(detail: str) -> ResponseProblem:
    return ResponseProblem("response-invalid", detail)
