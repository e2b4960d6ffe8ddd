"""What a bench gives: figures, each beside what it is held against, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Wish(Enum):
    """On which side of its aim a ratio should be."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the ratio of a figure to what stands beside it should be."""

    wish: Wish
    ratio: float

    def met_by(self, ratio: float) -> bool:
        """Whether a ratio is where it should be."""
        return ratio <= self.ratio if self.wish is Wish.AT_MOST else ratio >= self.ratio

    def __str__(self) -> str:
        return f"{self.wish.value} {self.ratio:g}"


WITHIN: Final = Aim(Wish.AT_MOST, 1.0)
"""Beside an upper limit: no more than it."""

REACHED: Final = Aim(Wish.AT_LEAST, 1.0)
"""Beside a rate to reach: no less than it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    `value` and `beside_value` are in `unit`; `beside` says what the second one is: a limit of the
    design, or a baseline measured in the same run. `aim` is None for a figure that explains others.
    """

    bench: str
    name: str
    value: float
    unit: str
    beside: str
    beside_value: float
    aim: Aim | None = None

    @property
    def ratio(self) -> float:
        """The figure in terms of what stands beside it."""
        return self.value / self.beside_value if self.beside_value else float("inf")

    @property
    def verdict(self) -> str:
        """Whether the aim is met; empty without one."""
        if self.aim is None:
            return ""
        return "met" if self.aim.met_by(self.ratio) else "MISSED"


_HEADINGS: Final = ("bench", "figure", "measured", "beside", "", "ratio", "aim", "")
_RIGHT: Final = (2, 4, 5, 6)
"""Columns that are aligned to the right."""


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines of text."""
    rows = [_HEADINGS, *map(_row, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.bench,
        figure.name,
        amount(figure.value, figure.unit),
        figure.beside,
        amount(figure.beside_value, figure.unit),
        f"{figure.ratio:.2f}",
        str(figure.aim or ""),
        figure.verdict,
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        text.rjust(width) if column in _RIGHT else text.ljust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def amount(value: float, unit: str) -> str:
    """A number with its unit, to three significant digits or to the whole."""
    digits = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{digits} {unit}"
