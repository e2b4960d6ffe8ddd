"""What the first screen says of the Point's hours: today's, and the next change announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from shared.bundle import BundlePoint
from shared.hours import openings_on
from shared.special_days import special_days

AHEAD: Final = timedelta(days=21)
"""Who comes once a month should have read of a closure on the visit before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Nothing but digits and signs, the same in every language.

    `today`: the openings, such as `09:00–12:30`; empty when it is closed. `closed`: the days of
    the next closure, `24/12–02/01`; `days` and `times`: of the next opening out of the ordinary;
    `new_hours`: the day on which other hours begin. Each is empty when there is none soon.
    """

    today: tuple[str, ...]
    closed: str = ""
    days: str = ""
    times: str = ""
    new_hours: str = ""


def opening_of(point: BundlePoint, today: date) -> Opening | None:
    """What to say; None when the hours are not known."""
    expression = point.expression_on(today)
    if not expression:
        return None
    spans = tuple(_span(begins, ends) for begins, ends in openings_on(expression, today))
    soon = [each for each in special_days(point.closures, today) if each.first <= today + AHEAD]
    coming = [day for day, _ in point.coming if today < day <= today + AHEAD]
    new_hours = f"{min(coming):%d/%m}" if coming else ""
    if not soon:
        return Opening(spans, new_hours=new_hours)
    first, last = soon[0].first, soon[0].last
    days = f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}"
    if not soon[0].slots:
        return Opening(spans, closed=days, new_hours=new_hours)
    times = ", ".join(str(each).replace("-", "–") for each in soon[0].slots)
    return Opening(spans, days=days, times=times, new_hours=new_hours)


def _span(begins: time, ends: time) -> str:
    return f"{begins:%H:%M}–{ends:%H:%M}"
