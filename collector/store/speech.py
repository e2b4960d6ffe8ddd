"""Which packs speak a survey: language → digest of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from collector.store.engine import Transaction
from collector.store.schema import speech as table
from collector.store.settings import bump_bundle_serial


def speech_of(transaction: Transaction, survey: bytes) -> dict[str, bytes]:
    """The packs of a survey, by language; empty when it is not spoken."""
    query = select(table.c.language, table.c.pack).where(table.c.survey == survey)
    return {language: bytes(pack) for language, pack in transaction.execute(query)}


def all_packs(transaction: Transaction) -> set[bytes]:
    """The digests of every survey's packs."""
    return {bytes(pack) for pack in transaction.scalars(select(table.c.pack))}


def set_speech(
    transaction: Transaction, survey: bytes, packs: Mapping[str, bytes], now: datetime
) -> bool:
    """Name the packs of a survey; False when they are named already, which changes nothing."""
    if speech_of(transaction, survey) == packs:
        return False
    transaction.execute(delete(table).where(table.c.survey == survey))
    rows = [
        {"survey": survey, "language": language, "pack": pack} for language, pack in packs.items()
    ]
    if rows:
        transaction.execute(insert(table), rows)
    bump_bundle_serial(transaction, now)
    return True
