"""Who is released and who waits."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tally.plan import (
    LEAST_RESPONSES,
    MOST_DEFERRALS,
    Choice,
    Deferral,
    Waiting,
    choose,
    period_to_tally,
)
from shared.periods import Period
from shared.problems import OperationProblem

JANUARY = Period(2026, 1)


def test_twenty_responses_are_released_and_nineteen_wait() -> None:
    chosen = choose([Waiting("a", 20), Waiting("b", 19)], JANUARY)
    assert chosen == Choice(("a",), (Deferral("b", 1, JANUARY),))


def test_one_response_left_by_two_tallies_is_released_by_the_third() -> None:
    march = JANUARY.plus(2)
    assert choose([Waiting("a", 1, 2, JANUARY.plus(1))], march).released == ("a",)


def test_the_same_month_tallied_again_is_not_another_tally() -> None:
    again = choose([Waiting("a", 5, 1, JANUARY), Waiting("b", 5, 2, JANUARY)], JANUARY)
    assert again.released == ()
    assert again.deferred == (Deferral("a", 1, JANUARY), Deferral("b", 2, JANUARY))


def test_an_earlier_month_tallied_late_is_not_another_tally_either() -> None:
    late = choose([Waiting("a", 5, 1, JANUARY)], JANUARY.plus(-3))
    assert late.deferred == (Deferral("a", 1, JANUARY),)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_nobody_waits_longer_than_two_tallies_and_nobody_with_twenty(arrivals: list[int]) -> None:
    deferral: Deferral | None = None
    responses = waits = 0
    for month, new in enumerate(arrivals):
        responses += new
        times, last = (deferral.times, deferral.period) if deferral else (0, None)
        chosen = choose([Waiting("a", responses, times, last)], JANUARY.plus(month))
        if chosen.released:
            assert responses >= LEAST_RESPONSES or waits == MOST_DEFERRALS
            responses, deferral, waits = 0, None, 0
        else:
            (deferral,) = chosen.deferred
            waits += 1
            assert responses < LEAST_RESPONSES
            assert waits <= MOST_DEFERRALS


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 2, 1), JANUARY), (date(2026, 1, 31), Period(2025, 12))]
)
def test_the_month_tallied_is_the_last_one_that_is_over(today: date, expected: Period) -> None:
    assert period_to_tally(None, today) == expected


@pytest.mark.parametrize("asked", [JANUARY, JANUARY.plus(1), JANUARY.plus(12)])
def test_a_month_that_is_not_over_is_refused(asked: Period) -> None:
    with pytest.raises(OperationProblem, match="not over") as refused:
        period_to_tally(asked, date(2026, 1, 31))
    assert refused.value.code == "period-open"


def test_a_demo_may_take_the_month_that_is_not_over_but_none_of_the_future() -> None:
    today = date(2026, 1, 15)
    assert period_to_tally(None, today, allow_open=True) == JANUARY
    assert period_to_tally(JANUARY, today, allow_open=True) == JANUARY
    with pytest.raises(OperationProblem, match="not over"):
        period_to_tally(JANUARY.plus(1), today, allow_open=True)
