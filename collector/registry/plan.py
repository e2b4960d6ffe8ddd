"""What reading a list of Points leads to: the good rows, the bad ones, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from collector.registry.model import PointRecord, PointSource


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
    """Something to look at in a row that was read; one plain English sentence."""

    kind: RemarkKind
    reason: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out. `line` counts from 1, the header's; a row may span several lines."""

    line: int
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A remark on an imported row, with its line and Point."""

    line: int
    point: str
    kind: RemarkKind
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A list of Points as read, in the order of the file; nothing has been written yet."""

    source: PointSource
    good: tuple[PointRecord, ...]
    bad: tuple[BadRow, ...]
    warnings: tuple[RowWarning, ...]
