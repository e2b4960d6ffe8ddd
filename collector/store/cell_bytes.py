"""Cells as the database keeps them: big-endian signed 32-bit numbers, one after the other.

Thirty-two bits hold the sums of all of France for sixty years at 1,000 responses a Point and month.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import Final

CELL_BYTES: Final = 4


def pack(cells: Sequence[int]) -> bytes:
    """The bytes of a row."""
    return _layout(len(cells)).pack(*cells)


def unpack(data: bytes) -> tuple[int, ...]:
    """All cells of a row."""
    return _layout(len(data) // CELL_BYTES).unpack(data)


@lru_cache(maxsize=256)
def _layout(cells: int) -> Struct:
    return Struct(f">{cells}i")
