"""Single values of the installation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update

from collector.store.engine import Transaction
from collector.store.schema import setting

_SERIAL: Final = "bundle_serial"


def bundle_serial(transaction: Transaction) -> int:
    """The serial of the bundles given out now; at least 1."""
    query = select(setting.c.value).where(setting.c.name == _SERIAL)
    return int(transaction.scalar(query) or 1)


def bump_bundle_serial(transaction: Transaction, now: datetime) -> None:
    """Note that what bundles carry has changed.

    The serial follows the clock, so that a database restored from a backup goes forward too.
    """
    query = select(setting.c.value).where(setting.c.name == _SERIAL).with_for_update()
    found = transaction.scalar(query)
    serial = str(max(int(found or 1) + 1, int(now.timestamp())))
    if found is None:
        transaction.execute(insert(setting).values(name=_SERIAL, value=serial))
    else:
        transaction.execute(update(setting).where(setting.c.name == _SERIAL).values(value=serial))
