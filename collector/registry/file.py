"""A Point's file: everything the registry holds of it, as of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from collector.auth.reader import Reader
from collector.registry.convention import (
    Convention,
    Correction,
    Equipment,
    LabelEvent,
    Removal,
    Standing,
    convention_on,
    equipment_on,
    label_on,
    notice_deadline,
    renewal_after,
    standing,
)
from collector.registry.device import SignOfLife
from collector.registry.model import PointRecord
from collector.registry.openings import (
    Article4,
    ExceptionalDays,
    HoursVersion,
    hours_on,
    monday_of,
    typical_week,
    week_is_known,
    week_of,
)
from collector.registry.registered import RegisteredPoint
from collector.store import conventions as convention_store
from collector.store import openings
from collector.store.devices import signs_of_life
from collector.store.engine import Database
from collector.store.points import find_point
from shared.problems import OperationProblem
from shared.weekly import Slot, week_in

WEEKS_SHOWN: Final = 6
"""This week and those that follow: holidays and closures to come are seen in time."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week and what article 4 finds in it; None where the hours of a day are not known."""

    monday: date
    rule: Article4 | None

    @classmethod
    def of(
        cls,
        versions: Sequence[HoursVersion],
        exceptions: Sequence[ExceptionalDays],
        monday: date,
        departement: str,
    ) -> Week:
        """The week that begins on a Monday; `departement`: of the Point."""
        known = week_is_known(versions, monday)
        rule = week_of(versions, exceptions, monday, departement) if known else None
        return cls(monday, rule)


@dataclass(frozen=True, slots=True)
class ConventionDates:
    """A convention on a day. `renewal` and `deadline`: None once it is to end, or has.

    `corrections`: what was said of it before; only a Point's file tells.
    """

    convention: Convention
    standing: Standing | None
    renewal: date | None
    deadline: date | None
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True, slots=True)
class PointFile:
    """All of a Point on a day. `form`: its weekly slots, or None when no form can show them.

    `today`: the day that it is there. `hours`: of `day`, exceptional days left aside; `special`:
    those that override them. `then`: what the registry says of it on that day, and whether it was a
    Point; None before.
    `removed`: conventions that count on no day, with what had been corrected of them.
    """

    point: RegisteredPoint
    day: date
    today: date
    then: tuple[PointRecord, bool] | None
    hours: str
    special: Sequence[ExceptionalDays]
    form: tuple[tuple[Slot, ...], ...] | None
    typical: Article4
    weeks: Sequence[Week]
    versions: Sequence[HoursVersion]
    exceptions: Sequence[ExceptionalDays]
    conventions: Sequence[ConventionDates]
    removed: Sequence[tuple[Removal, Sequence[Correction]]]
    current: ConventionDates | None
    label: LabelEvent | None
    labels: Sequence[LabelEvent]
    equipment: Equipment | None
    equipped: Sequence[Equipment]
    devices: Sequence[SignOfLife]
    history: Sequence[tuple[date, Mapping[str, object]]]


def open_file(
    database: Database, reader: Reader, point_id: str, now: datetime, asked: date | None = None
) -> PointFile:
    """The file of a Point within the reader's scope, as of the day asked for or the Point's own.

    Raises:
        OperationProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    with database.read() as transaction:
        found = find_point(transaction, point_id)
        if found is None:
            raise OperationProblem("point-unknown", f"{point_id[:40]!r}.")
        reader.check_point(found.id, found.caf)
        today = found.local(now).date()
        day = asked or today
        versions = openings.hours_of(transaction, point_id)
        exceptions = openings.exceptions_of(transaction, point_id)
        held = convention_store.conventions_of(transaction, point_id)
        corrected = convention_store.corrections_of(transaction, point_id)
        removed = convention_store.removals_of(transaction, point_id)
        labels = convention_store.labels_of(transaction, [point_id]).get(point_id, [])
        then = openings.record_on(transaction, point_id, day)
        equipped = convention_store.equipment_of(transaction, point_id)
        devices = [each for each in signs_of_life(transaction) if each.device.point == point_id]
        history = openings.versions_of(transaction, point_id)
    hours = hours_on(versions, day)
    monday = monday_of(day)
    weeks = [monday + timedelta(days=7 * number) for number in range(WEEKS_SHOWN)]
    current = convention_on(held, day)
    return PointFile(
        point=found,
        day=day,
        today=today,
        then=then,
        hours=hours,
        special=[each for each in exceptions if each.first <= day <= each.last],
        form=week_in(hours),
        typical=typical_week(hours),
        weeks=[Week.of(versions, exceptions, each, found.departement) for each in weeks],
        versions=versions[::-1],
        exceptions=sorted(exceptions, key=lambda each: each.first, reverse=True),
        conventions=[
            replace(dates_of(each, day), corrections=corrected.get(each.id, ()))
            for each in reversed(held)
        ],
        removed=[(each, corrected.get(each.said.id, ())) for each in reversed(removed)],
        current=dates_of(current, day) if current else None,
        label=label_on(labels, day),
        labels=labels[::-1],
        equipment=equipment_on(equipped, day),
        equipped=equipped[::-1],
        devices=devices,
        history=history,
    )


def dates_of(convention: Convention, day: date) -> ConventionDates:
    """A convention with the dates that follow from it on a day."""
    state = standing(convention, day)
    if convention.ended is not None or state is None:
        return ConventionDates(convention, state, None, None)
    renewal = renewal_after(convention, day)
    return ConventionDates(convention, state, renewal, notice_deadline(renewal))
