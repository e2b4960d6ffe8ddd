"""Pace: only runs that nobody can have read are marked, whatever the clock of the wall says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.surveys import default_survey
from kiosk.pace import (
    RUN,
    RUN_GAP_SECONDS,
    VISITS_KEPT,
    Pacing,
    Run,
    pace_of,
    reading_floor,
    run_after,
    words,
)
from shared.response import Pace
from shared.survey import Answers

SURVEY = default_survey()
ALL_FIRST: Answers = {
    each.id: frozenset(each.option_ids[:1]) for each in SURVEY.counted if each.show_if is None
}

Visit = tuple[float, float]
"""Seconds of quiet before the visit, and seconds that it took."""

quiet = st.floats(0, 2000)
visits = st.lists(st.tuples(quiet, st.floats(0, 300)), max_size=30)


class Seconds:
    """A monotonic clock that tests set."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


def marks(taken: list[Visit], floor: float) -> list[Pace]:
    """The marks of visits one after the other."""
    clock = Seconds()
    pacing = Pacing(clock)
    found = []
    for number, (pause, length) in enumerate(taken):
        visit = number.to_bytes(16, "big")
        clock.now += pause
        pacing.begin(visit)
        clock.now += length
        found.append(pacing.pace(visit, floor))
        pacing.record(visit, floor)
    assert len(pacing) == 0
    return found


def test_of_a_run_all_are_marked_from_the_third_on() -> None:
    assert marks([(2.0, 3.0)] * 5, 10.0) == [Pace.NORMAL] * 2 + [Pace.HASTY] * 3


@pytest.mark.parametrize("slow", [(2.0, 10.0), (RUN_GAP_SECONDS + 1, 3.0)])
def test_a_visit_that_was_read_or_a_long_quiet_ends_a_run(slow: Visit) -> None:
    taken = [(2.0, 3.0)] * 4
    assert marks([*taken, slow, (2.0, 3.0)], 10.0)[4:] == [Pace.NORMAL, Pace.NORMAL]


@given(visits, st.floats(0, 60))
def test_nobody_who_took_the_time_to_read_is_ever_marked(taken: list[Visit], floor: float) -> None:
    for (_, length), mark in zip(taken, marks(taken, floor), strict=True):
        assert length < floor + 1e-6 or mark is Pace.NORMAL


@given(visits, st.floats(0, 60))
def test_a_marked_visit_ends_a_run_of_fast_ones_close_to_each_other(
    taken: list[Visit], floor: float
) -> None:
    found = marks(taken, floor)
    assert found[: RUN - 1] == [Pace.NORMAL] * len(found[: RUN - 1])
    for place, mark in enumerate(found):
        before = taken[max(0, place - RUN + 1) : place + 1]
        if mark is Pace.HASTY:
            assert all(length < floor + 1e-6 for _, length in before)
            assert all(pause <= RUN_GAP_SECONDS + 1e-6 for pause, _ in before[1:])


@given(st.floats(0, 60), st.floats(0, 60), st.floats(0.1, 60))
def test_a_slower_visit_is_never_marked_where_a_faster_one_is_not(
    one: float, other: float, floor: float
) -> None:
    fast, slow = sorted((one, other))
    run = Run(RUN - 1, 100.0)
    if pace_of(run, 101.0, 101.0 + fast, floor) is Pace.NORMAL:
        assert pace_of(run, 101.0, 101.0 + slow, floor) is Pace.NORMAL


def test_a_visit_of_unknown_beginning_is_not_marked_and_changes_nothing() -> None:
    run = Run(RUN, 100.0)
    assert pace_of(run, None, 101.0, 60.0) is Pace.NORMAL
    assert run_after(run, None, 101.0, 60.0) == run


def test_asking_for_the_mark_again_counts_nothing_twice() -> None:
    clock = Seconds()
    pacing = Pacing(clock)
    pacing.begin(b"a")
    assert [pacing.pace(b"a", 60.0) for _ in range(5)] == [Pace.NORMAL] * 5


def test_what_is_remembered_is_bounded_and_goes_with_the_visit() -> None:
    pacing = Pacing(Seconds())
    for number in range(VISITS_KEPT * 3):
        pacing.begin(number.to_bytes(16, "big"))
    assert len(pacing) == VISITS_KEPT
    for number in range(VISITS_KEPT * 3):
        pacing.forget(number.to_bytes(16, "big"))
    assert len(pacing) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Pas bien du tout", 4), ("Ah ! Bon ?", 2), ("كيف جرت الزيارة؟", 3), ("…", 0)],
)
def test_words_are_what_stands_between_spaces(text: str, count: int) -> None:
    assert words(text) == count


def test_signs_without_spaces_are_counted_as_parts_of_words() -> None:
    assert words("非常不好") == pytest.approx(2.4)


@pytest.mark.parametrize("language", SURVEY.languages)
def test_the_floor_stays_far_below_what_reading_takes(language: str) -> None:
    floor = reading_floor(SURVEY, ALL_FIRST, language)
    assert 8 < floor < 40, "the whole survey is announced as two minutes"


def test_what_was_skipped_need_not_have_been_read() -> None:
    one: Answers = {"overall_experience": frozenset({"good"})}
    assert reading_floor(SURVEY, one, "fr") < 2
    assert reading_floor(SURVEY, {}, "fr") == 0
