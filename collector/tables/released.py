"""The fixed list of released tables: what is published, and how much each cell is perturbed.

Anything that is not on this list does not exist for a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

METHOD_VERSION: Final = 1
"""Raised when the noise, the cells or the estimates change, so that figures name their method."""

MIN_ACTIVE_POINTS: Final = 3
"""Below it, a Caf's language, channel and crossing tables would speak of one or two Points."""


class TableId(StrEnum):
    """A released table."""

    SITE = "site"
    LANGUAGE = "language"
    CHANNEL = "channel"
    CROSSING = "crossing"


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """One released table.

    `title` and `sentence` are English message ids; the sentence explains the figures to a
    non-statistician and goes with every page and every export. `variance` (V) and `maximum` (D)
    name the noise row. `by_point`: cells are of a Point and not of a whole Caf. `exact_total`: the
    number of responses of a row is public as it is (device and partner see it anyway); elsewhere it
    would tell someone's language or channel and is perturbed as any cell.
    """

    id: TableId
    title: str
    sentence: str
    variance: int
    maximum: int
    by_point: bool
    exact_total: bool


SITE_SENTENCE: Final = (
    "A small random number was added to every count before it was published, so that nobody's"
    " answer can be worked out; the interval says between which values the true share very"
    " probably lies."
)
CAF_SENTENCE: Final = (
    "A small random number was added to every count before it was published, so that nobody's"
    " answer can be worked out; this table has more of it than the unfiltered one, so its totals"
    " may differ slightly, and the interval says between which values the true share very probably"
    " lies."
)

TABLES: Final[Mapping[TableId, ReleasedTable]] = MappingProxyType(
    {
        table.id: table
        for table in (
            ReleasedTable(TableId.SITE, "By Point", SITE_SENTENCE, 5, 15, True, True),
            ReleasedTable(
                TableId.LANGUAGE, "By interface language", CAF_SENTENCE, 25, 30, False, False
            ),
            ReleasedTable(
                TableId.CHANNEL, "By screen or phone", CAF_SENTENCE, 25, 30, False, False
            ),
            ReleasedTable(
                TableId.CROSSING, "Two questions crossed", CAF_SENTENCE, 25, 30, False, True
            ),
        )
    }
)
