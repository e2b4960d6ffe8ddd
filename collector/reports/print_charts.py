"""The dashboard's charts as they stand on paper: with their own styles, since no sheet is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from collector.dashboard.charts.funnel import funnel
from collector.dashboard.charts.svg import Told
from collector.dashboard.charts.trend import Moment, counts, trend
from collector.dashboard.findings import Placed
from collector.reports.activity import Activity
from shared.periods import Period

_STYLE: Final = (
    "text{font-family:'Noto Sans';font-size:17px;fill:#2b1a20}"
    ".grid{stroke:#ddd3c6;stroke-width:1}"
    ".band{fill:#d8b3c2}.band-line{stroke:#d8b3c2;stroke-width:8}"
    ".trend-line{fill:none;stroke:#6b2442;stroke-width:2.5}"
    ".trend-dot{fill:#ffffff;stroke:#6b2442;stroke-width:2}"
    ".column{fill:#b98aa0}"
    ".limit{fill:none;stroke:#5c4a51;stroke-width:1.4}.limit-near{stroke-dasharray:5 4}"
    ".common{stroke:#2b1a20;stroke-width:1.2}.own{fill:none;stroke:#2b1a20;stroke-width:2.5}"
    ".mark-usual{fill:none;stroke:#6d5c63;stroke-width:6;stroke-linecap:round}"
    ".mark-high{fill:#ffffff;stroke:#9a4a00;stroke-width:1.6}"
    ".mark-low{fill:#ffffff;stroke:#0b5394;stroke-width:1.6}"
    ".mark-very-high{fill:#b45309}.mark-very-low{fill:#0b5394}"
)
SHORT_MONTHS: Final = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart. `alt`: what it shows, in words."""

    svg: str
    alt: str


def drawn_counts(activity: Activity, what: str) -> Drawing | None:
    """Visitors month by month, of those that were declared; None without any."""
    told = [(short_month(each.period), each.visitors) for each in activity.months]
    columns = [(name, number) for name, number in told if number is not None]
    if not columns:
        return None
    listed = ", ".join(f"{name} {number}" for name, number in columns)
    alt = f"{what} : {listed}."
    names, numbers = [name for name, _ in columns], [number for _, number in columns]
    return Drawing(_printed(counts(Told("counts", what, alt), names, numbers)), alt)


def drawn_trend(moments: Sequence[Moment], what: str) -> Drawing | None:
    """A share month by month with its interval; None where none is shown."""
    shown = [each for each in moments if each.share]
    if not shown:
        return None
    told = ", ".join(
        f"{each.name} {round(100 * each.share.value)} %" for each in shown if each.share
    )
    alt = f"{what} : {told}."
    return Drawing(_printed(trend(Told("trend", what, alt), moments)), alt)


def drawn_funnel(
    placed: Sequence[Placed], common: float | None, what: str, own: str = ""
) -> Drawing | None:
    """Points against their control limits; None without a common share."""
    shown = [each for each in placed if each.size]
    if common is None or not 0 < common < 1 or not shown:
        return None
    above = sum(each.finding.value == "very-high" for each in shown)
    below = sum(each.finding.value == "very-low" for each in shown)
    alt = (
        f"{what}. {len(shown)} Points, part commune {round(100 * common)} %."
        f" Nettement au-dessus : {above}. Nettement au-dessous : {below}."
    )
    axis = "Réponses, moins ce que la perturbation coûte en précision"
    told = Told("funnel", what, alt)
    return Drawing(_printed(funnel(told, placed, common, axis, "99,8", own)), alt)


def short_month(period: Period) -> str:
    """A month as it stands under a chart."""
    return SHORT_MONTHS[period.month - 1]


def _printed(chart: Markup) -> str:
    opened = '<svg xmlns="http://www.w3.org/2000/svg" '
    head, _, rest = str(chart).replace("<svg ", opened, 1).partition(">")
    return f"{head}><style>{_STYLE}</style>{rest}"
