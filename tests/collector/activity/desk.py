"""What the tests of declarations share: a device's desk that declares."""

from __future__ import annotations

import os

from collector.activity.accept import AcceptedDeclaration, accept_declaration
from collector.activity.model import Declared
from collector.store.activity import declared_visitors
from shared.declaration import (
    ActivityReturn,
    Body,
    Category,
    Declaration,
    Message,
    write_declaration,
)
from shared.periods import Period
from tests.support.town import ROUEN, Machine, Town

OCTOBER = Period(2026, 10)


def declares(machine: Machine, body: Body, point: str = ROUEN, name: bytes = b"") -> bytes:
    """A signed declaration."""
    declaration = Declaration(machine.id, point, name or os.urandom(16), body)
    return write_declaration(machine.signer, declaration)


def month(
    visitors: int, accompanied: int = 0, revision: int = 1, period: Period = OCTOBER
) -> ActivityReturn:
    """A return."""
    return ActivityReturn(period, revision, visitors, accompanied)


def message(text: str, category: Category = Category.DIFFICULTY) -> Message:
    """A message."""
    return Message(category, text)


def send(town: Town, data: bytes) -> AcceptedDeclaration:
    """Send bytes to the collector."""
    return accept_declaration(town.database, town.signer, data, town.clock())


def counted(town: Town, period: Period = OCTOBER) -> dict[str, Declared]:
    """What counts for a month, by Point."""
    with town.database.read() as transaction:
        found = declared_visitors(transaction, period, period)
    return {point: each for (point, _), each in found.items()}
