"""Hours and special days that a desk declared, put into the registry as the web's are."""

from __future__ import annotations

from datetime import datetime

from collector.registry.openings import ExceptionalDays, HoursVersion
from collector.store.desk import is_newer
from collector.store.engine import Transaction
from collector.store.openings import drop_days, drop_hours, put_exception, put_hours
from shared.declaration import Declaration
from shared.declared_hours import DaysChange, HoursChange
from shared.masking import mask


def keep_hours(
    transaction: Transaction, found: Declaration, body: HoursChange, now: datetime
) -> None:
    """Hours from a day on, or their withdrawal before that day; `now` by the Point's own clocks.

    Those that arrive after their day hold from now on: what the Caf was shown is not rewritten.
    """
    if not is_newer(transaction, found.point, found.device, body.matter, body.revision):
        return
    if body.withdrawn:
        drop_hours(transaction, found.point, body.valid_from, now)
        return
    today = now.date()
    version = HoursVersion(max(body.valid_from, today), body.hours, found.device, today)
    put_hours(transaction, found.point, version, now)


def keep_days(
    transaction: Transaction, found: Declaration, body: DaysChange, now: datetime
) -> None:
    """Special days, in place of what was said of these very days, or their withdrawal.

    `now`: by the Point's own clocks.
    """
    if not is_newer(transaction, found.point, found.device, body.matter, body.revision):
        return
    days, today = body.days, now.date()
    drop_days(transaction, found.point, days.first, days.last, now)
    if not body.withdrawn:
        reason = mask(body.reason).text
        told = ExceptionalDays(days.first, days.last, days.slots, reason, found.device, today)
        put_exception(transaction, found.point, told, now)
