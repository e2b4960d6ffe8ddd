"""Stacked bars of shares that make a whole, one bar a group, to compare mixes at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from collector.dashboard.charts.svg import Told, chart, label, mark

_WIDTH = 900
_ROW = 40
_LEAST_LETTER, _LEAST_NUMBER = 3.0, 8.0


class Bar(NamedTuple):
    """One bar. `shares`: option by option, 0 to 1; empty if they are not shown."""

    name: str
    shares: Sequence[float]


def letter(at: int) -> str:
    """What names an option in the bars and in the table beside them: A, B, C…"""
    return chr(ord("A") + at)


def stacked(told: Told, bars: Sequence[Bar], unshown: str) -> Markup:
    """The bars. Each segment carries the letter of its option, and its share where there is room.

    `unshown`: written in place of a bar without shares. Rounded and clipped shares need not add up
    to one, so that segments are drawn in proportion to their sum.
    """
    marks: list[Markup] = []
    for row, bar in enumerate(bars):
        top = row * _ROW
        marks.append(label("bar-name", 0, top + 12, bar.name))
        total = sum(bar.shares)
        if total <= 0:
            marks.append(label("tick", 0, top + 30, unshown))
            continue
        start = 0.0
        for at, share in enumerate(bar.shares):
            width = share / total * _WIDTH
            marks += _segment(at, start, width, top + 17, share)
            start += width
    return chart(told, "stacked", (_WIDTH, _ROW * len(bars)), marks)


def _segment(at: int, start: float, width: float, top: float, share: float) -> list[Markup]:
    rect = mark("rect", f"step step-{at % 8}", x=start, y=top, width=width, height=18)
    percent = 100 * width / _WIDTH
    if percent < _LEAST_LETTER:
        return [rect]
    text = letter(at) if percent < _LEAST_NUMBER else f"{letter(at)} {round(100 * share)}"
    return [rect, label(f"step-text on-{at % 8}", start + width / 2, top + 13, text, "middle")]
