"""The desk's screens on which the agent announces hours, closures and openings to the Caf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import request

from kiosk.desk.office import Office
from kiosk.desk.openings import Announced
from kiosk.desk.view import written
from shared.bundle import BundlePoint
from shared.hours_in_words import DAYS, hours_in_words
from shared.problems import FormatProblem, Problem
from shared.special_days import SpecialDays
from shared.weekly import Slot, hours_of_week, read_slots, week_in

Screen = tuple[str, dict[str, Any]]

SHOWN: Final = 4
"""More of them would make the page scroll; their number is told."""

EDGES: Final = "abcd"
"""The fields of a day: two openings, each with its begin and its end."""


def _overview(office: Office, _: str = "", *, said: str = "") -> Screen:
    point, book = _point(office), office.openings
    announced = book.announced(office.declarations, point)
    hours = point.hours_on(book.today)
    return "desk/hours.html", {
        "now": hours_in_words(hours) or ((hours,) if hours else ()),
        "announced": [_shown(each) for each in announced[:SHOWN]],
        "more": max(0, len(announced) - SHOWN),
        "said": said,
    }


def _shown(each: Announced) -> dict[str, Any]:
    days = each.days
    return {
        "matter": each.matter,
        "first": written(each.first.isoformat()),
        "last": written(days.last.isoformat()) if days and days.last != days.first else "",
        "hours": "" if each.hours is None else _words(each.hours),
        "times": ", ".join(map(str, days.slots)) if days else "",
        "closed": days is not None and not days.slots,
        "waiting": each.waiting,
    }


def _words(hours: str) -> str:
    return " ; ".join(hours_in_words(hours)) or hours or "–"


def _week(office: Office, _: str = "", problem: Problem | None = None) -> Screen:
    point, book = _point(office), office.openings
    hours = point.hours_on(book.today)
    known = week_in(hours)
    values = _typed() if problem else {}
    for number, slots in enumerate(known or () if not problem else ()):
        values |= _fields(f"d{number}", slots)
    return "desk/hours_week.html", {
        "days": list(enumerate(DAYS)),
        "edges": EDGES,
        "values": values,
        "holidays": "holidays" in request.form if problem else "PH off" in hours or not hours,
        "first": values.get("from") or (book.today + timedelta(days=1)).isoformat(),
        "soonest": (book.today + timedelta(days=1)).isoformat(),
        "fits": known is not None,
        "problem": problem.kind if problem else None,
    }


def _tell_week(office: Office, _: str) -> Screen:
    try:
        week = [_slots(f"d{number}") for number in range(len(DAYS))]
        hours = hours_of_week(week, holidays="holidays" in request.form)
        office.openings.tell_hours(office.declarations, _point(office), _day("from"), hours)
    except Problem as problem:
        return _week(office, "", problem)
    return _overview(office, said="told")


def _days(office: Office, _: str = "", problem: Problem | None = None) -> Screen:
    values = _typed() if problem else {}
    return "desk/hours_days.html", {
        "edges": EDGES,
        "values": values,
        "today": office.openings.today.isoformat(),
        "problem": problem.kind if problem else None,
    }


def _tell_days(office: Office, _: str) -> Screen:
    try:
        first = _day("first")
        last = _day("last") if request.form.get("last") else first
        days, reason = SpecialDays(first, last, _slots("x")), request.form.get("reason", "")
        office.openings.tell_days(office.declarations, _point(office), days, reason)
    except Problem as problem:
        return _days(office, "", problem)
    return _overview(office, said="told")


def _take_back(office: Office, matter: str) -> Screen:
    office.openings.take_back(office.declarations, _point(office), matter)
    return _overview(office, said="taken")


def _point(office: Office) -> BundlePoint:
    return office.device.bundle.points[0]


def _typed() -> dict[str, str]:
    return {name: text[:200] for name, text in request.form.items() if not name.startswith("_")}


def _fields(prefix: str, slots: Sequence[Slot]) -> dict[str, str]:
    edges = [edge for slot in slots for edge in str(slot).split("-")]
    return {prefix + name: edge for name, edge in zip(EDGES, edges, strict=False)}


def _slots(prefix: str) -> tuple[Slot, ...]:
    typed = [request.form.get(prefix + name, "").strip() for name in EDGES]
    return read_slots(((typed[0], typed[1]), (typed[2], typed[3])))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise FormatProblem("registry-input", name) from None


HOURS_VERBS: Final[Mapping[str, Callable[[Office, str], Screen]]] = {
    "hours": _overview,
    "week": _week,
    "tell-week": _tell_week,
    "days": _days,
    "tell-days": _tell_days,
    "take-back": _take_back,
}
"""What the buttons of these screens are called."""
