"""The tap: the only place that holds a visitor's complete answers, for the time it takes to seal.

Validate → encode → seal → store. The response goes first; the comment follows as an item of its
own, under an id that has nothing to do with the response's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from shared import limits
from shared.bundle import Bundle
from shared.comment import Comment, encode_comment
from shared.periods import Period
from shared.problems import ResponseProblem, StorageProblem
from shared.response import Response, encode
from shared.sealing import Context, Label, PublicKey, seal
from shared.survey import Survey


class Store(Protocol):
    """Where sealed items wait: returns once the item is on disk, False if it was there already.

    Raises StorageProblem when it could not be kept; then nothing of it was.
    """

    def store(self, lane: Context, item: bytes) -> bool:
        """Keep a sealed item."""
        ...


class Outcome(Enum):
    """What became of a submission that did not fail."""

    RECORDED = auto()
    COMMENT_LOST = auto()
    """The response is recorded; the comment could not be."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A complete visit: its id (16 bytes), survey, response and comment ("" for none)."""

    visit: bytes
    survey: Survey
    response: Response
    comment: str


def submit(
    submission: Submission,
    bundle: Bundle,
    point: str,
    spool: Store,
    now: Callable[[], datetime],
    random_bytes: Callable[[int], bytes],
) -> Outcome:
    """Seal a visit's answers to the period's key and store them; return once they are on disk.

    Args:
        submission: what the visitor answered.
        bundle: gives the period keys.
        point: id of the Point that the answers are about.
        spool: where sealed items wait.
        now: the local time, for the month.
        random_bytes: for the comment's own id.

    Raises:
        ResponseProblem: `response-invalid`, `comment-too-long`; `survey-unavailable` without a key.
        StorageProblem: the response was not recorded, nor was anything else.
    """
    chosen = bundle.key_for(Period.of(now()))
    if chosen is None:
        raise ResponseProblem("survey-unavailable", "The bundle holds no key.")
    sealer = _Sealer(chosen[0], chosen[1], point, submission.survey)
    response = sealer.seal(
        Label.RESPONSE, submission.visit, encode(submission.survey, submission.response)
    )
    comment = None
    if submission.comment:
        text = Comment(submission.comment, submission.response.language)
        own_id = random_bytes(limits.ITEM_ID_BYTES)
        comment = sealer.seal(Label.COMMENT, own_id, encode_comment(submission.survey, text))
    spool.store(*response)
    if comment is not None:
        try:
            spool.store(*comment)
        except StorageProblem:
            return Outcome.COMMENT_LOST
    return Outcome.RECORDED


@dataclass(frozen=True, slots=True)
class _Sealer:
    period: Period
    key: PublicKey
    point: str
    survey: Survey

    def seal(self, label: Label, item_id: bytes, encoded: bytes) -> tuple[Context, bytes]:
        context = Context(label, str(self.period), self.key.key_id, self.point, self.survey.digest)
        return context, seal(self.key, context, item_id, encoded)
