"""The answer that a page follows: by default the survey's own rule for dissatisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collector.api.documents import newest_questions
from collector.api.words import Words
from collector.tables.estimate import Status
from collector.tables.model import Figure, Group
from shared.problems import QueryProblem
from shared.survey import Question, Survey


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer to one question, and their words."""

    question: Question
    option: str
    asked: str
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as pages show it: `points` are share, low and high, or None when hidden."""

    n: int
    base: int
    status: Status
    points: tuple[int, int, int] | None


def reading(group: Group, option: str) -> Reading:
    """One option's figure of a group."""
    figure: Figure = group.figure(option)
    base = min(figure.displayed_base, max(0, group.n))
    return Reading(max(0, group.n), base, figure.status, figure.points)


def outcome_of(
    surveys: Sequence[Survey], words: Words, question: str = "", option: str = ""
) -> Outcome:
    """The outcome asked for. Without one: the answer of the dissatisfied, if the rule names one,
    else the first answer of the first question.

    Raises:
        QueryProblem: `nothing-released` without any survey, `query-invalid` for an unknown one.
    """
    questions = {each.id: each for each in newest_questions(surveys)}
    if not questions:
        raise QueryProblem("nothing-released")
    rule = surveys[-1].dissatisfied
    if not question and rule is not None and len(rule.options) == 1:
        question, option = rule.question, rule.options[0]
    found = questions.get(question) if question else next(iter(questions.values()))
    if found is None:
        detail = f"No published survey counts a question {question[:40]!r}."
        raise QueryProblem("query-invalid", detail, parameter="question")
    chosen = option if option in found.option_ids else found.option_ids[0]
    if rule is not None and rule.question == found.id and option not in found.option_ids:
        chosen = next((each for each in rule.options if each in found.option_ids), chosen)
    return Outcome(found, chosen, words.question(found), words.options(found)[chosen])
