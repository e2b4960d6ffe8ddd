"""Single values of the installation."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from sqlalchemy import delete, func, insert, select, update

from collector.store.engine import Transaction
from collector.store.registry_schema import hours_version
from collector.store.schema import setting

_SERIAL: Final = "bundle_serial"
_PHONE: Final = "phone_address:"


def bundle_serial(transaction: Transaction, now: datetime) -> int:
    """The serial of the bundles given out now.

    At least the moment the month began: a bundle leaves out the keys of the months before, so that
    a device that has this serial cannot seal to them any more. And at least the beginning of the
    last day on which a Point's hours changed as it was told before: they take effect by themselves.
    """
    query = select(setting.c.value).where(setting.c.name == _SERIAL)
    latest = select(func.max(hours_version.c.valid_from)).where(
        hours_version.c.valid_from <= now.date().isoformat()
    )
    day = date.fromisoformat(transaction.scalar(latest) or date.min.isoformat())
    changed = _began(now, day) if day.year >= now.year - 1 else 0
    return max(int(transaction.scalar(query) or 1), month_began(now), changed)


def stored_serial(transaction: Transaction) -> int:
    """The serial as the last change of what bundles carry left it; every such change raises it."""
    return int(transaction.scalar(select(setting.c.value).where(setting.c.name == _SERIAL)) or 0)


def phone_address(transaction: Transaction, caf: str) -> str:
    """Where visitors' phones reach the relay of a Caf: its own, else everybody's, else nothing."""
    names = (_PHONE + caf, _PHONE)
    query = select(setting.c.name, setting.c.value).where(setting.c.name.in_(names))
    found = {name: str(value) for name, value in transaction.execute(query)}
    return next((found[name] for name in names if name in found), "")


def set_phone_address(transaction: Transaction, caf: str, address: str, now: datetime) -> None:
    """Set the relay's address for a Caf, or for every Caf without one (`caf` empty).

    An empty address takes it back.
    """
    name = _PHONE + caf
    transaction.execute(delete(setting).where(setting.c.name == name))
    if address:
        transaction.execute(insert(setting).values(name=name, value=address))
    bump_bundle_serial(transaction, now)


def month_began(now: datetime) -> int:
    """When the month of an aware datetime began, in seconds since 1970."""
    return _began(now, now.date().replace(day=1))


def _began(now: datetime, day: date) -> int:
    return int(datetime.combine(day, time(), now.tzinfo).timestamp())


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
