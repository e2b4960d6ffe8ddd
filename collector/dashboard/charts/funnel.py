"""A funnel plot: each Point's share against its precision, between control limits."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from operator import attrgetter
from typing import Final

from markupsafe import Markup

from collector.dashboard.charts.shapes import by_finding, shapes
from collector.dashboard.charts.svg import (
    AXIS,
    WIDTH,
    Scale,
    Told,
    chart,
    label,
    line,
    mark,
    path_of,
    share_axis,
)
from collector.dashboard.findings import ALARM_Z, WARNING_Z, Finding, Placed, limits

OUTER: Final = 99.8
"""Per cent of the Points that do not differ lie within the limits at `ALARM_Z`."""

_STEPS = 40
_LINE = 19
"""Units from a line of letters to the next: the limits come close to each other."""


def funnel(
    told: Told, placed: Sequence[Placed], p0: float, axis: str, outer: str, own: str = ""
) -> Markup:
    """The plot.

    Args:
        told: what it says to those who do not see it.
        placed: the Points.
        p0: their common share.
        axis: what stands below.
        outer: what stands at the outer limits: `OUTER`, as the reader's language writes it.
        own: a Point to be ringed.
    """
    shown = [each for each in placed if each.finding is not Finding.UNSHOWN]
    left, right, upper, lower = AXIS, WIDTH - 50, 14, 330
    sizes = [each.size for each in shown]
    small, large = (min(sizes), max(sizes)) if sizes else (1.0, 10.0)
    across = Scale(log(small * 0.9), log(large * 1.15), left, right)
    shares = [*limits(p0, small * 0.9, ALARM_Z), *(each.share for each in shown)]
    y = Scale(max(0.0, min(shares) - 0.02), min(1.0, max(shares) + 0.02), lower, upper)

    def x(size: float) -> float:
        return across(log(size))

    marks = share_axis(y, left, right)
    marks += _limits(across, y, p0, "limit-far", ALARM_Z)
    marks += _limits(across, y, p0, "limit-near", WARNING_Z)
    near = y(limits(p0, large * 1.15, WARNING_Z)[1]) + 4
    far = min(y(limits(p0, large * 1.15, ALARM_Z)[1]) + 4, near - _LINE)
    marks += [label("tick", right + 4, far, outer), label("tick", right + 4, near, "95")]
    marks.append(line("common", left, y(p0), right, y(p0)))
    for size in _ticks(small, large):
        marks.append(label("tick", x(size), lower + 22, str(size), "middle"))
    marks.append(label("tick", (left + right) / 2, lower + 46, axis, "middle"))
    for finding, its in by_finding(shown, attrgetter("finding")):
        lefts = across.all([log(each.size) for each in its])
        tops = y.all([each.share for each in its])
        marks.append(shapes(finding, zip(lefts, tops, strict=True)))
    for each in shown:
        if own and each.group.group == own:
            marks.append(mark("circle", "own", cx=x(each.size), cy=y(each.share), r=9))
    return chart(told, "funnel", (WIDTH, 384), marks)


def _limits(across: Scale, y: Scale, p0: float, kind: str, z: float) -> list[Markup]:
    steps = [across.low + (across.high - across.low) * at / _STEPS for at in range(_STEPS + 1)]
    pairs = [(across(step), limits(p0, exp(step), z)) for step in steps]
    return [
        mark("path", f"limit {kind}", d=path_of([(x, y(pair[side])) for x, pair in pairs]))
        for side in (0, 1)
    ]


def _ticks(small: float, large: float) -> list[int]:
    """Round numbers along the axis, about five."""
    rounds = [base * 10**power for power in range(8) for base in (10, 15, 20, 30, 40, 50, 70)]
    inside = [each for each in rounds if small * 0.9 <= each <= large * 1.15]
    return inside[:: max(1, -(-len(inside) // 5))]
