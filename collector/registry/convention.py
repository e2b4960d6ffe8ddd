"""A convention between a Caf and a partner: its dates, all worked out, none kept twice.

Article 11: one year, renewed by itself every year, ended by either side with three months' notice.
A period in months or years ends on the day of the same number; where the month has none, on its
last day (as article 641 of the French code of civil procedure counts). Every date is a calendar
day of the Point's own place: nothing here depends on a clock or on the change to summer time.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shared.problems import FormatProblem

TERM_MONTHS: Final = 12
NOTICE_MONTHS: Final = 3
LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 400
SOON: Final = timedelta(days=60)
"""How long before a notice deadline the list of conventions points it out."""


class Ground(StrEnum):
    """Why a convention ended."""

    NOTICE_CAF = "notice-caf"
    NOTICE_PARTNER = "notice-partner"
    AGREEMENT = "agreement"
    BREACH = "breach"
    CLOSURE = "closure"


class LabelState(StrEnum):
    """How the label stands."""

    GRANTED = "granted"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a convention stands on a day."""

    SIGNED = "signed"
    RUNNING = "running"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Convention:
    """A convention. `partner`: an organisation, never a person.

    `noticed`: the day notice was given; `ended`: its first day without effect; `ground`: why.
    """

    point: str
    partner: str
    signed: date
    effective: date
    noticed: date | None = None
    ended: date | None = None
    ground: Ground | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A convention had been typed wrongly. `before`: what the registry said of it until that day.

    What was true on a day follows the corrected convention; what had been said is kept here.
    """

    day: date
    who: str
    reason: str
    before: Convention


@dataclass(frozen=True, slots=True)
class Removal:
    """A convention had been recorded by mistake. `said`: what the registry said of it until then.

    It never held: on no day, the days before the removal among them, does it count.
    """

    day: date
    who: str
    reason: str
    said: Convention


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """From a day on the label stands so, for this reason. It is a human's decision."""

    day: date
    state: LabelState
    reason: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the Point offers from a day on: computers, printers, and how it reaches Internet."""

    valid_from: date
    computers: int
    printers: int
    connection: str


def months_later(day: date, months: int) -> date:
    """The day of the same number so many months later; the month's last where it has none.

    Raises:
        OverflowError: beyond the calendar's years.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("No such year.")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def renewal_after(convention: Convention, day: date) -> date:
    """The first day after this one on which the convention renews itself.

    Counted from the first day of effect every time: 29 February comes back every fourth year.
    """
    terms = max(1, day.year - convention.effective.year)
    renewal = months_later(convention.effective, terms * TERM_MONTHS)
    if renewal <= day:
        renewal = months_later(convention.effective, (terms + 1) * TERM_MONTHS)
    return renewal


def notice_deadline(renewal: date) -> date:
    """The last day on which notice keeps this renewal from happening."""
    return months_later(renewal, -NOTICE_MONTHS)


def end_by_notice(convention: Convention, given: date) -> date:
    """The day a convention ends when notice is given on a day: a renewal that it is in time for."""
    renewal = renewal_after(convention, given)
    while notice_deadline(renewal) < given:
        renewal = renewal_after(convention, renewal)
    return renewal


def standing(convention: Convention, day: date) -> Standing | None:
    """How it stood on a day; None before it was signed."""
    if day < convention.signed:
        return None
    if convention.ended is not None and day >= convention.ended:
        return Standing.ENDED
    if day < convention.effective:
        return Standing.SIGNED
    if convention.noticed is not None and day >= convention.noticed:
        return Standing.ENDING
    return Standing.RUNNING


def convention_on(conventions: Iterable[Convention], day: date) -> Convention | None:
    """The one that held on a day: the last signed that had not ended, else the last that had."""
    known = [each for each in conventions if each.signed <= day]
    held = [each for each in known if standing(each, day) is not Standing.ENDED]
    return max(held or known, key=lambda each: (each.signed, each.id), default=None)


def holds_within(conventions: Iterable[Convention], first: date, last: date) -> bool:
    """Whether one was in force on any day of a span: what it obliges to is due for the span."""
    return any(
        each.effective <= last and (each.ended is None or each.ended > first)
        for each in conventions
    )


def label_on(events: Iterable[LabelEvent], day: date) -> LabelEvent | None:
    """How the label stood on a day."""
    return max((each for each in events if each.day <= day), key=lambda e: e.day, default=None)


def equipment_on(versions: Iterable[Equipment], day: date) -> Equipment | None:
    """The equipment of a day."""
    known = [each for each in versions if each.valid_from <= day]
    return max(known, key=lambda each: each.valid_from, default=None)


def check_convention(convention: Convention) -> Convention:
    """The convention itself, once its dates and its partner make sense.

    Raises:
        FormatProblem: `registry-input`.
    """
    partner = convention.partner
    if not 1 <= len(partner) <= LONGEST_NAME or partner.startswith(("=", "+", "-", "@")):
        raise FormatProblem("registry-input", "partner")
    if convention.effective < convention.signed:
        raise FormatProblem("registry-input", "effective < signed")
    if convention.ended is not None and convention.ended < convention.signed:
        raise FormatProblem("registry-input", "ended < signed")
    if (convention.ended is None) != (convention.ground is None):
        raise FormatProblem("registry-input", "ended, ground")
    return convention


def ended_by(convention: Convention, ground: Ground, day: date) -> tuple[date | None, date]:
    """The day of notice, if there is one, and the day of the end, for a ground that arose on a day.

    With notice the convention ends at the next renewal in time; otherwise on the day itself.
    """
    if ground in (Ground.NOTICE_CAF, Ground.NOTICE_PARTNER):
        return day, end_by_notice(convention, day)
    return None, day
