"""What lists tell beside Points themselves: equipment and conventions, kept where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from collector.registry.convention import Convention, Equipment
from collector.registry.model import Beside
from collector.registry.preview import Held
from collector.store.conventions import (
    COUNTS,
    equipment_in_force,
    put_convention,
    put_equipment,
    removals_of,
)
from collector.store.engine import Transaction
from collector.store.registry_schema import convention


def held_beside(transaction: Transaction, day: date) -> Held:
    """What the registry knows on a day."""
    signed: dict[str, set[date]] = {}
    query = select(convention.c.point_id, convention.c.signed).where(COUNTS)
    for point, text in transaction.execute(query):
        signed.setdefault(point, set()).add(date.fromisoformat(text))
    removed: dict[str, set[tuple[str, date]]] = {}
    for each in removals_of(transaction):
        removed.setdefault(each.said.point, set()).add((each.said.partner, each.said.signed))
    return Held(equipment_in_force(transaction, day), signed, removed)


def keep_beside(transaction: Transaction, told: Mapping[str, Beside], day: date) -> set[str]:
    """Keep what differs from what is known, equipment from a day on; the Points it concerns."""
    held = held_beside(transaction, day)
    touched = set()
    for point, each in told.items():
        if each.equipment is not None and each.equipment != held.equipment.get(point):
            put_equipment(transaction, point, Equipment(day, *each.equipment))
            touched.add(point)
        if each.convention is not None and held.lacks(point, each.convention):
            put_convention(transaction, Convention(point, *each.convention))
            touched.add(point)
    return touched
