"""Where sealed copies of the period keys are, so that none is forgotten when a key is destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, select, update

from collector.store.engine import Transaction, insert_new
from collector.store.schema import key_copy
from shared.periods import Period


class Gone(StrEnum):
    """What became of a copy."""

    NOT = ""
    DESTROYED = "destroyed"
    """This program overwrote and removed its file."""
    DECLARED = "declared"
    """Somebody said that it is gone: a lost stick, a burnt disc. Nothing proves it."""


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """A copy: `place` as its maker named it, `made` a day."""

    id: bytes
    period: Period
    place: str
    made: str
    gone: Gone = Gone.NOT


def add_copy(transaction: Transaction, copy: KeyCopy) -> None:
    """Note a copy; one that is known already stays as it is."""
    transaction.execute(
        insert_new(transaction, key_copy).values(
            id=copy.id, period=str(copy.period), place=copy.place, made=copy.made, gone=copy.gone
        )
    )


def copies_of(transaction: Transaction, period: Period) -> list[KeyCopy]:
    """Every copy ever made of a period's key, oldest first."""
    query = (
        select(key_copy)
        .where(key_copy.c.period == str(period))
        .order_by(key_copy.c.made, key_copy.c.id)
    )
    return [_copy(found) for found in transaction.execute(query).mappings()]


def mark_gone(transaction: Transaction, copy_id: bytes, how: Gone) -> None:
    """Note what became of a copy."""
    matches = (key_copy.c.id == copy_id) & (key_copy.c.gone == Gone.NOT)
    transaction.execute(update(key_copy).where(matches).values(gone=how))


def _copy(found: RowMapping) -> KeyCopy:
    return KeyCopy(
        id=found["id"],
        period=Period.parse(found["period"]),
        place=found["place"],
        made=found["made"],
        gone=Gone(found["gone"]),
    )
