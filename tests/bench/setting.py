"""What every bench is given: how much to do, and where on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from tests.bench.figures import Figure

_T = TypeVar("_T")


class Size(IntEnum):
    """How much a bench does. `TINY` only shows that it runs: its figures mean nothing."""

    TINY = 0
    QUICK = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """`directory` is empty and on the disk to be measured; `say` reports progress."""

    size: Size
    directory: Path
    say: Callable[[str], None]

    def pick(self, tiny: _T, quick: _T, full: _T) -> _T:
        """What belongs to the size."""
        return (tiny, quick, full)[self.size]

    def place(self, name: str) -> Path:
        """A new directory of this bench."""
        path = self.directory / name
        path.mkdir(parents=True)
        return path


Bench = Callable[[Setting], Iterator[Figure]]
