"""How large a text must be drawn to be read from where a visitor stands.

Pure geometry. EN 301 549 (5.1.4) asks for a mode in which a capital H subtends 0.7 degrees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

SUBTENDED: Final = 0.01222
"""A capital's height over the distance from which it is read: the tangent of 0.7 degrees."""

CAPITAL: Final = 0.668
"""A capital's height over the size of its font, in Atkinson Hyperlegible. The other fonts used have
taller capitals."""

MILLIMETRES_PER_INCH: Final = 25.4

SIZES: Final = 4
"""Text sizes to choose from; the first is the look's own, the last the one computed here."""

USUAL: Final = 0.0125
"""The look's own measure (`rem`) over the panel's longer side."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A screen, and how far from it eyes are.

    Attributes:
        distance: from the eyes to the panel, in millimetres.
        diagonal: of the panel, in inches.
        pixels: CSS pixels of the longer and of the shorter side.
    """

    distance: int = 600
    diagonal: float = 21.5
    pixels: tuple[int, int] = (1920, 1080)

    @property
    def pitch(self) -> float:
        """Millimetres from one CSS pixel to the next."""
        return self.diagonal * MILLIMETRES_PER_INCH / math.hypot(*self.pixels)


def capital_height(panel: Panel) -> float:
    """How high (millimetres) a capital must be."""
    return panel.distance * SUBTENDED


def largest_text(panel: Panel) -> float:
    """The font size (CSS pixels) whose capitals are that high."""
    return capital_height(panel) / panel.pitch / CAPITAL


def text_sizes(panel: Panel) -> tuple[float, ...]:
    """The least font size of each enlarged text size, over the panel's longer side.

    As a share, so that it holds whatever the browser calls a pixel. Each step enlarges as much as
    the one before.
    """
    largest = max(largest_text(panel) / max(panel.pixels), USUAL)
    step = (largest / USUAL) ** (1 / (SIZES - 1))
    return tuple(USUAL * step**each for each in range(1, SIZES))


def size_rules(panel: Panel) -> str:
    """The style sheet that gives every text size its measure, as `--least` of the page."""
    return "".join(
        f":root:has(.size-{number}) {{ --least: {share * 100:.3f}vmax; }}\n"
        for number, share in enumerate(text_sizes(panel), start=1)
    )
