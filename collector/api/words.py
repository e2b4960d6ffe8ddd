"""The words beside figures: labels of questions, options and cells, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from collector.tables.estimate import LEAST_BASE, SOLID_BASE, Status
from collector.tables.model import FigureTable
from collector.tables.released import MIN_ACTIVE_POINTS
from shared.survey import HASTY, NO_ANSWER, NOT_ASKED, Labels, Option, Question, label

Translate = Callable[[str], str]
"""From an English message id to the language spoken (gettext)."""


def _(message: str) -> str:
    """Mark a message id for extraction; it is translated where it is shown."""
    return message


ASIDE_NAMES: Final[Mapping[str, str]] = {
    NO_ANSWER: _("No answer"),
    NOT_ASKED: _("Not asked"),
    HASTY: _("Too fast, left out"),
}

STATUS_NAMES: Final[Mapping[Status, str]] = {
    Status.SHOWN: _("shown"),
    Status.FRAGILE: _("fragile"),
    Status.HIDDEN: _("not shown"),
}

NOTHING_SITE: Final = _("Nothing was released here for these months.")
NOTHING_CAF: Final = _(
    "Nothing was released here for these months; a Caf with fewer than {points} active Points"
    " has no such table."
)

FIGURES_PAGE: Final = _("Figures")
NOTES_PAGE: Final = _("Notes")

STATUS_RULE: Final = _(
    "A share is not shown under {least} answers ({solid} in a crossing), and fragile under {solid}."
)


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language: the interface's texts by `translate`, the survey's by `languages`."""

    translate: Translate
    languages: tuple[str, ...]

    def text(self, labels: Labels) -> str:
        """A text of the survey in the first of the languages that it has."""
        return label(labels, self.languages)[0]

    def question(self, question: Question) -> str:
        """What is asked."""
        return self.text(question.labels)

    def options(self, question: Question) -> dict[str, str]:
        """Option ids to their words, in order."""
        return {option.id: self._option(option) for option in question.options}

    def _option(self, option: Option) -> str:
        return self.text(option.labels)

    def aside(self, cell: str) -> str:
        """What a cell beside the options counts."""
        return self.translate(ASIDE_NAMES[cell])

    def explanation(self, table: FigureTable) -> str:
        """The one sentence on what was done to the figures."""
        return self.translate(table.table.sentence)

    def notice(self, table: FigureTable) -> str:
        """Why there is no figure at all; empty when there are some."""
        if table.groups:
            return ""
        message = NOTHING_SITE if table.table.by_point else NOTHING_CAF
        return self.translate(message).format(points=MIN_ACTIVE_POINTS)

    def status_rule(self) -> str:
        """From which base shares are shown."""
        return self.translate(STATUS_RULE).format(least=LEAST_BASE, solid=SOLID_BASE)

    def page_titles(self) -> tuple[str, str]:
        """Of a workbook's two pages."""
        return self.translate(FIGURES_PAGE), self.translate(NOTES_PAGE)
