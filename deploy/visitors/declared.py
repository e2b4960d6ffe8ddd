"""The declared distribution: what simulated visitors answer, and the shares that follow from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random
from typing import Any, Final

from shared.survey import Kind, Question, Survey, is_asked

DEFAULT_FILE: Final = Path(__file__).with_name("declared.toml")

Chances = Mapping[str, float]
"""Option id → chance from 0 to 1: adding up to 1 for `one`, each of its own for `many`."""

_OTHERWISE: Final = 30.0
"""The chance, in 100, of an option of a `many` question that the table does not name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one visitor is going to say, in which language. `comment`: "" for none."""

    language: str
    answers: Mapping[str, frozenset[str]]
    comment: str


@dataclass(frozen=True)
class Declared:
    """How visitors answer a survey. Make one with `Declared.load`.

    `skip`, `back`, `change`, `comment`: chances from 0 to 1. `leading`: how the survey's first
    question is answered. `answers`: question id → answer to the first question → chances.
    """

    survey: Survey
    skip: float
    back: float
    change: float
    comment: float
    comments: tuple[str, ...]
    languages: Chances
    leading: Chances
    answers: Mapping[str, Mapping[str, Chances]]

    @classmethod
    def load(cls, survey: Survey, file: Path = DEFAULT_FILE) -> Declared:
        """Read the table (declared.toml explains it) for a survey.

        Raises:
            KeyError, OSError, tomllib.TOMLDecodeError: the table is not one.
        """
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        first, *others = survey.counted
        return cls(
            survey=survey,
            **{habit: float(table["habits"][habit]) for habit in _HABITS},
            comments=tuple(table["comments"]["texts"]),
            languages=_shares(table["languages"], survey.languages),
            leading=_shares(table["leading"], first.option_ids),
            answers={each.id: _rows(table["answers"], each, first) for each in others},
        )

    def draw(self, rng: Random) -> Plan:
        """Draw what one visitor says. The same `rng` state gives the same plan."""
        language = _pick(self.languages, rng)
        first, *others = self.survey.counted
        lead = _pick(self.leading, rng)
        answers = {first.id: frozenset((lead,))}
        for question in others:
            chosen = self._answer(question, lead, rng)
            if chosen and is_asked(question, answers):
                answers[question.id] = chosen
        asks = self.survey.comment is not None and is_asked(self.survey.comment, answers)
        writes = asks and rng.random() < self.comment
        return Plan(language, answers, rng.choice(self.comments) if writes else "")

    def expected(self) -> dict[str, dict[str, float]]:
        """Question id → option id → the share of those who were asked and answered."""
        first, *others = self.survey.counted
        shares = {first.id: dict(self.leading)}
        for question in others:
            chosen = dict.fromkeys(question.option_ids, 0.0)
            base = 0.0
            for lead, weight in self.leading.items():
                asked = weight * self._asked(question, lead)
                row = self.answers[question.id][lead]
                base += asked * _answered(question, row)
                for option in chosen:
                    chosen[option] += asked * row[option]
            shares[question.id] = {each: part / (base or 1.0) for each, part in chosen.items()}
        return shares

    def _answer(self, question: Question, lead: str, rng: Random) -> frozenset[str]:
        row = self.answers[question.id][lead]
        skips = rng.random() < self.skip and not question.required
        if question.kind is Kind.ONE:
            chosen = frozenset((_pick(row, rng),))
        else:
            chosen = frozenset(each for each, chance in row.items() if rng.random() < chance)
        return frozenset() if skips else chosen

    def _asked(self, question: Question, lead: str) -> float:
        """The chance that a question is asked of those who answered the first one so."""
        condition = question.show_if
        if condition is None:
            return 1.0
        if condition.question == self.survey.counted[0].id:
            return float(lead in condition.options)
        parent = self.survey.by_id[condition.question]
        row = self.answers[parent.id][lead]
        stays = 1.0 if parent.required else 1.0 - self.skip
        return self._asked(parent, lead) * stays * sum(row[each] for each in condition.options)


_HABITS: Final = ("skip", "back", "change", "comment")


def _rows(table: Mapping[str, Any], question: Question, first: Question) -> dict[str, Chances]:
    rows: Mapping[str, Mapping[str, float]] = table.get(question.id, {})
    return {
        lead: _chances(question, rows.get(lead, rows.get("all", {}))) for lead in first.option_ids
    }


def _chances(question: Question, row: Mapping[str, float]) -> Chances:
    if question.kind is Kind.ONE:
        return _shares(row, question.option_ids)
    return {each: row.get(each, _OTHERWISE) / 100 for each in question.option_ids}


def _shares(weights: Mapping[str, float], ids: tuple[str, ...]) -> Chances:
    """The weights of these ids, made to add up to 1; equal ones where the table has none."""
    own = {each: float(weights.get(each, 0.0)) for each in ids}
    total = sum(own.values())
    return {each: own[each] / total if total else 1 / len(ids) for each in ids}


def _answered(question: Question, row: Chances) -> float:
    """The chance that something is chosen, of those who do not leave the question."""
    if question.kind is Kind.ONE:
        return 1.0
    return 1.0 - prod(1.0 - chance for chance in row.values())


def _pick(chances: Chances, rng: Random) -> str:
    return rng.choices(list(chances), list(chances.values()))[0]
