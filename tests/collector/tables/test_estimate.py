"""Shares and intervals hold what DISCLOSURE promises: coverage, widths, display rules."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import sqrt
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tables.estimate import (
    NO_NOISE,
    Noise,
    Share,
    Status,
    corrected_counts,
    share,
    status,
    wilson,
)
from collector.tables.forms import CrossingForm, QuestionForm
from collector.tables.released import TABLES, TableId
from collector.tables.weights import Shares, crossing_shares, question_shares
from collector.tally.noise import noise_row
from tests.collector.tables.samples import SURVEY, question, survey

V, D = TABLES[TableId.SITE].variance, TABLES[TableId.SITE].maximum
MOOD = QuestionForm(SURVEY.digest, SURVEY.by_id["mood"], 1)
GOAL = QuestionForm(SURVEY.digest, SURVEY.by_id["goal"], 1)
PURPOSE = QuestionForm(SURVEY.digest, SURVEY.by_id["purpose"], 1)
MOOD_BY_GOAL = CrossingForm(SURVEY.digest, SURVEY.by_id["mood"], SURVEY.by_id["goal"])
MOOD_BY_PURPOSE = CrossingForm(SURVEY.digest, SURVEY.by_id["mood"], SURVEY.by_id["purpose"])

cells = st.lists(st.integers(-30, 400), min_size=2, max_size=12)


def from_cells(shares: Shares, option: str, n: int, y: list[int], releases: int = 1) -> Share:
    columns = [(cell,) for cell in y]
    (correction,) = shares.corrections((n,), columns)
    (base,) = shares.bases((n,), columns, (correction,))
    noise = NO_NOISE.plus(shares.noise(option), releases)
    return share(y[shares.places[option]] + correction, base, noise, V)


def direct_noise(w: list[float], u: list[float], p: float, *, project: bool) -> float:
    """‖M(w - pu)‖² as DISCLOSURE writes it."""
    difference = [a - p * b for a, b in zip(w, u, strict=True)]
    mean = fmean(difference) if project else 0.0
    return sum((each - mean) ** 2 for each in difference)


@given(cells, st.integers(0, 2000))
def test_corrected_counts_of_a_partition_add_up_to_n(y: list[int], n: int) -> None:
    assert sum(corrected_counts(n, y)) == pytest.approx(n)


@given(cells, st.integers(0, 2000), st.randoms(use_true_random=False))
def test_corrected_counts_follow_their_cells_whatever_the_order(
    y: list[int], n: int, chance: random.Random
) -> None:
    order = list(range(len(y)))
    chance.shuffle(order)
    shuffled = corrected_counts(n, [y[place] for place in order])
    assert list(shuffled) == pytest.approx([corrected_counts(n, y)[place] for place in order])


@given(st.floats(0, 1))
def test_the_noise_polynomial_is_the_squared_length_it_stands_for(p: float) -> None:
    w = [0.0, 1.0, 0.0, 0.0, 0.0]
    answered = [1.0, 1.0, 1.0, 0.0, 0.0]
    exact = question_shares(GOAL, exact_n=True).noise("partly")
    assert exact.at(p) == pytest.approx(direct_noise(w, answered, p, project=True))
    inexact = question_shares(GOAL, exact_n=False).noise("partly")
    assert inexact.at(p) == pytest.approx(direct_noise(w, answered, p, project=False))
    absent = question_shares(GOAL, exact_n=True).noise("unheard_of")
    assert absent.at(p) == pytest.approx(direct_noise([0.0] * 5, answered, p, project=True))


@given(st.floats(0, 1))
def test_a_question_of_several_answers_takes_its_base_from_n(p: float) -> None:
    names = list(PURPOSE.cells)
    w = [float(name == "p3") for name in names]
    u = [-float(name.startswith("_")) for name in names]
    exact = question_shares(PURPOSE, exact_n=True)
    assert exact.noise("p3").at(p) == pytest.approx(direct_noise(w, u, p, project=False))
    inexact = question_shares(PURPOSE, exact_n=False)
    expected = direct_noise([*w, 0.0], [*u, 1.0], p, project=False)
    assert inexact.noise("p3").at(p) == pytest.approx(expected)
    y = [(7, 8)] * len(names)
    assert exact.bases((100, 200), y, (0.0, 0.0)) == [100 - 14, 200 - 16]


@given(st.floats(0, 1))
def test_a_crossing_is_read_among_those_who_gave_the_other_answer(p: float) -> None:
    pairs = MOOD_BY_GOAL.cells
    shares = crossing_shares(MOOD_BY_GOAL, "mood", "no")
    assert [pairs[place] for place in shares.inside] == [
        ("bad", "no"),
        ("medium", "no"),
        ("good", "no"),
    ]
    w = [float(pair == ("bad", "no")) for pair in pairs]
    u = [float(pair[1] == "no") for pair in pairs]
    assert shares.noise("bad").at(p) == pytest.approx(direct_noise(w, u, p, project=False))
    other = crossing_shares(MOOD_BY_GOAL, "goal", "bad")
    assert [pairs[place] for place in other.inside] == [
        ("bad", "yes"),
        ("bad", "partly"),
        ("bad", "no"),
    ]


def test_a_crossing_with_several_answers_is_read_one_way_only() -> None:
    assert set(crossing_shares(MOOD_BY_PURPOSE, "mood", "p1").places) == {"bad", "medium", "good"}
    with pytest.raises(ValueError, match="purpose"):
        crossing_shares(MOOD_BY_PURPOSE, "purpose", "bad")


def test_wilson_agrees_with_published_values() -> None:
    # Newcombe (1998), table I, method 3: 81 of 263; 15 of 148; 0 of 20.
    for successes, size, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
    ]:
        interval = wilson(successes / size, size)
        assert interval.low == pytest.approx(low, abs=5e-5)
        assert interval.high == pytest.approx(high, abs=5e-5)


@given(st.floats(-10, 400), st.floats(20, 300), st.integers(1, 30))
def test_intervals_stay_within_0_and_1_and_hold_their_share(
    count: float, base: float, releases: int
) -> None:
    noise = NO_NOISE.plus(question_shares(MOOD, exact_n=True).noise("bad"), releases)
    found = share(count, base, noise, V)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    assert found.low < found.high


@given(st.integers(-10, 80), st.integers(20, 300))
def test_a_share_and_its_complement_have_mirrored_intervals(count: int, base: int) -> None:
    # Two options that everyone chooses between: w - p̃u is the same up to its sign.
    unit = Noise(0.5, 0.0, 0.0)
    one, other = share(count, base, unit, V), share(base - count, base, unit, V)
    assert one.low == pytest.approx(1 - other.high)
    assert one.high == pytest.approx(1 - other.low)


@given(st.integers(0, 60), st.integers(60, 300), st.integers(1, 20))
def test_more_releases_or_a_smaller_base_never_narrow_an_interval(
    count: int, base: int, releases: int
) -> None:
    def width(base: float, releases: int) -> float:
        noise = NO_NOISE.plus(question_shares(GOAL, exact_n=True).noise("yes"), releases)
        found = share(count * base / 300, base, noise, V)
        return found.high - found.low

    assert width(base, releases) <= width(base, releases + 1) + 1e-12
    assert width(base + 10, releases) <= width(base, releases) + 1e-12


@pytest.mark.parametrize(
    ("base", "conditional", "expected"),
    [
        (19.9, False, Status.HIDDEN),
        (20, False, Status.FRAGILE),
        (49.9, False, Status.FRAGILE),
        (50, False, Status.SHOWN),
        (49.9, True, Status.HIDDEN),
        (50, True, Status.SHOWN),
        (-3, False, Status.HIDDEN),
    ],
)
def test_display_rules(base: float, conditional: bool, expected: Status) -> None:
    assert status(base, conditional=conditional) is expected


def perturb(chance: random.Random, counts: list[int], releases: int) -> list[int]:
    row = noise_row(V, D)
    return [
        count + sum(row.value(chance.getrandbits(64)) for _ in range(releases)) for count in counts
    ]


def split(chance: random.Random, n: int, weights: list[float]) -> list[int]:
    drawn = chance.choices(range(len(weights)), weights, k=n)
    return [drawn.count(place) for place in range(len(weights))]


def half_width(n: int, releases: int, runs: int) -> float:
    chance = random.Random(f"{n} {releases}")
    shares = question_shares(GOAL, exact_n=True)
    weights = [0.55, 0.30, 0.15, 0.0, 0.0]
    widths = []
    for _ in range(runs):
        y = perturb(chance, split(chance, n, weights), releases)
        found = from_cells(shares, "yes", n, y, releases)
        widths.append((found.high - found.low) / 2)
    return 100 * fmean(widths)


@pytest.mark.parametrize(
    ("n", "releases", "with_noise", "without"),
    [
        (20, 1, 24.8, 21.8),
        (60, 1, 13.5, 12.6),
        (100, 1, 10.2, 9.8),
        (300, 1, 5.7, 5.6),
        (27 * 60, 27, 2.7, 2.4),
    ],
)
def test_half_widths_are_those_announced(
    n: int, releases: int, with_noise: float, without: float
) -> None:
    runs = 2000 if n < 1000 else 20
    assert half_width(n, releases, runs) == pytest.approx(with_noise, abs=0.3)
    assert 196 * sqrt(0.55 * 0.45 / n) == pytest.approx(without, abs=0.05)


def coverage(p: float, draw: Callable[[], Share], runs: int) -> float:
    return sum(found.low <= p <= found.high for found in (draw() for _ in range(runs))) / runs


@pytest.mark.parametrize("n", [60, 100, 300])
@pytest.mark.parametrize("p", [0.15, 0.3, 0.55, 0.85])
def test_intervals_of_one_option_cover_the_truth_as_often_as_promised(n: int, p: float) -> None:
    chance = random.Random(f"one {n} {p}")
    shares = question_shares(MOOD, exact_n=True)
    rest = [(1 - p) * 0.6, (1 - p) * 0.4, 0.0]

    def draw() -> Share:
        return from_cells(shares, "bad", n, perturb(chance, split(chance, n, [p, *rest]), 1))

    assert 0.92 <= coverage(p, draw, 1500) <= 0.98


@pytest.mark.parametrize(("n", "p"), [(60, 0.15), (60, 0.5), (200, 0.15)])
def test_intervals_of_several_answers_cover_the_truth_as_often_as_promised(
    n: int, p: float
) -> None:
    form = QuestionForm(b"", survey([question("why", "many", ["a", "b", "c"])]).by_id["why"], 1)
    shares = question_shares(form, exact_n=True)
    chance = random.Random(f"many {n} {p}")

    def draw() -> Share:
        silent = n // 10
        ticks = [sum(chance.random() < each for _ in range(n)) for each in (p, 0.3, 0.4)]
        y = perturb(chance, [*ticks, silent, 0], 1)
        return from_cells(shares, "a", n + silent, y)

    assert 0.92 <= coverage(p, draw, 1500) <= 0.98
