"""Paper forms typed in at the desk: numbers of options, one field per question.

    _visit      32 hexadecimal characters: the id under which the response will be stored
    _survey     64 hexadecimal characters: the digest of the survey on the paper
    _language   the language of the paper
    _count      how many forms were typed in before, in this sitting

and one field per counted question, named by its id: the numbers printed before the options, with
or without blanks between them (`13`, `1 3`); and the comment's. Nothing of an earlier form is ever
sent to the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk import comments
from kiosk.screens import prune
from kiosk.submit import Submission
from shared.masking import mask
from shared.problems import ResponseProblem
from shared.response import Channel, Response
from shared.survey import Answers, Kind, Question, Survey, is_asked

VISIT: Final = "_visit"
SURVEY: Final = "_survey"
LANGUAGE: Final = "_language"
COUNT: Final = "_count"

_VISIT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NUMBERS = re.compile(r"[0-9]+(?:[ ,;]+[0-9]+)*", re.ASCII)
_ONE_DIGIT: Final = 9


@dataclass(frozen=True)
class PaperForm:
    """One form as typed. `wrong` names the questions whose numbers are not right, `closed` those
    that the other answers do not open, `missing` those that want an answer, `masked` whether the
    comment was changed: then it is to be looked at again.
    """

    visit: bytes
    survey: Survey
    language: str
    count: int
    typed: Mapping[str, str]
    comment: str
    answers: Answers
    wrong: frozenset[str] = field(default=frozenset())
    closed: frozenset[str] = field(default=frozenset())
    missing: frozenset[str] = field(default=frozenset())
    masked: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it can be recorded as it is."""
        in_doubt = self.wrong or self.closed or self.missing or self.masked
        return not in_doubt and not comments.is_too_long(self.comment)

    def submission(self) -> Submission:
        """What is recorded."""
        response = Response(self.answers, Channel.PAPER, self.language)
        return Submission(self.visit, self.survey, response, self.comment)


def blank(survey: Survey, language: str, visit: bytes, count: int = 0) -> PaperForm:
    """A form with nothing typed yet."""
    return PaperForm(visit, survey, language, count, {}, "", {})


def read(fields: Mapping[str, str], survey_of: Callable[[bytes], Survey | None]) -> PaperForm:
    """Read a posted form.

    Raises:
        ResponseProblem: `response-invalid`: the page could not have written it;
            `survey-unavailable`: the survey is not known any more.
    """
    visit = bytes.fromhex(_matching(_VISIT, fields.get(VISIT, "")))
    survey = survey_of(bytes.fromhex(_matching(_DIGEST, fields.get(SURVEY, ""))))
    if survey is None:
        raise ResponseProblem("survey-unavailable")
    language, count = fields.get(LANGUAGE, ""), fields.get(COUNT, "0")
    if language not in survey.languages or not (count.isascii() and count.isdigit()):
        raise ResponseProblem("response-invalid", "The form is not one of the desk's.")
    typed = {each.id: fields.get(each.id, "").strip()[:200] for each in survey.counted}
    read_numbers = {each.id: _chosen(each, typed[each.id]) for each in survey.counted}
    given = {name: chosen or frozenset() for name, chosen in read_numbers.items()}
    wrong = frozenset(name for name, chosen in read_numbers.items() if chosen is None)
    answers = prune(survey, given)
    masked = mask(comments.clean(fields.get(survey.comment.id, "") if survey.comment else ""))
    return PaperForm(
        visit=visit,
        survey=survey,
        language=language,
        count=int(count[:6]),
        typed=typed,
        comment=masked.text,
        answers=answers,
        wrong=wrong,
        closed=frozenset(name for name, chosen in given.items() if chosen and name not in answers),
        missing=frozenset(
            each.id
            for each in survey.counted
            if each.required and is_asked(each, answers) and not given[each.id]
        ) - wrong,
        masked=bool(masked.kinds),
    )  # fmt: skip


def _chosen(question: Question, text: str) -> frozenset[str] | None:
    """The options of these numbers, None for what are no numbers of this question."""
    if not text:
        return frozenset()
    if not _NUMBERS.fullmatch(text):
        return None
    parts = re.split(r"[ ,;]+", text)
    if len(question.options) <= _ONE_DIGIT:
        parts = [digit for part in parts for digit in part]
    numbers = {int(part) for part in parts}
    if not all(1 <= number <= len(question.options) for number in numbers):
        return None
    if question.kind is Kind.ONE and len(numbers) > 1:
        return None
    return frozenset(question.option_ids[number - 1] for number in numbers)


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ResponseProblem("response-invalid", "The form is not one of the desk's.")
    return text
