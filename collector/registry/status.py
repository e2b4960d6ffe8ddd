"""A device's signed sign of life, which also tells when a period is drained."""

from __future__ import annotations

from datetime import date

from collector.registry.bundles import known_device
from collector.store.devices import find_status, lock_device, put_status
from collector.store.engine import Database
from shared.messages import read_status


def accept_status(database: Database, data: bytes, today: date) -> None:
    """Keep a device's status. One older than what is kept, such as a file found late, is ignored.

    Raises:
        FormatProblem: it is not a status.
        TrustProblem: `device-unknown`, `device-revoked`, `signature-invalid`.
    """
    status, envelope = read_status(data)
    with database.begin() as transaction:
        device = known_device(transaction, status.device)
        envelope.verify(device.public)
        lock_device(transaction, device.id)
        kept = find_status(transaction, device.id)
        if kept is None or (status.total, status.serial) >= (kept.total, kept.serial):
            put_status(transaction, status, today)
