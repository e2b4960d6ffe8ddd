"""The audit log: who changed what, by the day. It is only added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select

from collector.store.engine import Transaction
from collector.store.schema import audit

COMMAND_LINE: Final = "command line"
"""Who acts where nobody signed in: a person at the collector's own terminal."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change. `subject`: what was changed, as `point rouen`; `detail`: names and values."""

    place: int
    day: str
    who: str
    action: str
    subject: str
    detail: Mapping[str, object]


def record(
    transaction: Transaction,
    now: datetime,
    who: str,
    action: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Note a change within the transaction that makes it.

    Args:
        transaction: the one that makes the change: both happen or neither.
        now: its day is kept, no more.
        who: an account's address, or `COMMAND_LINE`.
        action: a verb and its object in a few words, as `hours-change`.
        subject: what was changed.
        detail: what JSON can hold; never a secret, never anything of a visitor.
    """
    transaction.execute(
        insert(audit).values(
            day=now.date().isoformat(),
            who=who,
            action=action,
            subject=subject[:200],
            detail=dict(detail or {}),
        )
    )


def latest_entries(
    transaction: Transaction, *, before: int = 0, most: int = 100
) -> list[AuditEntry]:
    """The newest entries first; `before`: only those older than this place, 0 for all."""
    query = select(audit).order_by(audit.c.place.desc()).limit(most)
    if before:
        query = query.where(audit.c.place < before)
    return [AuditEntry(**row) for row in transaction.execute(query).mappings()]
