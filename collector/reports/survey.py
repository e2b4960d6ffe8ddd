"""The survey in a report: every question of a place, beside the place it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collector.api.ask import ask
from collector.api.documents import newest_questions
from collector.api.library import Library
from collector.api.words import Words
from collector.auth.scope import Scope
from collector.dashboard.filters import Place, asked_in, is_released
from collector.dashboard.point_view import Block, Window, block_of
from collector.tables.released import TableId

LEAST_POINTS: Final = 3
"""A Caf's totals beside a Point's would tell of one other Point, were there only two of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: share, low and high in whole points, None when hidden; the others' share."""

    id: str
    label: str
    points: tuple[int, int, int] | None
    other: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `status`: shown, fragile or hidden."""

    id: str
    text: str
    several: bool
    base: int
    status: str
    answers: tuple[Answer, ...]

    def answer(self, option: str) -> Answer | None:
        """One answer, None where the survey has no such option."""
        return next((each for each in self.answers if each.id == option), None)


Blocks = Mapping[str, Block]
"""Question id → figures."""


def blocks_of(library: Library, scope: Scope, place: Place, window: Window, words: Words) -> Blocks:
    """Every question of a place; none where nothing was released in these months."""
    if not is_released(window):
        return {}
    found = {}
    for question in newest_questions(library.survey_list()):
        table = ask(library, scope, TableId.SITE, asked_in(place, window, question.id))
        if table.groups:
            found[question.id] = block_of(table, table.groups[0], words)
    return found


def asked_of(library: Library, own: Blocks, others: Blocks) -> tuple[Asked, ...]:
    """The questions in the survey's order."""
    found = []
    for question in newest_questions(library.survey_list()):
        block, beside = own.get(question.id), others.get(question.id)
        if block is None:
            continue
        shares = [each.points[0] if each.points else None for each in beside.rows] if beside else []
        answers = tuple(
            Answer(option, row.label, row.points, shares[at] if at < len(shares) else None)
            for at, (option, row) in enumerate(zip(question.option_ids, block.rows, strict=False))
        )
        found.append(
            Asked(question.id, block.label, block.several, block.base, block.status.value, answers)
        )
    return tuple(found)
