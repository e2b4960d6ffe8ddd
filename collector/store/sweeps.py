"""The lines of all Points at both ends of some months: what a ranking, a funnel or a map reads.

A row of sums holds the cells of every question. So the rows of both ends, read once, answer every
question about these months; what one question asks for is cut out of them, thousands of rows at a
time, by C.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter, sub
from typing import Any, Final

from collector.store.cell_bytes import CELL_BYTES

Columns = list[Sequence[int]]

_CELL: Final = "i"
"""A signed number of `CELL_BYTES` bytes."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sums of many Points, cell by cell: `until` at the end of the months, `before` them.

    `releases`: how many were added in between.
    """

    points: Sequence[str]
    releases: Sequence[int]
    until: Sequence[array[int]]
    before: Sequence[array[int]]

    @property
    def is_plain(self) -> bool:
        """Whether every Point gained something, and comes once: it kept its Caf."""
        return all(self.releases) and len(set(self.points)) == len(self.points)

    def columns(self, cells: Iterable[int]) -> Columns:
        """What each of these cells gained, Point by Point."""
        return [array(_CELL, map(sub, self.until[at], self.before[at])) for at in cells]


def sweep(lines: Sequence[Any]) -> Sweep | None:
    """Read lines of a Point, its number of releases and row, and the same before the months.

    The last two are None where there was nothing before.
    """
    if not lines:
        return None
    # By id, as answers are sorted: what is in order already is sorted in no time.
    ordered = sorted(lines, key=itemgetter(0))
    points, releases, rows, releases_before, rows_before = zip(*ordered, strict=True)
    return Sweep(
        points,
        list(map(sub, releases, [number or 0 for number in releases_before])),
        _cells(rows, len(rows[0])),
        _cells(_filled(rows_before, len(rows[0])), len(rows[0])),
    )


def _filled(rows: Iterable[bytes | None], length: int) -> Iterator[bytes]:
    nothing = bytes(length)
    return (row or nothing for row in rows)


def _cells(rows: Iterable[bytes], length: int) -> list[array[int]]:
    numbers = array(_CELL, b"".join(rows))
    if sys.byteorder == "little":
        numbers.byteswap()
    width = length // CELL_BYTES
    return [numbers[at::width] for at in range(width)]
