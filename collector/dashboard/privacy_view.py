"""What the released tables give away about one visitor, for the surveys in use: the accounting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from collector.api.library import Library
from collector.api.words import Words
from collector.tables.accounting import DELTA, Loss, exposure
from collector.tables.released import (
    METHOD_VERSION,
    MIN_ACTIVE_POINTS,
    TABLES,
    ReleasedTable,
    TableId,
)
from collector.texts import Texts
from collector.texts import mark as _
from shared.survey import Survey

TABLE_CELLS: Final[Mapping[TableId, str]] = {
    TableId.SITE: _("Each answer, by Point and release"),
    TableId.LANGUAGE: _("Each answer, by Caf, month and interface language"),
    TableId.CHANNEL: _("Each answer, by Caf, month, and screen or phone"),
    TableId.CROSSING: _("Each pair of answers, by Caf and month, for the crossings named below"),
}
"""What one number of a table counts."""

_USUAL_Z: Final = 1.96
"""Standard deviations within which 95 in 100 of the added numbers lie."""


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A released table. `usual`: what is added to a count is at most this 95 times in 100."""

    table: ReleasedTable
    cells: str
    usual: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What can be guessed of one thing: the loss as numbers, and as rounded percents."""

    what: str
    mu: str
    epsilon: str
    percent: int


@dataclass(frozen=True, slots=True)
class SurveyPrivacy:
    """The account of one survey. `question`: the most exposed one; `guesses`: the first is its."""

    name: str
    version: int
    question: str
    crossings: tuple[tuple[str, str], ...]
    guesses: tuple[Guess, ...]
    within: bool

    @property
    def one_answer(self) -> Guess:
        """The figure that the ceiling is about."""
        return self.guesses[0]

    @property
    def whole(self) -> Guess:
        """A whole sheet."""
        return self.guesses[2]


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """The page. `surveys`: the last version of each, the one in use by default first."""

    tables: tuple[Perturbed, ...]
    surveys: tuple[SurveyPrivacy, ...]
    ceiling: int
    delta: float = DELTA
    least_points: int = MIN_ACTIVE_POINTS
    method: int = METHOD_VERSION


def privacy_view(library: Library, ceiling: float, texts: Texts) -> PrivacyView:
    """The privacy page. `ceiling`: the best guess above which no survey is published (0.5 to 1)."""
    latest = {survey.id: survey for survey in library.survey_list()}
    in_use = list(latest.values())
    words = Words(texts.gettext, (texts.tag,))
    return PrivacyView(
        tuple(_perturbed(table) for table in TABLES.values()),
        tuple(_account(survey, ceiling, words, texts) for survey in reversed(in_use)),
        round(100 * ceiling),
    )


def _perturbed(table: ReleasedTable) -> Perturbed:
    return Perturbed(table, TABLE_CELLS[table.id], round(_USUAL_Z * sqrt(table.variance)))


def _account(survey: Survey, ceiling: float, words: Words, texts: Texts) -> SurveyPrivacy:
    found = exposure(survey)
    labels = {each.id: words.question(each) for each in survey.counted}
    told = (
        (_("One answer: the most exposed question"), found.usual),
        (_("One answer, had the visitor ticked every box elsewhere"), found.worst),
        (_("A whole sheet, against another one that differs in everything"), found.whole),
        (_("One answer of somebody who answered twice"), found.usual.times(2)),
    )
    return SurveyPrivacy(
        survey.id,
        survey.version,
        labels[found.question],
        tuple((labels[first], labels[second]) for first, second in survey.crossings),
        tuple(_guess(what, loss, texts) for what, loss in told),
        found.usual.best_guess <= ceiling,
    )


def _guess(what: str, loss: Loss, texts: Texts) -> Guess:
    return Guess(
        what,
        texts.decimal(loss.mu, 2),
        texts.decimal(loss.epsilon, 1),
        round(100 * loss.best_guess),
    )
