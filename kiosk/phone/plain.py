"""The form as a browser without JavaScript posts it: in clear, to be sealed on arrival.

    _visit      32 hexadecimal characters: the id under which the response will be stored
    _survey     64 hexadecimal characters: the digest of the survey being answered
    _language   the language of the page, one of the survey's
    _pass       a challenge, without work
    _do         `send`, or `language:TAG`

and one field per answer, named by its question, as on the kiosk's own pages; an empty one is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk import comments
from kiosk.screens import prune
from shared.problems import ResponseProblem
from shared.survey import Answers, Kind, Question, Survey, is_asked

VISIT: Final = "_visit"
SURVEY: Final = "_survey"
LANGUAGE: Final = "_language"
PASS: Final = "_pass"  # noqa: S105 - the name of a field
DO: Final = "_do"
CONTROLS: Final = (VISIT, SURVEY, LANGUAGE, PASS, DO)
SEND: Final = "send"
CHANGE_LANGUAGE: Final = "language:"

_VISIT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

Fields = Mapping[str, list[str]]
"""Posted fields: each name with its values in their order."""


@dataclass(frozen=True, slots=True)
class PlainForm:
    """What was posted. `answers` hold only those to questions that the others open."""

    visit: bytes
    survey: Survey
    language: str
    challenge: str
    answers: Answers
    comment: str
    do: str

    @property
    def missing(self) -> frozenset[str]:
        """The required questions that are asked and have no answer."""
        return frozenset(
            each.id
            for each in self.survey.counted
            if each.required and is_asked(each, self.answers) and not self.answers.get(each.id)
        )


def read(fields: Fields, survey_of: Callable[[bytes], Survey]) -> PlainForm:
    """Read a posted form; every field must be one that the page could have written.

    Raises:
        ResponseProblem: `response-invalid`, and what `survey_of` raises.
    """
    visit = bytes.fromhex(_matching(_VISIT, _one(fields, VISIT)))
    survey = survey_of(bytes.fromhex(_matching(_DIGEST, _one(fields, SURVEY))))
    language, do = _one(fields, LANGUAGE), _one(fields, DO)
    wanted = do.removeprefix(CHANGE_LANGUAGE) if do != SEND else language
    if language not in survey.languages or wanted not in survey.languages:
        raise _invalid("The language is not one of this survey.")
    if any(name not in CONTROLS and name not in survey.by_id for name in fields):
        raise _invalid("A field is not of this survey.")
    answers = {each.id: _answer(each, fields.get(each.id, [])) for each in survey.counted}
    comment = survey.comment
    text = comments.clean(_one(fields, comment.id, "")) if comment is not None else ""
    challenge = _one(fields, PASS)
    return PlainForm(visit, survey, wanted, challenge, prune(survey, answers), text, do)


def _answer(question: Question, values: list[str]) -> frozenset[str]:
    chosen = frozenset(each for each in values if each)
    known = chosen <= set(question.option_ids)
    if not known or (question.kind is Kind.ONE and len(chosen) > 1):
        raise _invalid(f"An answer to {question.id} is not one of its options.")
    return chosen


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
