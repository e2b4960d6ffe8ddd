"""Marks for findings: each finding has its own shape, so that colour only repeats it.

Thousands of marks of one finding are one path of relative steps: a map of all of France is light.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from collector.dashboard.charts.svg import mark
from collector.dashboard.findings import Finding

_STEPS: Final = {
    Finding.USUAL: "h0",
    Finding.UNSHOWN: "m-2 0h4m-2 -2v4",
    Finding.HIGH: "m0 -4l4 4l-4 4l-4 -4z",
    Finding.LOW: "m0 -4l4 4l-4 4l-4 -4z",
    Finding.VERY_HIGH: "m0 -6l5.5 9.5h-11z",
    Finding.VERY_LOW: "m0 6l5.5 -9.5h-11z",
}
DRAWN_ORDER: Final = (
    Finding.UNSHOWN, Finding.USUAL, Finding.LOW, Finding.HIGH, Finding.VERY_LOW, Finding.VERY_HIGH,
)  # fmt: skip
"""The remarkable ones last, on top."""


def shapes(finding: Finding, places: Iterable[tuple[float, float]]) -> Markup:
    """The marks of one finding; empty without a place."""
    steps = _STEPS[finding]
    drawn = "".join(f"M{x:.0f} {y:.0f}{steps}" for x, y in places)
    return mark("path", f"mark mark-{finding}", d=drawn) if drawn else Markup("")
