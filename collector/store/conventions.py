"""Conventions, the label's events and the equipment of Points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select, update

from collector.registry.convention import (
    Convention,
    Correction,
    Equipment,
    Ground,
    LabelEvent,
    LabelState,
    Removal,
)
from collector.registry.model import Offered
from collector.store.engine import Transaction, insert_new
from collector.store.registry_schema import (
    convention,
    convention_correction,
    convention_removal,
    equipment,
    label_event,
)

COUNTS: Final = convention.c.id.not_in(select(convention_removal.c.convention_id))
"""Whether a convention counts: those that were removed do not."""


def put_convention(transaction: Transaction, kept: Convention) -> None:
    """Keep a convention: a new one (id 0), or in place of the one with its id."""
    values = _columns(kept)
    if kept.id == 0:
        transaction.execute(insert(convention).values(values))
        return
    matches = (convention.c.id == kept.id) & (convention.c.point_id == kept.point)
    transaction.execute(update(convention).where(matches).values(values))


def conventions_of(transaction: Transaction, point_id: str) -> list[Convention]:
    """The conventions of a Point, oldest first, without those that were removed."""
    query = select(convention).where(convention.c.point_id == point_id, COUNTS)
    rows = transaction.execute(query.order_by(convention.c.signed, convention.c.id)).mappings()
    return [_convention(row) for row in rows]


def add_correction(transaction: Transaction, correction: Correction) -> None:
    """Keep what was said of a convention before it was corrected."""
    before = correction.before
    transaction.execute(
        insert(convention_correction).values(
            convention_id=before.id,
            day=correction.day.isoformat(),
            who=correction.who,
            reason=correction.reason,
            before=_columns(before),
        )
    )


def corrections_of(transaction: Transaction, point_id: str) -> dict[int, list[Correction]]:
    """What was said before of a Point's conventions, by their ids, oldest first."""
    query = (
        select(convention_correction)
        .join(convention, convention.c.id == convention_correction.c.convention_id)
        .where(convention.c.point_id == point_id)
        .order_by(convention_correction.c.id)
    )
    found: dict[int, list[Correction]] = {}
    for row in transaction.execute(query).mappings():
        number = row["convention_id"]
        before = _convention({**row["before"], "id": number})
        correction = Correction(date.fromisoformat(row["day"]), row["who"], row["reason"], before)
        found.setdefault(number, []).append(correction)
    return found


def remove_convention(transaction: Transaction, removal: Removal) -> bool:
    """Let a convention count no more; False when it was removed already."""
    added = insert_new(transaction, convention_removal).values(
        convention_id=removal.said.id,
        day=removal.day.isoformat(),
        who=removal.who,
        reason=removal.reason,
    )
    returned = added.returning(convention_removal.c.convention_id)
    return transaction.execute(returned).first() is not None


def removals_of(transaction: Transaction, point_id: str | None = None) -> list[Removal]:
    """The conventions that were removed, of a Point or of all, in the order of their signing."""
    removal = convention_removal.c
    query = (
        select(convention, removal.day, removal.who, removal.reason)
        .join(convention_removal, removal.convention_id == convention.c.id)
        .order_by(convention.c.signed, convention.c.id)
    )
    if point_id is not None:
        query = query.where(convention.c.point_id == point_id)
    return [
        Removal(date.fromisoformat(row["day"]), row["who"], row["reason"], _convention(row))
        for row in transaction.execute(query).mappings()
    ]


def all_conventions(transaction: Transaction) -> dict[str, list[Convention]]:
    """Every convention by Point, oldest first, without those that were removed."""
    found: dict[str, list[Convention]] = {}
    query = select(convention).where(COUNTS).order_by(convention.c.signed, convention.c.id)
    for row in transaction.execute(query).mappings():
        found.setdefault(row["point_id"], []).append(_convention(row))
    return found


def put_label(transaction: Transaction, point_id: str, event: LabelEvent) -> None:
    """Keep a decision on the label, in place of one of the same day."""
    values = {"state": event.state.value, "reason": event.reason}
    key = {"point_id": point_id, "day": event.day.isoformat()}
    transaction.execute(insert_new(transaction, label_event).values({**key, **values}))
    matches = (label_event.c.point_id == point_id) & (label_event.c.day == key["day"])
    transaction.execute(update(label_event).where(matches).values(values))


def labels_of(
    transaction: Transaction, points: Sequence[str] | None = None
) -> dict[str, list[LabelEvent]]:
    """The label's events by Point, oldest first; of all Points when none are named."""
    query = select(label_event).order_by(label_event.c.day)
    if points is not None:
        query = query.where(label_event.c.point_id.in_(points))
    found: dict[str, list[LabelEvent]] = {}
    for row in transaction.execute(query).mappings():
        event = LabelEvent(date.fromisoformat(row["day"]), LabelState(row["state"]), row["reason"])
        found.setdefault(row["point_id"], []).append(event)
    return found


def put_equipment(transaction: Transaction, point_id: str, version: Equipment) -> None:
    """Keep the equipment from a day on, in place of what was told for that very day."""
    values: dict[str, Any] = {
        "computers": version.computers,
        "printers": version.printers,
        "connection": version.connection,
    }
    key = {"point_id": point_id, "valid_from": version.valid_from.isoformat()}
    transaction.execute(insert_new(transaction, equipment).values({**key, **values}))
    matches = (equipment.c.point_id == point_id) & (equipment.c.valid_from == key["valid_from"])
    transaction.execute(update(equipment).where(matches).values(values))


def equipment_of(transaction: Transaction, point_id: str) -> list[Equipment]:
    """The equipment of a Point, oldest version first."""
    query = select(equipment).where(equipment.c.point_id == point_id)
    rows = transaction.execute(query.order_by(equipment.c.valid_from)).mappings()
    return [
        Equipment(
            date.fromisoformat(row["valid_from"]),
            row["computers"],
            row["printers"],
            row["connection"],
        )
        for row in rows
    ]


def equipment_in_force(transaction: Transaction, day: date) -> dict[str, Offered]:
    """What every Point offers on a day, by Point; those of which nothing is known are left out."""
    query = (
        select(equipment)
        .where(equipment.c.valid_from <= day.isoformat())
        .order_by(equipment.c.valid_from)
    )
    return {
        row["point_id"]: Offered(row["computers"], row["printers"], row["connection"])
        for row in transaction.execute(query).mappings()
    }


def _columns(kept: Convention) -> dict[str, str | None]:
    return {
        "point_id": kept.point,
        "partner": kept.partner,
        "signed": kept.signed.isoformat(),
        "effective": kept.effective.isoformat(),
        "noticed": _iso(kept.noticed),
        "ended": _iso(kept.ended),
        "ground": kept.ground.value if kept.ground else None,
    }


def _convention(row: Mapping[Any, Any]) -> Convention:
    return Convention(
        point=row["point_id"],
        partner=row["partner"],
        signed=date.fromisoformat(row["signed"]),
        effective=date.fromisoformat(row["effective"]),
        noticed=_day(row["noticed"]),
        ended=_day(row["ended"]),
        ground=Ground(row["ground"]) if row["ground"] else None,
        id=row["id"],
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
