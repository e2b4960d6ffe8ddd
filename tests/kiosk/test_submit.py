"""The tap: what reaches the spool, under which context, in which order, and what when it fails."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from collector.surveys import default_survey
from kiosk.clock import PREMISES
from kiosk.submit import Outcome, Submission, submit
from shared.bundle import Bundle
from shared.comment import decode_comment
from shared.problems import ResponseProblem, StorageProblem
from shared.response import Channel, Response, decode
from shared.sealing import Context, Label, sealed_length
from tests.kiosk.pages.stage import KEY, PERIOD, bundle_of

SURVEY = default_survey()
BUNDLE = bundle_of(SURVEY)
VISIT = b"v" * 16
ANSWERS = {"overall_experience": frozenset({"good"}), "visit_purpose": frozenset({"other"})}
SUBMISSION = Submission(VISIT, SURVEY, Response(ANSWERS, Channel.SCREEN, "ar"), "Merci")


@dataclass
class Shelf:
    """Keeps items in the order in which they come, until it is full."""

    room: int = 9
    items: list[tuple[Context, bytes]] = field(default_factory=list)

    def store(self, lane: Context, item: bytes) -> bool:
        if len(self.items) >= self.room:
            raise StorageProblem("storage-full")
        self.items.append((lane, item))
        return True


def day(year: int, month: int) -> Callable[[], datetime]:
    return lambda: datetime(year, month, 5, tzinfo=PREMISES)


OCTOBER = day(2026, 10)


def tap(
    shelf: Shelf,
    submission: Submission = SUBMISSION,
    bundle: Bundle = BUNDLE,
    now: Callable[[], datetime] = OCTOBER,
) -> Outcome:
    return submit(submission, bundle, "rouen", shelf, now, random.Random(1).randbytes)


def test_the_response_goes_first_and_the_comment_follows_apart() -> None:
    shelf = Shelf()
    assert tap(shelf) is Outcome.RECORDED
    (lane, response), (apart, comment) = shelf.items
    assert (lane.label, apart.label) == (Label.RESPONSE, Label.COMMENT)
    assert decode(SURVEY, KEY.open(lane, response)) == SUBMISSION.response
    assert decode_comment(SURVEY, KEY.open(apart, comment)).text == "Merci"


def test_a_response_goes_by_the_id_of_its_visit_and_a_comment_by_a_random_one() -> None:
    shelf = Shelf()
    tap(shelf)
    (_, response), (_, comment) = shelf.items
    assert response[:16] == VISIT
    assert comment[:16] == random.Random(1).randbytes(16)


def test_everything_is_bound_to_point_period_key_and_survey() -> None:
    shelf = Shelf()
    tap(shelf)
    for lane, _ in shelf.items:
        assert lane == Context(lane.label, PERIOD, KEY.public.key_id, "rouen", SURVEY.digest)


def test_without_a_comment_there_is_one_item_of_the_same_length() -> None:
    shelf = Shelf()
    tap(shelf, replace(SUBMISSION, comment=""))
    ((_, item),) = shelf.items
    assert len(item) == sealed_length(SURVEY, Label.RESPONSE)


@pytest.mark.parametrize("now", [day(1970, 1), day(2026, 12), day(2099, 6)])
def test_a_clock_that_jumped_loses_no_answer(now: Callable[[], datetime]) -> None:
    shelf = Shelf()
    tap(shelf, now=now)
    assert {lane.period for lane, _ in shelf.items} == {PERIOD}


def test_a_full_disk_records_nothing() -> None:
    shelf = Shelf(room=0)
    with pytest.raises(StorageProblem):
        tap(shelf)


def test_a_disk_that_fills_up_in_between_loses_the_comment_only() -> None:
    shelf = Shelf(room=1)
    assert tap(shelf) is Outcome.COMMENT_LOST
    assert [lane.label for lane, _ in shelf.items] == [Label.RESPONSE]


@pytest.mark.parametrize(
    ("submission", "bundle", "code"),
    [
        (SUBMISSION, bundle_of(SURVEY, keys=False), "survey-unavailable"),
        (replace(SUBMISSION, comment="é" * 501), BUNDLE, "comment-too-long"),
        (
            replace(SUBMISSION, response=Response({}, Channel.SCREEN, "fr")),
            BUNDLE,
            "response-invalid",
        ),
        (
            replace(SUBMISSION, response=Response(ANSWERS, Channel.SCREEN, "xx")),
            BUNDLE,
            "response-invalid",
        ),
    ],
)
def test_what_cannot_be_sealed_leaves_nothing_behind(
    submission: Submission, bundle: Bundle, code: str
) -> None:
    shelf = Shelf()
    with pytest.raises(ResponseProblem) as refused:
        tap(shelf, submission, bundle)
    assert refused.value.code == code
    assert shelf.items == []
