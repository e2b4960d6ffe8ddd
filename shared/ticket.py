"""The enrolment ticket: typed by hand or read from a stick, it makes a computer a device of one
Point.

Text form: `ISOLOIR-` and groups of four base32 letters (RFC 4648, without padding) of: a one-time
secret (10 bytes), the fingerprint of the collector's signing key (10 bytes), a checksum (2 bytes of
SHA-256 over all the rest), the collector's address (UTF-8). Case, spaces and dashes do not matter
when it is typed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from shared import limits
from shared.problems import FormatProblem

_PREFIX: Final = "ISOLOIR"
_SECRET = limits.TICKET_SECRET_BYTES
_FINGERPRINT = limits.TICKET_FINGERPRINT_BYTES
_CHECKSUM: Final = 2
_LONGEST_TEXT: Final = 1000


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket carries. `address` is the collector's base URL, without a final slash."""

    secret: bytes
    fingerprint: bytes
    address: str


def fingerprint(public: bytes) -> bytes:
    """The part of a collector key's digest that a ticket carries, 10 bytes."""
    return hashlib.sha256(public).digest()[:_FINGERPRINT]


def secret_digest(secret: bytes) -> bytes:
    """What the collector stores of a ticket: SHA-256 of its secret."""
    return hashlib.sha256(b"isoloir/1/ticket\0" + secret).digest()


def write_ticket(ticket: Ticket) -> str:
    """The text of a ticket, in groups of four letters."""
    body = ticket.secret + ticket.fingerprint
    address = ticket.address.encode()
    letters = base64.b32encode(body + _checksum(body, address) + address).decode().rstrip("=")
    return "-".join([_PREFIX, *(letters[at : at + 4] for at in range(0, len(letters), 4))])


def read_ticket(text: str) -> Ticket:
    """Read a ticket as a person typed it.

    Raises:
        FormatProblem: `ticket-invalid`, also for a single mistyped letter.
    """
    letters = "".join(text[:_LONGEST_TEXT].upper().split()).replace("-", "")
    try:
        if not letters.startswith(_PREFIX):
            raise ValueError
        letters = letters[len(_PREFIX) :]
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
        body, rest = data[: _SECRET + _FINGERPRINT], data[_SECRET + _FINGERPRINT :]
        address = rest[_CHECKSUM:]
        parts = urlsplit(address.decode())
        good = rest[:_CHECKSUM] == _checksum(body, address) and parts.scheme in ("http", "https")
        if not good or not parts.hostname:
            raise ValueError
    except (ValueError, binascii.Error):
        raise FormatProblem("ticket-invalid") from None
    return Ticket(body[:_SECRET], body[_SECRET:], address.decode().rstrip("/"))


def _checksum(body: bytes, address: bytes) -> bytes:
    return hashlib.sha256(b"isoloir/1/ticket\0" + body + address).digest()[:_CHECKSUM]
