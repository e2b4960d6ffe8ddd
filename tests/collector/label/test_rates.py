"""The error rates that the page states, estimated anew on fewer runs with a fixed seed."""

from __future__ import annotations

import pytest

from collector.dashboard.findings import Finding as Compared
from collector.label.cusum import CEILING, LIMIT, cusum
from collector.label.rule import DEFAULT_THRESHOLD, Finding, judge
from tests.simulators.label_rates import ACCEPTABLE, OPTION, delay, rate, releases, total, years


@pytest.mark.parametrize("mean", [8, 20, 60])
def test_a_point_at_15_percent_is_not_called_shown(mean: int) -> None:
    """None in 600 years: with 95 % confidence fewer than 1 in 200."""
    calm = list(years(11, 200, ACCEPTABLE, mean))
    assert rate(calm, Finding.SHOWN) == 0
    assert sum(max(one.levels) >= LIMIT for one in calm) <= 4


@pytest.mark.parametrize(
    ("mean", "share", "least"),
    [(8, 0.35, 0.55), (20, 0.35, 0.85), (60, 0.35, 0.97), (8, 0.40, 0.8), (20, 0.40, 0.95)],
)
def test_a_bad_point_is_shown_within_a_year(mean: int, share: float, least: float) -> None:
    assert rate(list(years(12, 60, share, mean)), Finding.SHOWN) >= least


def test_a_turn_is_noticed_at_once_and_shown_within_half_a_year() -> None:
    turned = list(years(13, 60, 0.5, 60, turns=17))
    assert delay([one.levels for one in turned], LIMIT, 5) <= 2
    shown = [[float(each is Finding.SHOWN) for each in one.findings] for one in turned]
    assert delay(shown, 1, 5) <= 6


def test_a_point_that_improved_leaves_the_alarm() -> None:
    import numpy as np

    chance = np.random.default_rng(14)
    steps = cusum(releases(chance, [0.5] * 12 + [0.1] * 6, 60), OPTION, DEFAULT_THRESHOLD)
    assert steps[11].level == CEILING
    assert steps[11].alarms
    assert not steps[-1].alarms


def test_each_condition_alone_is_not_enough() -> None:
    import numpy as np

    bad = releases(np.random.default_rng(15), [0.6] * 12, 60)
    steps = cusum(bad, OPTION, DEFAULT_THRESHOLD)
    high = Compared.VERY_HIGH
    whole = judge(total(bad), OPTION, high, steps, DEFAULT_THRESHOLD)
    assert whole.finding is Finding.SHOWN
    few = releases(np.random.default_rng(16), [0.9], 30)
    cases = {
        "few": judge(total(few), OPTION, high, steps, DEFAULT_THRESHOLD),
        "others": judge(total(bad), OPTION, Compared.HIGH, steps, DEFAULT_THRESHOLD),
        "quiet": judge(total(bad), OPTION, high, [], DEFAULT_THRESHOLD),
        "under": judge(total(bad), OPTION, high, steps, 0.6),
    }
    assert {each.finding for each in cases.values()} == {Finding.WATCH}
    nothing = judge(None, OPTION, Compared.UNSHOWN, [], DEFAULT_THRESHOLD)
    assert nothing.finding is Finding.NOT_SHOWN
