"""Failures to sign in, by the digest of the address that was typed."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from collector.auth.throttle import FORGOTTEN_AFTER, delay_after
from collector.store.account_schema import sign_in_failure
from collector.store.engine import Transaction


def seconds_to_wait(transaction: Transaction, digest: bytes, now: int) -> int:
    """How long this address has to wait yet. `now`: seconds since 1970."""
    its = sign_in_failure.c
    again = transaction.scalar(select(its.again).where(its.digest == digest))
    return max((again or 0) - now, 0)


def note_failure(transaction: Transaction, digest: bytes, now: int) -> None:
    """Count a failure, and forget those of long ago."""
    its = sign_in_failure.c
    transaction.execute(delete(sign_in_failure).where(its.again < now - FORGOTTEN_AFTER))
    query = select(its.failures).where(its.digest == digest).with_for_update()
    failures = 1 + (transaction.scalar(query) or 0)
    forget_failures(transaction, digest)
    row = {"digest": digest, "failures": failures, "again": now + delay_after(failures)}
    transaction.execute(insert(sign_in_failure).values(row))


def forget_failures(transaction: Transaction, digest: bytes) -> None:
    """Begin anew, after signing in."""
    transaction.execute(delete(sign_in_failure).where(sign_in_failure.c.digest == digest))
