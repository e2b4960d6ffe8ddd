"""Lists of Points that were sent and wait for the word to import them, one for each account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, insert, select

from collector.store.engine import Transaction
from collector.store.registry_schema import pending_list


def keep_list(transaction: Transaction, who: str, digest: str, content: bytes, day: date) -> None:
    """Keep a list in place of the account's last one; lists of days before go."""
    old = (pending_list.c.who == who) | (pending_list.c.day < day.isoformat())
    transaction.execute(delete(pending_list).where(old))
    transaction.execute(
        insert(pending_list).values(who=who, digest=digest, content=content, day=day.isoformat())
    )


def take_list(transaction: Transaction, who: str, digest: str) -> bytes | None:
    """The account's list with this digest, which waits no more."""
    matches = (pending_list.c.who == who) & (pending_list.c.digest == digest)
    content: bytes | None = transaction.scalar(select(pending_list.c.content).where(matches))
    transaction.execute(delete(pending_list).where(matches))
    return content
