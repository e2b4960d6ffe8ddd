"""A desk's declaration becomes a signed acknowledgement; the same bytes get the same one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collector.activity.hours import keep_days, keep_hours
from collector.activity.model import KeptReturn
from collector.activity.questions import ask
from collector.news.model import KeptMessage
from collector.registry.bundles import known_device
from collector.registry.registered import RegisteredPoint
from collector.store.activity import add_return
from collector.store.desk import (
    KeptDeclaration,
    add_message,
    find_acknowledgement,
    keep_declaration,
)
from collector.store.devices import find_device, lock_device
from collector.store.engine import Database, Transaction
from collector.store.points import find_point
from shared.declaration import (
    Acknowledgement,
    ActivityReturn,
    Declaration,
    Message,
    kind_of,
    read_declaration,
    write_acknowledgement,
)
from shared.declared_hours import DaysChange, HoursChange
from shared.masking import mask
from shared.periods import Period
from shared.problems import FormatProblem, TrustProblem
from shared.signing import Signer

CLOCK_AHEAD_MONTHS: Final = 1
"""A device's clock may run ahead over the end of a month; further ahead nobody has counted yet."""


@dataclass(frozen=True, slots=True)
class AcceptedDeclaration:
    """The acknowledgement's bytes, and whether these very bytes had been accepted before."""

    acknowledgement: bytes
    device: str
    again: bool


def accept_declaration(
    database: Database, signer: Signer, data: bytes, now: datetime
) -> AcceptedDeclaration:
    """Keep what a desk declares, once it is whole, signed by its device and allowed.

    Raises:
        FormatProblem: it breaks a rule of the format; `declaration-kind`, `declaration-repeated`,
            `activity-invalid`.
        TrustProblem: `device-unknown`, `device-revoked`, `signature-invalid`, `declaration-point`.
        StorageProblem: nothing was kept; the same bytes may be sent again.
    """
    signed = read_declaration(data)
    found = signed.declaration
    with database.read() as transaction:
        device = find_device(transaction, found.device)
    if device is None:
        raise TrustProblem("device-unknown")
    signed.envelope.verify(device.public)
    with database.begin() as transaction:
        lock_device(transaction, found.device)
        earlier = find_acknowledgement(transaction, signed.digest)
        if earlier is not None:
            return AcceptedDeclaration(earlier, found.device, again=True)
        here = _known_point(transaction, found).local(now)
        answer = write_acknowledgement(signer, Acknowledgement(signed.digest, found.device))
        kept = KeptDeclaration(
            digest=signed.digest,
            device=found.device,
            id=found.id,
            point=found.point,
            kind=kind_of(found.body),
            day=now.date().isoformat(),
            acknowledgement=answer,
        )
        if not keep_declaration(transaction, kept):
            raise FormatProblem("declaration-repeated", "The id is taken.")
        if isinstance(found.body, ActivityReturn):
            _keep_return(transaction, found, found.body, now)
        elif isinstance(found.body, HoursChange):
            keep_hours(transaction, found, found.body, here)
        elif isinstance(found.body, DaysChange):
            keep_days(transaction, found, found.body, here)
        else:
            _keep_message(transaction, found, found.body, now)
    return AcceptedDeclaration(answer, found.device, again=False)


def _known_point(transaction: Transaction, found: Declaration) -> RegisteredPoint:
    device = known_device(transaction, found.device)
    point = find_point(transaction, found.point)
    if point is None or not device.serves(found.point, point.caf):
        raise TrustProblem("declaration-point", f"Point {found.point}.")
    return point


def _keep_return(
    transaction: Transaction, found: Declaration, body: ActivityReturn, now: datetime
) -> None:
    if body.period > Period.of(now).plus(CLOCK_AHEAD_MONTHS):
        raise FormatProblem("activity-invalid", f"{body.period} has not begun.")
    kept = KeptReturn(
        point=found.point,
        period=body.period,
        source=found.device,
        revision=body.revision,
        visitors=body.visitors,
        accompanied=body.accompanied,
        day=now.date().isoformat(),
    )
    if not add_return(transaction, kept):
        raise FormatProblem("declaration-repeated", f"Revision {body.revision} is taken.")
    ask(transaction, found.point, body.period, now.date())


def _keep_message(
    transaction: Transaction, found: Declaration, body: Message, now: datetime
) -> None:
    # Masked again: a second client may have forgotten, and masking twice is masking once.
    text = mask(body.text).text
    day = now.date().isoformat()
    if not add_message(transaction, KeptMessage(found.id, found.point, body.category, text, day)):
        raise FormatProblem("declaration-repeated", "The id is taken.")
