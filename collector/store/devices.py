"""Enrolment tickets, enrolled devices, and their last signs of life."""

from __future__ import annotations

from datetime import date

from sqlalchemy import RowMapping, insert, select, update

from collector.registry.device import Device, SignOfLife, TicketRecord
from collector.store.engine import Transaction
from collector.store.schema import device, device_status, ticket
from shared.messages import DeviceKind, Status


def add_ticket(transaction: Transaction, record: TicketRecord) -> None:
    """Keep a ticket that was just made."""
    transaction.execute(
        insert(ticket).values(
            digest=record.digest,
            kind=record.kind.value,
            point_id=record.point,
            caf=record.caf,
            expires=record.expires.isoformat(),
            device=record.device,
        )
    )


def take_ticket(transaction: Transaction, digest: bytes) -> TicketRecord | None:
    """The ticket with this digest, kept from others until the transaction ends."""
    query = select(ticket).where(ticket.c.digest == digest).with_for_update()
    found = transaction.execute(query).mappings().first()
    if found is None:
        return None
    return TicketRecord(
        digest=found["digest"],
        kind=DeviceKind(found["kind"]),
        point=found["point_id"],
        caf=found["caf"],
        expires=date.fromisoformat(found["expires"]),
        device=found["device"],
    )


def spend_ticket(transaction: Transaction, digest: bytes, device_id: str) -> None:
    """Note which device used a ticket."""
    matches = ticket.c.digest == digest
    transaction.execute(update(ticket).where(matches).values(device=device_id))


def add_device(transaction: Transaction, added: Device) -> None:
    """Enrol a device."""
    transaction.execute(
        insert(device).values(
            id=added.id,
            kind=added.kind.value,
            public=added.public,
            point_id=added.point,
            caf=added.caf,
            revoked=added.revoked,
        )
    )


def find_device(transaction: Transaction, device_id: str) -> Device | None:
    """The device with this id, revoked or not."""
    query = select(device).where(device.c.id == device_id)
    found = transaction.execute(query).mappings().first()
    return _device(found) if found else None


def revoke_device(transaction: Transaction, device_id: str) -> bool:
    """Refuse a device from now on; False when there is none of this id."""
    matches = device.c.id == device_id
    return transaction.execute(update(device).where(matches).values(revoked=True)).rowcount > 0


def put_status(transaction: Transaction, status: Status, day: date) -> None:
    """Keep a device's status in place of the one before."""
    values = {
        "waiting": dict(status.waiting),
        "quarantined": status.quarantined,
        "serial": status.serial,
        "total": status.total,
        "free_mib": status.free_mib,
        "versions": dict(status.versions),
        "day": day.isoformat(),
    }
    matches = device_status.c.device == status.device
    if not transaction.execute(update(device_status).where(matches).values(values)).rowcount:
        transaction.execute(insert(device_status).values(device=status.device, **values))


def lock_device(transaction: Transaction, device_id: str) -> None:
    """Keep others from changing what hangs on a device until the transaction ends."""
    transaction.execute(select(device.c.id).where(device.c.id == device_id).with_for_update())


def find_status(transaction: Transaction, device_id: str) -> Status | None:
    """A device's last status."""
    query = select(device_status).where(device_status.c.device == device_id)
    found = transaction.execute(query).mappings().first()
    return _status(found) if found else None


def signs_of_life(transaction: Transaction) -> list[SignOfLife]:
    """Every device and its last status, by id."""
    query = (
        select(device, device_status)
        .outerjoin(device_status, device_status.c.device == device.c.id)
        .order_by(device.c.id)
    )
    return [
        SignOfLife(
            _device(found),
            _status(found) if found["day"] else None,
            date.fromisoformat(found["day"]) if found["day"] else None,
        )
        for found in transaction.execute(query).mappings()
    ]


def _device(found: RowMapping) -> Device:
    return Device(
        id=found["id"],
        kind=DeviceKind(found["kind"]),
        public=found["public"],
        point=found["point_id"],
        caf=found["caf"],
        revoked=found["revoked"],
    )


def _status(found: RowMapping) -> Status:
    return Status(
        device=found["device"],
        waiting=found["waiting"],
        quarantined=found["quarantined"],
        serial=found["serial"],
        total=found["total"],
        free_mib=found["free_mib"],
        versions=found["versions"],
    )
