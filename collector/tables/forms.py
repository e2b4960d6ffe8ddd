"""Which cells there are: the rows that a survey gives rise to, and each question's place in them.

A row holds all the counts of one scope (a Point, or a Caf) for one survey version and one breakdown
value. The tally fills rows, the store keeps them, a query adds slices of them: all by this page.

Row of `site`, `language`, `channel`: `_responses`, then every counted question's cells in order.
Row of `crossing`: `_responses`, then the pairs of cells of the two questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from collector.tables.released import TableId
from shared.response import Channel
from shared.survey import HASTY, SPECIAL_CELLS, Kind, Question, Survey

RESPONSES: Final = "_responses"
"""First cell of every row: how many responses the row is about."""

CROSS: Final = ":"
"""Between the two question ids of a crossing, as in `overall_experience:goal_achieved`."""

CellName = tuple[str, ...]
"""(`_responses`,) or (question, cell) or (first question's cell, second question's cell)."""


class RowKey(NamedTuple):
    """What a row is about. `scope`: Point id for `site`, else Caf code. `survey`: its digest.

    `breakdown`: language tag, channel, `first:second` of a crossing, or empty for `site`.
    """

    table: TableId
    scope: str
    survey: bytes
    breakdown: str


@dataclass(frozen=True)
class QuestionForm:
    """A question as one survey version asks it. Its cells start at `start` in a row."""

    survey: bytes
    question: Question
    start: int

    @property
    def cells(self) -> tuple[str, ...]:
        """Options in order, then the special cells."""
        return self.question.cell_ids

    def question_of(self, name: str) -> Question:
        """The question of this id: the form's only one."""
        return {self.question.id: self.question}[name]

    @property
    def stop(self) -> int:
        """One past its last cell in a row."""
        return self.start + len(self.cells)


@dataclass(frozen=True)
class CrossingForm:
    """A crossing as one survey version declares it; its cells follow `_responses` in a row.

    The cells are all pairs of the two questions' cells but hasty ones, which have one cell of their
    own at the end. They partition the responses when both questions take one option.
    """

    survey: bytes
    first: Question
    second: Question

    @property
    def start(self) -> int:
        """Index of its first cell in a row."""
        return 1

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """(cell of the first question, cell of the second)."""
        pairs = [
            (one, other)
            for one in self.first.cell_ids
            for other in self.second.cell_ids
            if HASTY not in (one, other)
        ]
        return (*pairs, (HASTY, HASTY))

    def question_of(self, name: str) -> Question:
        """The one of the two questions that has this id."""
        return {self.first.id: self.first, self.second.id: self.second}[name]

    @property
    def stop(self) -> int:
        """One past its last cell in a row."""
        return self.start + len(self.cells)


def question_forms(survey: Survey) -> tuple[QuestionForm, ...]:
    """The counted questions with their places in a row of `site`, `language` or `channel`."""
    forms = []
    start = 1
    for question in survey.counted:
        form = QuestionForm(survey.digest, question, start)
        forms.append(form)
        start = form.stop
    return tuple(forms)


def crossing_forms(survey: Survey) -> tuple[CrossingForm, ...]:
    """The declared crossings, in order."""
    return tuple(
        CrossingForm(survey.digest, survey.by_id[first], survey.by_id[second])
        for first, second in survey.crossings
    )


def crossing_name(first: str, second: str) -> str:
    """`first:second`, the breakdown value of a crossing's row."""
    return f"{first}{CROSS}{second}"


def channel_name(channel: Channel) -> str:
    """The breakdown value of a channel: `screen`, `phone`…"""
    return channel.name.lower()


def breakdowns(survey: Survey, table: TableId) -> tuple[str, ...]:
    """All breakdown values of a table. A release holds a row for each, those of zeros included."""
    if table is TableId.LANGUAGE:
        return survey.languages
    if table is TableId.CHANNEL:
        return tuple(channel_name(channel) for channel in Channel)
    if table is TableId.CROSSING:
        return tuple(crossing_name(first, second) for first, second in survey.crossings)
    return ("",)


@lru_cache(maxsize=64)
def row_cells(survey: Survey, table: TableId, breakdown: str) -> tuple[CellName, ...]:
    """The names of a row's cells, in order.

    Raises KeyError for a crossing that the survey does not declare.
    """
    if table is TableId.CROSSING:
        forms = {
            crossing_name(form.first.id, form.second.id): form for form in crossing_forms(survey)
        }
        return ((RESPONSES,), *forms[breakdown].cells)
    cells = [(form.question.id, cell) for form in question_forms(survey) for cell in form.cells]
    return ((RESPONSES,), *cells)


def is_option(cell: str) -> bool:
    """Whether a cell is an answer, and not `_no_answer`, `_not_asked` or `_hasty`."""
    return cell not in SPECIAL_CELLS


def is_partition(question: Question) -> bool:
    """Whether every response counts in exactly one of the question's cells."""
    return question.kind is Kind.ONE
