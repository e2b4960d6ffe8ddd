"""Shares month by month with the band of their intervals; alone, or small and many on one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from collector.dashboard.charts.svg import (
    AXIS,
    WIDTH,
    Scale,
    Told,
    ceiling,
    chart,
    label,
    line,
    mark,
    path_of,
    share_axis,
)
from collector.tables.estimate import Share

_MOST_LABELS = 7


class Moment(NamedTuple):
    """A month's share; None where it is not shown, so that the line breaks there."""

    name: str
    share: Share | None


def trend(told: Told, moments: Sequence[Moment], *, top: float | None = None) -> Markup:
    """One line with its band. `top`: the end of the axis, for charts to be compared."""
    left, right, upper, lower = AXIS, WIDTH - 12, 14, 190
    end = top or top_of(moments)
    y = Scale(0, end, lower, upper)
    x = _months_scale(moments, left + 14, right - 14)
    marks = share_axis(y, left, right)
    for run in _runs(moments):
        band = [(x(at), y(share.low)) for at, share in run]
        back = [(x(at), y(share.high)) for at, share in reversed(run)]
        if len(run) == 1:
            (at, share), *_ = run
            marks.append(line("band-line", x(at), y(share.low), x(at), y(share.high)))
        marks.append(mark("path", "band", d=path_of([*band, *back], closed=True)))
        marks.append(mark("path", "trend-line", d=path_of([(x(a), y(s.value)) for a, s in run])))
        marks += [mark("circle", "trend-dot", cx=x(at), cy=y(s.value), r=3.5) for at, s in run]
    step = max(1, -(-len(moments) // _MOST_LABELS))
    for at in range((len(moments) - 1) % step, len(moments), step):
        marks.append(label("tick", x(at), lower + 22, moments[at].name, "middle"))
    return chart(told, "trend", (WIDTH, 220), marks)


def top_of(moments: Iterable[Moment]) -> float:
    """The end of an axis that holds every interval."""
    return ceiling(each.share.high for each in moments if each.share)


def counts(
    told: Told, names: Sequence[str], numbers: Sequence[int], write: Callable[[int], str] = str
) -> Markup:
    """Columns of whole numbers, month by month. `write`: how a number is written."""
    left, right, upper, lower = AXIS, WIDTH - 12, 26, 190
    y = Scale(0, max(1, *numbers), lower, upper)
    room = (right - left) / max(1, len(numbers))
    marks = [line("grid", left, lower, right, lower)]
    step = max(1, -(-len(names) // _MOST_LABELS))
    for at, (name, number) in enumerate(zip(names, numbers, strict=True)):
        start = left + at * room
        height = lower - y(number)
        marks.append(
            mark(
                "rect",
                "column",
                x=start + room * 0.15,
                y=y(number),
                width=room * 0.7,
                height=height,
            )
        )
        if (len(names) - 1 - at) % step == 0:
            marks.append(label("tick", start + room / 2, lower + 22, name, "middle"))
            marks.append(
                label("tick strong", start + room / 2, y(number) - 6, write(number), "middle")
            )
    return chart(told, "counts", (WIDTH, 220), marks)


def _months_scale(moments: Sequence[Moment], start: float, stop: float) -> Scale:
    if len(moments) < 2:
        return Scale(-1, 1, start, stop)
    return Scale(0, len(moments) - 1, start, stop)


def _runs(moments: Sequence[Moment]) -> list[list[tuple[int, Share]]]:
    """The stretches of months without a gap."""
    runs: list[list[tuple[int, Share]]] = [[]]
    for at, moment in enumerate(moments):
        if moment.share is not None:
            runs[-1].append((at, moment.share))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
