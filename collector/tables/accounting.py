"""What the released tables give away about one response: μ, ε at δ = 10⁻⁶, and the best guess.

The attacker knows every other response of the Point and of the Caf, the rest of the response in
question, and all released tables; only one yes/no answer is left to guess. Each cell it touches is
seen through noise of variance V, so that the two possible worlds differ by a vector whose length in
units of noise is μ, μ² = Σ (cells that change) / V over all released rows that the response
enters. That is Gaussian differential privacy (Dong, Roth and Su, 2022): the best guess is right
with probability Φ(μ/2), and δ(ε) = Φ(μ/2 - ε/μ) - e^ε·Φ(-μ/2 - ε/μ). Knowing n adds nothing: both
worlds have the same n.

Changing one answer moves a response from one cell to another: 2 cells of its Point's row (V = 5),
2 of its language's, 2 of its channel's, 2 of every crossing that the question is in (V = 25).
With 8 questions, one of them crossed with the 7 others:
μ² = 2/5 + 2/25 + 2/25 + 7·2/25 = 1.12, μ = 1.06, best guess 70 %.

An answer that opens or closes follow-up questions moves those too, between "not asked" and one
cell. Crossed with a question of several answers it moves 2 cells for each box ticked. `usual` takes
one box ticked everywhere, `worst` every box: the worst response one could think of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import erfc, exp, sqrt
from typing import Final

from collector.tables.released import TABLES, TableId
from shared.problems import SurveyProblem
from shared.survey import HASTY, NOT_ASKED, Kind, Question, Survey

DELTA: Final = 1e-6
"""The δ at which ε is told: under one over the responses that a Caf gets in a year."""

DEFAULT_CEILING: Final = 0.75
"""Best guess that a survey may allow: midway between a coin and certainty."""

_World = Mapping[str, frozenset[str]]
"""Question id → the cells that one response counts in."""

_ROW_TABLES: Final = (TableId.SITE, TableId.LANGUAGE, TableId.CHANNEL)


@dataclass(frozen=True, slots=True)
class Loss:
    """How far two possible worlds can be told apart. `mu` is in units of noise."""

    mu: float

    @property
    def best_guess(self) -> float:
        """How often the best guess between the two is right; 0.5 is a coin."""
        return _normal(self.mu / 2)

    @property
    def epsilon(self) -> float:
        """The ε of (ε, δ)-differential privacy at δ = 10⁻⁶."""
        low, high = 0.0, 1.0
        while _delta(self.mu, high) > DELTA:
            high *= 2
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _delta(self.mu, middle) > DELTA else (low, middle)
        return high

    def times(self, responses: int) -> Loss:
        """The loss of someone who answers so many times."""
        return Loss(self.mu * responses)


def _delta(mu: float, epsilon: float) -> float:
    if mu == 0:
        return 0.0
    return _normal(mu / 2 - epsilon / mu) - exp(epsilon) * _normal(-mu / 2 - epsilon / mu)


def _normal(x: float) -> float:
    """Φ(x), exact to the last digits far out in the lower tail as well."""
    return erfc(-x / sqrt(2)) / 2


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a survey's tables give away.

    `question`: the most exposed one. `usual`, `worst`: one yes/no answer to it, see the module.
    `whole`: a response exchanged for another one that differs in everything, one box ticked each.
    """

    question: str
    usual: Loss
    worst: Loss
    whole: Loss


def exposure(survey: Survey) -> Exposure:
    """Account for every table that a response to this survey enters."""
    usual = {each.id: _answer(survey, each, every_box=False) for each in survey.counted}
    worst = max(_answer(survey, each, every_box=True) for each in survey.counted)
    question = max(usual, key=lambda name: usual[name])
    return Exposure(question, Loss(sqrt(usual[question])), Loss(sqrt(worst)), _whole(survey))


def check_ceiling(survey: Survey, ceiling: float = DEFAULT_CEILING) -> Exposure:
    """The exposure of a survey whose usual best guess stays at or under the ceiling (0.5 to 1).

    Raises:
        SurveyProblem: `survey-disclosure`, naming the question and both figures.
    """
    found = exposure(survey)
    if found.usual.best_guess > ceiling:
        detail = (
            f"An answer to {found.question} could be guessed right"
            f" {found.usual.best_guess:.0%} of the time; the ceiling is {ceiling:.0%}."
        )
        raise SurveyProblem("survey-disclosure", detail, question=found.question)
    return found


def _answer(survey: Survey, question: Question, *, every_box: bool) -> float:
    """μ² of the yes/no answer to a question that moves most, with the follow-ups that it forces."""
    cells = [cell for cell in question.cell_ids if cell not in (NOT_ASKED, HASTY)]
    worlds = [_world(survey, question.id, cell, every_box=every_box) for cell in cells]
    pairs = combinations(worlds, 2)
    return max((_distance(survey, one, other) for one, other in pairs), default=0.0)


def _world(survey: Survey, question: str, cell: str, *, every_box: bool) -> _World:
    """A response that counts in this cell, all that does not hang on it being as it is."""
    world: dict[str, frozenset[str]] = {}
    moved = {question}
    for each in survey.counted:
        condition = each.show_if
        if each.id == question:
            world[each.id] = frozenset((cell,))
        elif condition and condition.question in moved:
            moved.add(each.id)
            opened = not world[condition.question].isdisjoint(condition.options)
            told = _told(survey, each, every_box=every_box)
            world[each.id] = told if opened else frozenset((NOT_ASKED,))
        else:
            world[each.id] = _told(survey, each, every_box=every_box)
    return world


def _told(survey: Survey, question: Question, *, every_box: bool) -> frozenset[str]:
    """An answer: every box, or one option, if possible one that opens a follow-up."""
    if every_box and question.kind is Kind.MANY:
        return frozenset(question.option_ids)
    conditions = [each.show_if for each in survey.counted if each.show_if]
    opening = [o for each in conditions if each.question == question.id for o in each.options]
    return frozenset((*opening, *question.option_ids)[:1])


def _distance(survey: Survey, one: _World, other: _World) -> float:
    """μ²: the cells in which the two worlds differ, each over its variance."""
    cells = sum(len(one[each.id] ^ other[each.id]) for each in survey.counted)
    pairs = sum(
        len(set(product(one[a], one[b])) ^ set(product(other[a], other[b])))
        for a, b in survey.crossings
    )
    rows = sum(1 / TABLES[table].variance for table in _ROW_TABLES)
    return cells * rows + pairs / TABLES[TableId.CROSSING].variance


def _whole(survey: Survey) -> Loss:
    """Two cells of every question and crossing, and the row itself where that is perturbed."""
    per_table = {
        table: 2 * (len(survey.counted) + (not TABLES[table].exact_total)) for table in _ROW_TABLES
    }
    per_table[TableId.CROSSING] = 2 * len(survey.crossings)
    return Loss(sqrt(sum(cells / TABLES[table].variance for table, cells in per_table.items())))
