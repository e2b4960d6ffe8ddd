"""Reads the registry's forms."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import MultiDict

from collector.registry.model import PointRecord, clean_text
from shared.problems import FormatProblem
from shared.weekly import Slot, hours_of_week, read_slots

Form = MultiDict[str, str]


def day(form: Form, name: str) -> date:
    """A day that must be given.

    Raises:
        FormatProblem: `registry-input`.
    """
    found = day_or_none(form, name)
    if found is None:
        raise FormatProblem("registry-input", name)
    return found


def day_or_none(form: Form, name: str) -> date | None:
    """A day, as a date field sends it, or None when it is empty.

    Raises:
        FormatProblem: `registry-input`.
    """
    text = form.get(name, "")
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        raise FormatProblem("registry-input", name) from None
    if found is not None and not 1990 <= found.year <= 2100:
        raise FormatProblem("registry-input", name)
    return found


def number(form: Form, name: str) -> int:
    """A whole number that must be given.

    Raises:
        FormatProblem: `registry-input`.
    """
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise FormatProblem("registry-input", name)
    return int(text)


def degrees(form: Form, name: str) -> float | None:
    """Degrees, or None when the field is empty.

    Raises:
        FormatProblem: `registry-input`.
    """
    text = form.get(name, "").strip().replace(",", ".")
    try:
        return float(text) if text else None
    except ValueError:
        raise FormatProblem("registry-input", name) from None


def record(form: Form, point: str) -> PointRecord:
    """What a form says of a Point, hours apart; its Caf is said elsewhere.

    Raises:
        FormatProblem: `registry-input`.
    """
    return PointRecord(
        id=point,
        caf="",
        name=clean_text(form.get("name", "")),
        street=clean_text(form.get("street", "")),
        postcode=form.get("postcode", "").strip(),
        commune=clean_text(form.get("commune", "")),
        insee=form.get("insee", "").strip(),
        latitude=degrees(form, "latitude"),
        longitude=degrees(form, "longitude"),
    )


def slots(form: Form, prefix: str) -> tuple[Slot, ...]:
    """The two openings of one day.

    Raises:
        FormatProblem: `hours-invalid`.
    """
    return read_slots(
        (form.get(f"{prefix}{begins}", ""), form.get(f"{prefix}{ends}", ""))
        for begins, ends in ("ab", "cd")
    )


def hours(form: Form) -> str:
    """The hours: as written for those who know how, or from the week's table.

    Raises:
        FormatProblem: `hours-invalid`.
    """
    written = form.get("written", "").strip()
    if written:
        return written
    week = [slots(form, f"d{number}") for number in range(7)]
    return hours_of_week(week, holidays="holidays" in form)
