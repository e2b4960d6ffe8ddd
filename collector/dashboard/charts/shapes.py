"""Marks for findings: each finding has its own shape, so that colour only repeats it.

Thousands of marks of one finding are one path of relative steps: a map of all of France is light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from markupsafe import Markup

from collector.dashboard.charts.svg import mark
from collector.dashboard.findings import Finding

Item = TypeVar("Item")

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


def by_finding(
    items: Iterable[Item], finding_of: Callable[[Item], Finding]
) -> list[tuple[Finding, list[Item]]]:
    """The items of each finding, in the order in which they are drawn."""
    found: dict[Finding, list[Item]] = {finding: [] for finding in DRAWN_ORDER}
    for item in items:
        found[finding_of(item)].append(item)
    return list(found.items())


def shapes(finding: Finding, places: Iterable[tuple[float, float]]) -> Markup:
    """The marks of one finding; empty without a place. Two at one place are one mark."""
    steps = _STEPS[finding]
    starts = dict.fromkeys([f"M{x:.0f} {y:.0f}" for x, y in places])
    drawn = "".join([f"{start}{steps}" for start in starts])
    return mark("path", f"mark mark-{finding}", d=drawn) if drawn else Markup("")
