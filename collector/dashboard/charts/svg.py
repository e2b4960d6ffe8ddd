"""What all charts are made of: escaped marks, scales, and the frame with its text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 640
"""Units across a chart; the style sheet stretches it to its place."""

AXIS = 64
"""Units left of a vertical axis: "100 %" in the largest letters of the style sheet, 19 units."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a chart says to those who do not see it. `name`: unique on its page."""

    name: str
    title: str
    description: str


def chart(told: Told, kind: str, size: tuple[int, int], marks: Iterable[Markup]) -> Markup:
    """The whole chart. `kind`: its class in the style sheet. `size`: width and height."""
    width, height = size
    name = f"chart-{told.name}"
    return Markup(
        '<svg class="chart {kind}" role="img" viewBox="0 0 {width} {height}"'
        ' aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>{marks}</svg>'
    ).format(
        kind=kind,
        width=width,
        height=height,
        name=name,
        title=told.title,
        desc=told.description,
        marks=Markup("").join(marks),
    )


def mark(tag: str, kind: str = "", text: str = "", **attributes: float | str) -> Markup:
    """One element. Underlines in the names of attributes become hyphens; numbers are shortened."""
    pairs = {"class": kind, **attributes} if kind else attributes
    named = "".join(
        [f' {name.replace("_", "-")}="{escape(_short(value))}"' for name, value in pairs.items()]
    )
    closed = f">{escape(text)}</{tag}>" if text else "/>"
    return Markup(f"<{tag}{named}{closed}")  # noqa: S704 - every part is escaped above


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A straight line."""
    return mark("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)


def label(kind: str, x: float, y: float, text: str, anchor: str = "start") -> Markup:
    """A text at a place. `anchor`: start, middle or end."""
    return mark("text", kind, text, x=x, y=y, text_anchor=anchor)


def path_of(places: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """The path through these places."""
    steps = "L".join(f"{_short(x)} {_short(y)}" for x, y in places)
    return f"M{steps}{'z' if closed else ''}" if places else ""


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places along an axis, both ends given."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        """Where a value lies; values beyond the ends are held at them."""
        inside = min(self.high, max(self.low, value))
        return self.start + (inside - self.low) / (self.high - self.low) * (self.stop - self.start)

    def all(self, values: Sequence[float]) -> list[float]:
        """Where many values lie, all of them between the ends: thousands of marks at once."""
        step = (self.stop - self.start) / (self.high - self.low)
        origin = self.start - self.low * step
        return [origin + value * step for value in values]


def ceiling(shares: Iterable[float]) -> float:
    """The end of an axis of shares: the tenth above the largest, between 0.2 and 1."""
    largest = max(shares, default=1.0)
    return min(1.0, max(0.2, -(-round(largest * 1000) // 100) / 10))


def share_axis(y: Scale, left: float, right: float) -> list[Markup]:
    """Level lines and percentages along a vertical axis of shares, about five of them."""
    span = y.high - y.low
    step = 25 if span > 0.6 else 10 if span > 0.25 else 5 if span > 0.1 else 2
    marks = []
    first = -(-round(100 * y.low) // step) * step
    levels = range(first, round(100 * y.high) + 1, step)
    for percent in levels:
        height = y(percent / 100)
        unit = " %" if percent == levels[-1] else ""
        marks.append(line("grid", left, height, right, height))
        marks.append(label("tick", left - 6, height + 4, f"{percent}{unit}", "end"))
    return marks
