"""The registry at a glance: the Points of a scope, what is about to change, and deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from collector.auth.reader import Reader
from collector.auth.scope import Level
from collector.registry.convention import (
    SOON,
    LabelEvent,
    Standing,
    convention_on,
    label_on,
)
from collector.registry.file import ConventionDates, dates_of
from collector.registry.mapping import RegistryMap, map_of
from collector.registry.openings import Article4, ExceptionalDays, HoursVersion, typical_week
from collector.registry.registered import RegisteredPoint
from collector.registry.searching import matches, sort_key, words_of
from collector.store import conventions as convention_store
from collector.store import openings
from collector.store.engine import Database, Transaction
from collector.store.partners import partners_of
from collector.store.points import all_points
from collector.texts import Texts
from shared.problems import AccessProblem

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A Point of the list, as of today. `dates`: its convention's."""

    point: RegisteredPoint
    rule: Article4
    dates: ConventionDates | None
    label: LabelEvent | None


@dataclass(frozen=True, slots=True)
class Registry:
    """One page of the list, and the map of all that were found."""

    lines: Sequence[Line]
    map: RegistryMap
    found: int
    page: int
    pages: int
    search: str


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A change that was told and is not over. Exactly one of `hours` and `days` is there."""

    point: RegisteredPoint
    day: date
    hours: HoursVersion | None
    days: ExceptionalDays | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A convention of a Point. `soon`: its notice deadline is near."""

    point: RegisteredPoint
    dates: ConventionDates
    soon: bool


def registry_of(
    database: Database, reader: Reader, search: str, page: int, now: datetime, texts: Texts
) -> Registry:
    """The Points of a scope that a search finds, by commune and name.

    A Point is found by the partner of the convention that its line shows.
    """
    day = now.date()
    words = words_of(search)
    with database.read() as transaction:
        held = convention_store.all_conventions(transaction)
        running = {point: convention_on(each, day) for point, each in held.items()}
        partners = {point: each.partner for point, each in running.items() if each is not None}
        known = [
            each
            for each in in_scope(transaction, reader)
            if matches(each, words, partners.get(each.id, ""))
        ]
        known.sort(key=sort_key)
        pages = max(1, -(-len(known) // PAGE_SIZE))
        page = min(max(1, page), pages)
        some = known[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        listed = openings.in_force(transaction, some, now)
        labels = convention_store.labels_of(transaction)
    lines = []
    for each in listed:
        current = running.get(each.id)
        dates = dates_of(current, day) if current else None
        rule = typical_week(each.record.hours)
        lines.append(Line(each, rule, dates, label_on(labels.get(each.id, ()), day)))
    return Registry(lines, map_of(known, texts), len(known), page, pages, search)


def upcoming(database: Database, reader: Reader, now: datetime) -> list[Upcoming]:
    """Hours that do not hold yet, and exceptional days that are not over there, by day."""
    with database.read() as transaction:
        known = {each.id: each for each in in_scope(transaction, reader)}
        today = {each.id: each.local(now).date() for each in known.values()}
        until = min(today.values(), default=now.date())
        hours = openings.all_hours(transaction, list(known))
        days = openings.all_exceptions(transaction, list(known), until=until)
    found = [
        Upcoming(known[point], each.valid_from, each, None)
        for point, versions in hours.items()
        for each in versions
        if each.valid_from > today[point]
    ]
    found += [
        Upcoming(known[point], each.first, None, each)
        for point, told in days.items()
        for each in told
        if each.last >= today[point]
    ]
    return sorted(found, key=lambda each: (each.day, each.point.id))


def deadlines(database: Database, reader: Reader, day: date) -> list[Deadline]:
    """The conventions in force on a day, those whose notice deadline comes first at the top.

    A deadline that has passed belongs to the next renewal; the one after it is what can be kept.
    """
    with database.read() as transaction:
        known = {each.id: each for each in in_scope(transaction, reader)}
        held = convention_store.all_conventions(transaction)
    found = []
    for point, conventions in held.items():
        current = convention_on(conventions, day) if point in known else None
        if current is None:
            continue
        dates = dates_of(current, day)
        near = dates.deadline is not None and timedelta() <= dates.deadline - day <= SOON
        is_over = dates.standing is Standing.ENDED
        if not is_over:
            found.append(Deadline(known[point], dates, near))
    return sorted(found, key=lambda each: _urgency(each, day))


def in_scope(transaction: Transaction, reader: Reader) -> list[RegisteredPoint]:
    """Every Point within the reader's scope, by id."""
    scope = reader.scope
    if scope.level is Level.POINT:
        return [each for each in all_points(transaction) if each.id == scope.id]
    return all_points(transaction, scope.id if scope.level is Level.CAF else None)


def _urgency(deadline: Deadline, day: date) -> tuple[bool, date, str]:
    dates = deadline.dates
    first = dates.deadline or dates.convention.ended or day
    return first < day, first, deadline.point.id


def partners_in(database: Database, reader: Reader) -> list[tuple[str, str, int, str]]:
    """Caf, name, number of Points and address of each partner of a scope.

    Raises:
        AccessProblem: `scope-refused` for the scope of one Point.
    """
    scope = reader.scope
    if scope.level is Level.POINT:
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    with database.read() as transaction:
        return partners_of(transaction, scope.id if scope.level is Level.CAF else None)
