"""What the tables give away is what a real attacker could use, and the ceiling holds."""

from __future__ import annotations

import random
from math import exp
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.tables.accounting import DELTA, Exposure, Loss, check_ceiling, exposure
from collector.tables.released import TABLES
from collector.tally.fold import Folder
from collector.tally.noise import noise_row
from shared.problems import SurveyProblem
from shared.response import Channel, Response, encode
from shared.survey import Survey
from tests.collector.tables.samples import SURVEY, question, survey

EIGHT = survey(
    [question(f"q{i}", "one", ["yes", "no"]) for i in range(8)],
    [["q0", f"q{i}"] for i in range(1, 8)],
)


def changes(of: Survey, one: dict[str, str], other: dict[str, str]) -> list[tuple[int, int]]:
    """(change, V) of each released cell that differs between two real, folded responses."""

    def rows(answers: dict[str, str]) -> list[tuple[int, int]]:
        chosen = {name: frozenset(options.split()) for name, options in answers.items()}
        plaintext = encode(of, Response(chosen, Channel.SCREEN, "fr"))
        folded = Folder(of).fold("rouen", "761", [plaintext])
        return [
            (count, TABLES[key.table].variance)
            for key, row in folded.counts.rows.items()
            for count in row
        ]

    pairs = zip(rows(one), rows(other), strict=True)
    return [(b - a, variance) for (a, variance), (b, _) in pairs if a != b]


def squared_mu(changed: list[tuple[int, int]]) -> float:
    return sum(change**2 / variance for change, variance in changed)


def test_with_eight_questions_the_best_guess_is_right_seven_times_in_ten() -> None:
    found = exposure(EIGHT)
    assert found.question == "q0"
    assert found.usual.best_guess == pytest.approx(0.70, abs=0.005)
    assert found.worst == found.usual


def test_the_account_is_that_of_real_folded_responses() -> None:
    rest = {f"q{i}": "yes" for i in range(1, 8)}
    changed = changes(EIGHT, {"q0": "yes", **rest}, {"q0": "no", **rest})
    assert exposure(EIGHT).usual.mu ** 2 == pytest.approx(squared_mu(changed))


def test_follow_ups_that_open_are_accounted_for() -> None:
    found = exposure(SURVEY)
    assert found.question == "goal"
    usual = {"goal": "no", "told": "yes", "blocked": "login", "whom": "agent"}
    worst = usual | {"blocked": "login document"}
    purposes = " ".join(SURVEY.by_id["purpose"].option_ids)
    same = {"mood": "bad", "purpose": "p0"}
    every = {"mood": "bad", "purpose": purposes}
    assert found.usual.mu**2 == pytest.approx(
        squared_mu(changes(SURVEY, usual | same, {"goal": "yes"} | same))
    )
    assert found.worst.mu**2 == pytest.approx(
        squared_mu(changes(SURVEY, worst | every, {"goal": "yes"} | every))
    )


def test_an_attacker_with_all_else_in_hand_is_right_as_often_as_announced() -> None:
    rest = {f"q{i}": "no" for i in range(1, 8)}
    changed = changes(EIGHT, {"q0": "yes", **rest}, {"q0": "no", **rest})
    noise = {table.variance: noise_row(table.variance, table.maximum) for table in TABLES.values()}
    chance = random.Random(1)
    right, runs = 0, 6000
    for _ in range(runs):
        truth = chance.random() < 0.5
        evidence = 0.0
        for change, variance in changed:
            seen = noise[variance].value(chance.getrandbits(64)) + (change if truth else 0)
            evidence += (seen**2 - (seen - change) ** 2) / variance
        right += (evidence > 0) == truth if evidence else chance.random() < 0.5
    assert right / runs == pytest.approx(exposure(EIGHT).usual.best_guess, abs=0.02)


@given(st.floats(0.2, 6))
def test_epsilon_is_where_the_privacy_curve_meets_delta(mu: float) -> None:
    # The hockey-stick divergence between N(0, 1) and N(μ, 1), by the rectangle rule.
    epsilon = Loss(mu).epsilon
    here, there = NormalDist(), NormalDist(mu)
    step = 0.01
    grid = [(i * step) + mu / 2 - 2 for i in range(int((mu + 12) / step))]
    excess = sum(max(0.0, there.pdf(x) - exp(epsilon) * here.pdf(x)) for x in grid) * step
    assert excess == pytest.approx(DELTA, rel=0.03)


def test_nothing_released_gives_nothing_away() -> None:
    assert Loss(0).best_guess == 0.5
    assert Loss(0).epsilon == pytest.approx(0, abs=1e-9)


def test_who_answers_k_times_multiplies_the_loss_by_k() -> None:
    assert exposure(EIGHT).usual.times(3).mu == pytest.approx(3 * exposure(EIGHT).usual.mu)
    assert Loss(2).best_guess > Loss(1).best_guess
    assert Loss(2).epsilon > Loss(1).epsilon


def test_a_survey_over_the_ceiling_is_refused_with_both_figures() -> None:
    assert isinstance(check_ceiling(EIGHT, 0.75), Exposure)
    with pytest.raises(SurveyProblem) as refused:
        check_ceiling(EIGHT, 0.69)
    assert refused.value.code == "survey-disclosure"
    assert "q0" in refused.value.detail
    assert "70%" in refused.value.detail
    assert "69%" in refused.value.detail


def test_every_crossing_declared_gives_more_away() -> None:
    plain = survey([question(f"q{i}", "one", ["yes", "no"]) for i in range(8)])
    assert exposure(plain).usual.mu < exposure(EIGHT).usual.mu
    assert exposure(plain).whole.mu < exposure(EIGHT).whole.mu
    assert exposure(EIGHT).whole.mu > exposure(EIGHT).usual.mu


def test_the_default_survey_stays_at_about_seven_in_ten() -> None:
    from collector.surveys.reader import read_survey_file

    default = Path(__file__).resolve().parents[3] / "collector" / "surveys" / "default.yaml"
    found = check_ceiling(read_survey_file(default))
    assert found.usual.best_guess == pytest.approx(0.70, abs=0.02)
