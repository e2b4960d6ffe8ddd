"""Article 4 in one week of every Point of a scope: who falls short, and by how much exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collector.auth.reader import Reader
from collector.registry.file import Week
from collector.registry.openings import Article4, monday_of
from collector.registry.overview import PAGE_SIZE, in_scope
from collector.registry.registered import RegisteredPoint
from collector.store import openings
from collector.store.engine import Database


@dataclass(frozen=True, slots=True)
class Short:
    """A Point whose week lacks something."""

    point: RegisteredPoint
    rule: Article4


@dataclass(frozen=True, slots=True)
class WeekList:
    """One page of those that fall short, the most hours missing first.

    `short`, `known`, `unknown`: how many Points fall short, of how many whose hours are known, and
    of how many they are not.
    """

    monday: date
    lines: Sequence[Short]
    short: int
    known: int
    unknown: int
    page: int
    pages: int


def week_list(database: Database, reader: Reader, day: date, page: int) -> WeekList:
    """The week that holds a day, of the Points within the reader's scope that are Points."""
    monday = monday_of(day)
    with database.read() as transaction:
        points = [each for each in in_scope(transaction, reader) if each.active]
        ids = [each.id for each in points]
        hours = openings.all_hours(transaction, ids)
        exceptions = openings.all_exceptions(transaction, ids, until=monday)
    short, known = [], 0
    for each in points:
        versions, days = hours.get(each.id, ()), exceptions.get(each.id, ())
        rule = Week.of(versions, days, monday, each.departement).rule
        if rule is not None:
            known += 1
            short += [] if rule.holds else [Short(each, rule)]
    short.sort(key=lambda line: (-line.rule.missing_time, line.rule.half_days, line.point.id))
    pages = max(1, -(-len(short) // PAGE_SIZE))
    page = min(max(1, page), pages)
    lines = short[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return WeekList(monday, lines, len(short), known, len(points) - known, page, pages)
