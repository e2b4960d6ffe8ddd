"""A sequential chart: a level that rises and falls release by release, and its alarm limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

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
)

_MOST_LABELS: Final = 7


class Rung(NamedTuple):
    """The level after one release. `name`: its month, in short."""

    name: str
    level: float
    alarms: bool


def sequential(told: Told, rungs: Sequence[Rung], limit: float, top: float) -> Markup:
    """The chart. Releases that alarm are filled triangles, the others open circles."""
    left, right, upper, lower = AXIS, WIDTH - 12, 14, 190
    y = Scale(0, top, lower, upper)
    x = Scale(0, max(1, len(rungs) - 1), left + 14, right - 14)
    marks = [line("grid", left, lower, right, lower), line("grid", left, upper, right, upper)]
    marks.append(line("limit limit-far", left, y(limit), right, y(limit)))
    marks += [
        label("tick", left - 6, y(level) + 4, f"{level:g}", "end") for level in (0.0, limit, top)
    ]
    places = [(x(at), y(each.level)) for at, each in enumerate(rungs)]
    marks.append(mark("path", "trend-line", d=path_of(places)))
    for (across, down), each in zip(places, rungs, strict=True):
        if each.alarms:
            shape = f"M{across:.0f} {down:.0f}m0 -6l5.5 9.5h-11z"
            marks.append(mark("path", "mark mark-very-high", d=shape))
        else:
            marks.append(mark("circle", "trend-dot", cx=across, cy=down, r=3.5))
    step = max(1, -(-len(rungs) // _MOST_LABELS))
    shown = range((len(rungs) - 1) % step, len(rungs), step)
    marks += [label("tick", x(at), lower + 22, rungs[at].name, "middle") for at in shown]
    return chart(told, "sequential", (WIDTH, 220), marks)
