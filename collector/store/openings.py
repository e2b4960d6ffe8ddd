"""Hours and exceptional days of Points, and what was true of a Point on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from collector.registry.model import PointRecord, PointSource
from collector.registry.openings import (
    ExceptionalDays,
    HoursVersion,
    closures_from,
    hours_on,
)
from collector.registry.registered import RegisteredPoint
from collector.store.engine import Transaction
from collector.store.registry_schema import exceptional_days, hours_version, point_version
from collector.store.settings import bump_bundle_serial
from shared.weekly import Slot

_IDS_A_STATEMENT = 500


def put_hours(
    transaction: Transaction, point_id: str, version: HoursVersion, now: datetime
) -> None:
    """Keep hours that hold from a day on, in place of others told for that very day."""
    values = {
        "hours": version.hours,
        "who": version.who,
        "entered": version.entered.isoformat(),
    }
    key = {"point_id": point_id, "valid_from": version.valid_from.isoformat()}
    matches = (hours_version.c.point_id == point_id) & (
        hours_version.c.valid_from == key["valid_from"]
    )
    if not transaction.execute(update(hours_version).where(matches).values(values)).rowcount:
        transaction.execute(insert(hours_version).values(**key, **values))
    bump_bundle_serial(transaction, now)


def put_list_hours(transaction: Transaction, told: Sequence[PointRecord], day: date) -> None:
    """Keep what a list says of hours from a day on, in place of others of that very day."""
    for start in range(0, len(told), _IDS_A_STATEMENT):
        some = told[start : start + _IDS_A_STATEMENT]
        ids = [each.id for each in some]
        matches = (hours_version.c.valid_from == day.isoformat()) & (
            hours_version.c.point_id.in_(ids)
        )
        transaction.execute(delete(hours_version).where(matches))
    rows = [
        {
            "point_id": each.id,
            "valid_from": day.isoformat(),
            "hours": each.hours,
            "who": each.source.value,
            "entered": day.isoformat(),
        }
        for each in told
    ]
    if rows:
        transaction.execute(insert(hours_version), rows)


def drop_hours(transaction: Transaction, point_id: str, valid_from: date, now: datetime) -> bool:
    """Take back hours that do not hold yet; False when there are none for that day.

    `now`: by the Point's own clocks, as for exceptional days.
    """
    if valid_from <= now.date():
        return False
    matches = (hours_version.c.point_id == point_id) & (
        hours_version.c.valid_from == valid_from.isoformat()
    )
    bump_bundle_serial(transaction, now)
    return transaction.execute(delete(hours_version).where(matches)).rowcount > 0


def put_exception(
    transaction: Transaction, point_id: str, told: ExceptionalDays, now: datetime
) -> None:
    """Keep exceptional days; those told last override the others."""
    transaction.execute(
        insert(exceptional_days).values(
            point_id=point_id,
            first=told.first.isoformat(),
            last=told.last.isoformat(),
            slots=[list(each) for each in told.slots],
            reason=told.reason,
            who=told.who,
            entered=told.entered.isoformat(),
        )
    )
    bump_bundle_serial(transaction, now)


def drop_exception(transaction: Transaction, point_id: str, number: int, now: datetime) -> bool:
    """Take back exceptional days that are not over; False when there are none of this number."""
    matches = (
        (exceptional_days.c.point_id == point_id)
        & (exceptional_days.c.id == number)
        & (exceptional_days.c.last >= now.date().isoformat())
    )
    bump_bundle_serial(transaction, now)
    return transaction.execute(delete(exceptional_days).where(matches)).rowcount > 0


def drop_days(
    transaction: Transaction, point_id: str, first: date, last: date, now: datetime
) -> None:
    """Forget what was told of exactly these days, unless they are over."""
    matches = (
        (exceptional_days.c.point_id == point_id)
        & (exceptional_days.c.first == first.isoformat())
        & (exceptional_days.c.last == last.isoformat())
        & (exceptional_days.c.last >= now.date().isoformat())
    )
    transaction.execute(delete(exceptional_days).where(matches))
    bump_bundle_serial(transaction, now)


def hours_of(transaction: Transaction, point_id: str) -> list[HoursVersion]:
    """Every version of a Point's hours, oldest first."""
    return all_hours(transaction, [point_id]).get(point_id, [])


def exceptions_of(transaction: Transaction, point_id: str) -> list[ExceptionalDays]:
    """Every exceptional day of a Point, in the order in which they were told."""
    return all_exceptions(transaction, [point_id]).get(point_id, [])


def all_hours(
    transaction: Transaction, points: Sequence[str] | None = None
) -> dict[str, list[HoursVersion]]:
    """The versions of these Points, or of all, by Point and day."""
    found: dict[str, list[HoursVersion]] = {}
    query = select(hours_version).order_by(hours_version.c.valid_from)
    for row in _rows(transaction, query, hours_version.c.point_id, points):
        version = HoursVersion(
            date.fromisoformat(row["valid_from"]),
            row["hours"],
            row["who"],
            date.fromisoformat(row["entered"]),
        )
        found.setdefault(row["point_id"], []).append(version)
    return found


def all_exceptions(
    transaction: Transaction, points: Sequence[str] | None = None, *, until: date = date.min
) -> dict[str, list[ExceptionalDays]]:
    """Exceptional days of these Points, or of all. `until`: only those not over on this day."""
    found: dict[str, list[ExceptionalDays]] = {}
    query = (
        select(exceptional_days)
        .where(exceptional_days.c.last >= until.isoformat())
        .order_by(exceptional_days.c.id)
    )
    for row in _rows(transaction, query, exceptional_days.c.point_id, points):
        told = ExceptionalDays(
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            slots=tuple(Slot(*each) for each in row["slots"]),
            reason=row["reason"],
            who=row["who"],
            entered=date.fromisoformat(row["entered"]),
            id=row["id"],
        )
        found.setdefault(row["point_id"], []).append(told)
    return found


def in_force(
    transaction: Transaction, points: Sequence[RegisteredPoint], now: datetime
) -> list[RegisteredPoint]:
    """The same Points with the hours of the day that it is there, and what was told of others."""
    ids = [each.id for each in points]
    days = [each.local(now).date() for each in points]
    hours = all_hours(transaction, ids)
    exceptions = all_exceptions(transaction, ids, until=min(days, default=now.date()))
    return [
        replace(
            each,
            record=replace(each.record, hours=_hours(each, hours.get(each.id, ()), day)),
            closures=(*each.closures, *closures_from(exceptions.get(each.id, ()), day)),
            coming=tuple(
                (told.valid_from, told.hours)
                for told in hours.get(each.id, ())
                if told.valid_from > day
            ),
        )
        for each, day in zip(points, days, strict=True)
    ]


def _hours(point: RegisteredPoint, versions: Sequence[HoursVersion], day: date) -> str:
    return hours_on(versions, day) if versions else point.record.hours


def put_versions(transaction: Transaction, points: Iterable[RegisteredPoint], day: date) -> None:
    """Note what the registry says of these Points from a day on."""
    rows = [
        {"point_id": each.id, "valid_from": day.isoformat(), "facts": facts_of(each)}
        for each in points
    ]
    ids = [row["point_id"] for row in rows]
    for start in range(0, len(ids), _IDS_A_STATEMENT):
        some = ids[start : start + _IDS_A_STATEMENT]
        today = point_version.c.valid_from == day.isoformat()
        transaction.execute(delete(point_version).where(today, point_version.c.point_id.in_(some)))
    if rows:
        transaction.execute(insert(point_version), rows)


def record_on(
    transaction: Transaction, point_id: str, day: date
) -> tuple[PointRecord, bool] | None:
    """What was true of a Point on a day, and whether it was one; None before it was known."""
    query = (
        select(point_version.c.facts)
        .where(point_version.c.point_id == point_id, point_version.c.valid_from <= day.isoformat())
        .order_by(point_version.c.valid_from.desc())
        .limit(1)
    )
    facts = transaction.scalar(query)
    if facts is None:
        return None
    hours = hours_on(hours_of(transaction, point_id), day)
    return _record(point_id, facts, hours), facts["active"]


def versions_of(transaction: Transaction, point_id: str) -> list[tuple[date, Mapping[str, object]]]:
    """Every version of a Point's facts, newest first."""
    query = (
        select(point_version.c.valid_from, point_version.c.facts)
        .where(point_version.c.point_id == point_id)
        .order_by(point_version.c.valid_from.desc())
    )
    return [(date.fromisoformat(day), facts) for day, facts in transaction.execute(query)]


def facts_of(each: RegisteredPoint) -> dict[str, object]:
    """What a version keeps: the record without its id and hours, and whether it is a Point."""
    record = each.record
    return {
        "caf": record.caf,
        "name": record.name,
        "street": record.street,
        "postcode": record.postcode,
        "commune": record.commune,
        "insee": record.insee,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "made_up": record.made_up,
        "source": record.source.value,
        "active": each.active,
    }


def _record(point_id: str, facts: Mapping[str, Any], hours: str) -> PointRecord:
    kept = {name: value for name, value in facts.items() if name not in ("active", "source")}
    return PointRecord(id=point_id, hours=hours, source=PointSource(facts["source"]), **kept)


def _rows(
    transaction: Transaction, query: Any, column: Any, points: Sequence[str] | None
) -> Iterable[RowMapping]:
    if points is None or len(points) > _IDS_A_STATEMENT:
        wanted = None if points is None else frozenset(points)
        for row in transaction.execute(query).mappings():
            if wanted is None or row["point_id"] in wanted:
                yield row
        return
    yield from transaction.execute(query.where(column.in_(points))).mappings()
