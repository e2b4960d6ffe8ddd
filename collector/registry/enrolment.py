"""Enrolment: a ticket, used once, makes a computer a device of one Point, or a relay."""

from __future__ import annotations

from datetime import datetime, timedelta

from collector.registry.bundles import bundle_for, known_device
from collector.registry.device import Device, TicketRecord
from collector.store.devices import (
    add_device,
    add_ticket,
    find_device,
    spend_ticket,
    take_ticket,
)
from collector.store.engine import Database, Transaction
from collector.store.points import all_cafs, find_point
from shared import limits
from shared.bundle import write_bundle
from shared.messages import DeviceKind, Enrolled, Enrolment, read_enrolment, write_enrolled
from shared.problems import OperationProblem, Problem, TrustProblem
from shared.signing import Signer, device_id
from shared.ticket import Ticket, fingerprint, secret_digest, write_ticket


def issue_kiosk_ticket(
    database: Database, point: str, ticket: Ticket, now: datetime
) -> TicketRecord:
    """Keep a ticket that makes one computer the kiosk of a Point.

    Raises:
        OperationProblem: `point-unknown`.
    """
    with database.begin() as transaction:
        if find_point(transaction, point) is None:
            raise OperationProblem("point-unknown", f"{point!r}.")
        return _issue(transaction, DeviceKind.KIOSK, ticket, now, point=point)


def issue_relay_ticket(
    database: Database, caf: str | None, ticket: Ticket, now: datetime
) -> TicketRecord:
    """Keep a ticket for a relay that serves the Points of a Caf, or all Points without one.

    Raises:
        OperationProblem: `caf-unknown`.
    """
    with database.begin() as transaction:
        if caf is not None and caf not in all_cafs(transaction):
            raise OperationProblem("caf-unknown", f"{caf!r}.")
        return _issue(transaction, DeviceKind.RELAY, ticket, now, caf=caf)


def ticket_text(ticket: Ticket) -> str:
    """The ticket as it is printed, typed and read aloud."""
    return write_ticket(ticket)


def new_ticket(secret: bytes, collector: bytes, address: str) -> Ticket:
    """A ticket of this collector: its signing key's fingerprint and the address to reach it."""
    return Ticket(secret, fingerprint(collector), address)


def enrol(database: Database, signer: Signer, data: bytes, now: datetime) -> bytes:
    """Enrol the device that brings a ticket; the same device again gets the same answer.

    Raises:
        FormatProblem: the request is not one.
        TrustProblem: `signature-invalid`, `ticket-refused`, `device-revoked`.
        OperationProblem: `already-enrolled`: this device's key came with another ticket before.
    """
    request = read_enrolment(data)
    with database.begin() as transaction:
        device = _enrolled_device(transaction, request, now)
        bundle = write_bundle(signer, bundle_for(transaction, device, signer, now))
    return write_enrolled(signer, Enrolled(device.id, device.kind, signer.public, bundle))


def _enrolled_device(transaction: Transaction, request: Enrolment, now: datetime) -> Device:
    ticket = take_ticket(transaction, secret_digest(request.secret))
    name = device_id(request.public)
    if ticket is not None and ticket.device == name:
        return known_device(transaction, name)
    if ticket is None or ticket.device is not None or now.date() > ticket.expires:
        raise TrustProblem("ticket-refused")
    if find_device(transaction, name) is not None:
        raise _taken(transaction, name)
    device = Device(name, ticket.kind, request.public, ticket.point, ticket.caf)
    add_device(transaction, device)
    spend_ticket(transaction, ticket.digest, name)
    return device


def _taken(transaction: Transaction, name: str) -> Problem:
    known_device(transaction, name)
    return OperationProblem("already-enrolled")


def _issue(
    transaction: Transaction,
    kind: DeviceKind,
    ticket: Ticket,
    now: datetime,
    *,
    point: str | None = None,
    caf: str | None = None,
) -> TicketRecord:
    expires = now.date() + timedelta(days=limits.TICKET_DAYS)
    record = TicketRecord(secret_digest(ticket.secret), kind, point, caf, expires)
    add_ticket(transaction, record)
    return record
