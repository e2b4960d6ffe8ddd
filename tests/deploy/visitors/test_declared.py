"""The declared distribution: plans the survey allows, and shares that really follow from it."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from collector.surveys import default_survey
from deploy.visitors import Declared
from deploy.visitors.declared import Plan
from shared.response import check_answers

DRAWS = 4000


@pytest.fixture(scope="module")
def declared() -> Declared:
    return Declared.load(default_survey())


@pytest.fixture(scope="module")
def plans(declared: Declared) -> list[Plan]:
    rng = Random(7)
    return [declared.draw(rng) for _ in range(DRAWS)]


def test_every_plan_is_one_that_the_survey_allows(declared: Declared, plans: list[Plan]) -> None:
    for plan in plans:
        check_answers(declared.survey, plan.answers)


def test_the_table_names_every_question_language_and_option(declared: Declared) -> None:
    survey = declared.survey
    assert set(declared.answers) == {question.id for question in survey.counted[1:]}
    assert all(declared.languages[tag] > 0 for tag in survey.languages)
    for shares in declared.expected().values():
        assert min(shares.values()) > 0


def test_the_expected_shares_are_those_that_many_plans_show(
    declared: Declared, plans: list[Plan]
) -> None:
    for question, shares in declared.expected().items():
        answered = [plan.answers[question] for plan in plans if plan.answers.get(question)]
        seen = Counter(option for chosen in answered for option in chosen)
        for option, share in shares.items():
            spread = (share * (1 - share) / len(answered)) ** 0.5
            assert abs(seen[option] / len(answered) - share) < 4.5 * spread, (question, option)


def test_the_same_seed_gives_the_same_plan(declared: Declared) -> None:
    assert declared.draw(Random("9/3")) == declared.draw(Random("9/3"))
