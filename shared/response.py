"""A response: one visitor's answers, their rules, and their fixed-length encoding.

Layout (formats page, "Response"): for each counted question in order, one byte for kind `one` (0 =
no answer, k = the k-th option) or ceil(options / 8) bytes for kind `many` (big-endian mask, least
significant bit = first option); then format version (1), survey digest prefix (8), channel (1),
interface language (1, its index in the survey), pace (1). Every response to one survey therefore
has the same length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from shared import limits
from shared.problems import ResponseProblem
from shared.survey import Answers, Kind, Question, Survey, is_asked


class Channel(IntEnum):
    """By which way a response came. `PHONE_ON_SITE` is a phone that proved its presence."""

    SCREEN = 1
    PHONE = 2
    PAPER = 3
    PHONE_ON_SITE = 4


class Pace(IntEnum):
    """`HASTY`: one of a run of responses too fast to have been read; counted apart."""

    NORMAL = 0
    HASTY = 1


@dataclass(frozen=True, slots=True)
class Response:
    """One visitor's answers, with nothing else about the visitor."""

    answers: Answers
    channel: Channel
    language: str
    pace: Pace = Pace.NORMAL


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a question's bytes lie in the encoding."""

    question: Question
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The encoding of one survey: a slot per counted question, then the trailer at these
    offsets.
    """

    slots: tuple[Slot, ...]
    version: int
    digest: int
    channel: int
    language: int
    pace: int
    length: int


def layout(survey: Survey) -> Layout:
    """Where everything lies in an encoded response to this survey."""
    slots: list[Slot] = []
    offset = 0
    for question in survey.counted:
        width = 1 if question.kind is Kind.ONE else -(-len(question.options) // 8)
        slots.append(Slot(question, offset, width))
        offset += width
    digest = offset + 1
    channel = digest + limits.DIGEST_PREFIX_BYTES
    return Layout(tuple(slots), offset, digest, channel, channel + 1, channel + 2, channel + 3)


def check_answers(survey: Survey, answers: Answers) -> None:
    """Check answers against the survey's rules.

    Raises:
        ResponseProblem: `response-invalid`: an unknown question or option, two options where one is
            asked, an answer to a question that was not asked, or a required one left out.
    """
    counted = {question.id: question for question in survey.counted}
    if any(question not in counted for question in answers):
        raise ResponseProblem("response-invalid", "A question is not of this survey.")
    for question in survey.counted:
        chosen = answers.get(question.id, frozenset())
        _check_answer(question, chosen, is_asked(question, answers))


def _check_answer(question: Question, chosen: frozenset[str], asked: bool) -> None:
    if not chosen <= set(question.option_ids):
        raise ResponseProblem("response-invalid", f"An option of {question.id} is unknown.")
    if question.kind is Kind.ONE and len(chosen) > 1:
        raise ResponseProblem("response-invalid", f"{question.id} takes one option.")
    if chosen and not asked:
        raise ResponseProblem("response-invalid", f"{question.id} was not asked.")
    if question.required and asked and not chosen:
        raise ResponseProblem("response-invalid", f"{question.id} wants an answer.")


def encode(survey: Survey, response: Response) -> bytes:
    """Encode a response; the length depends on the survey only.

    Raises:
        ResponseProblem: `response-invalid`.
    """
    check_answers(survey, response.answers)
    if response.language not in survey.languages:
        raise ResponseProblem("response-invalid", "The language is not one of this survey.")
    parts = [
        _encode_answer(slot, response.answers.get(slot.question.id, frozenset()))
        for slot in layout(survey).slots
    ]
    trailer = (response.channel, survey.languages.index(response.language), response.pace)
    prefix = survey.digest[: limits.DIGEST_PREFIX_BYTES]
    return b"".join([*parts, bytes([limits.FORMAT_VERSION]), prefix, bytes(trailer)])


def _encode_answer(slot: Slot, chosen: frozenset[str]) -> bytes:
    ids = slot.question.option_ids
    if slot.question.kind is Kind.ONE:
        return bytes([ids.index(next(iter(chosen))) + 1 if chosen else 0])
    mask = sum(1 << index for index, each in enumerate(ids) if each in chosen)
    return mask.to_bytes(slot.width, "big")


def decode(survey: Survey, data: bytes) -> Response:
    """The inverse of `encode`, refusing whatever `encode` would not have written.

    Raises:
        ResponseProblem: `response-encoding`, or `response-invalid` for answers against the rules.
    """
    places = layout(survey)
    if len(data) != places.length:
        raise ResponseProblem("response-encoding", "The length is not this survey's.")
    if data[places.version] != limits.FORMAT_VERSION:
        raise ResponseProblem("response-encoding", "The format version is unknown.")
    if data[places.digest : places.channel] != survey.digest[: limits.DIGEST_PREFIX_BYTES]:
        raise ResponseProblem("response-encoding", "It answers another survey.")
    try:
        channel, pace = Channel(data[places.channel]), Pace(data[places.pace])
        language = survey.languages[data[places.language]]
    except (ValueError, IndexError):
        raise ResponseProblem("response-encoding", "The trailer is not valid.") from None
    answers = {slot.question.id: _decode_answer(slot, data) for slot in places.slots}
    check_answers(survey, answers)
    return Response(
        {key: chosen for key, chosen in answers.items() if chosen}, channel, language, pace
    )


def _decode_answer(slot: Slot, data: bytes) -> frozenset[str]:
    ids = slot.question.option_ids
    value = int.from_bytes(data[slot.offset : slot.offset + slot.width], "big")
    if slot.question.kind is Kind.ONE:
        if value > len(ids):
            raise ResponseProblem("response-encoding", f"{slot.question.id} has no such option.")
        return frozenset((ids[value - 1],)) if value else frozenset()
    if value >> len(ids):
        raise ResponseProblem("response-encoding", f"{slot.question.id} has no such option.")
    return frozenset(each for index, each in enumerate(ids) if value >> index & 1)
