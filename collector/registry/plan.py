"""What reading a list of Points leads to: the good rows, the bad ones, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from collector.registry.model import Beside, Flaw, PointRecord, PointSource
from collector.texts import Said


class RemarkKind(StrEnum):
    """Why a row that was imported deserves a look."""

    HOURS_MISSING = "hours-missing"
    HOURS_UNREADABLE = "hours-unreadable"
    HOURS_TIDIED = "hours-tidied"
    CAF_UNSURE = "caf-unsure"
    PLACE_UNSURE = "place-unsure"
    ARTICLE_4 = "article-4"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at in a row that was read."""

    kind: RemarkKind
    said: Said

    @property
    def reason(self) -> str:
        """In English."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out. `line` counts from 1, the header's; a row may span several lines."""

    line: int
    flaws: tuple[Flaw, ...]

    @property
    def reason(self) -> str:
        """What is wrong with it, in English."""
        return " ".join(str(each.reason) for each in self.flaws)

    @property
    def fix(self) -> str:
        """What to do, in English."""
        return " ".join(str(each.fix) for each in self.flaws)


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A remark on an imported row, with its line and Point."""

    line: int
    point: str
    kind: RemarkKind
    said: Said

    @property
    def reason(self) -> str:
        """In English."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A list of Points as read, in the order of the file; nothing has been written yet.

    `beside`: what good rows tell of equipment and conventions, by id.
    """

    source: PointSource
    good: tuple[PointRecord, ...]
    bad: tuple[BadRow, ...]
    warnings: tuple[RowWarning, ...]
    beside: Mapping[str, Beside] = field(default_factory=dict)
