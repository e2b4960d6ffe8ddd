"""The succession of the collector's signing keys: each key signs for the one that follows it.

A link is an envelope, signed by the key that retires, of `v`, `retiring`, `successor` and `stolen`.
A bundle and the answer to an enrolment carry every link there ever was, so that a device that was
away during a change, or a ticket that was printed before it, finds the way from the key it knows to
the present one. There is no way back: a device that follows a link trusts the retired key's bundles
no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared import limits
from shared.cbor import Reader, decode
from shared.problems import FormatProblem
from shared.signing import Domain, Signer, open_envelope

MOST_LINKS: Final = 64
"""One change a year for longer than any of this will run."""


@dataclass(frozen=True, slots=True)
class Link:
    """`stolen`: whoever took the retiring key could sign with it, so its receipts count no more."""

    retiring: bytes
    successor: bytes
    stolen: bool


def write_link(retiring: Signer, successor: bytes, *, stolen: bool = False) -> bytes:
    """Have a key name the one that follows it."""
    payload = {
        "v": limits.FORMAT_VERSION,
        "retiring": retiring.public,
        "successor": successor,
        "stolen": stolen,
    }
    return retiring.envelope(Domain.SUCCESSION, payload)


def read_link(data: bytes) -> Link:
    """Read a link, which the retiring key must have signed.

    Raises:
        FormatProblem: the bytes are not one. TrustProblem: `signature-invalid`.
    """
    envelope = open_envelope(Domain.SUCCESSION, data, limits.MAX_MESSAGE_BYTES)
    fields = Reader(decode(envelope.payload, limits.MAX_MESSAGE_BYTES), "succession")
    fields.version(limits.FORMAT_VERSION)
    link = Link(
        retiring=fields.raw("retiring", limits.SIGNING_KEY_BYTES),
        successor=fields.raw("successor", limits.SIGNING_KEY_BYTES),
        stolen=fields.truth("stolen"),
    )
    fields.done()
    envelope.verify(link.retiring)
    return link


def follow(chain: Iterable[bytes], trusted: Iterable[bytes]) -> tuple[bytes, ...]:
    """The keys that a chain leads to from the trusted ones, these first.

    Raises:
        FormatProblem, TrustProblem: as `read_link`.
    """
    known = list(trusted)
    for data in chain:
        link = read_link(data)
        if link.retiring in known and link.successor not in known:
            known.append(link.successor)
    return tuple(known)


def honoured(chain: Iterable[bytes]) -> tuple[bytes, ...]:
    """The retired keys of a chain whose receipts still count: those that were not stolen.

    Raises:
        FormatProblem, TrustProblem: as `read_link`.
    """
    return tuple(link.retiring for link in map(read_link, chain) if not link.stolen)


def ancestry(signer: Signer) -> tuple[bytes, ...]:
    """The public key of a signer and of every one before it, for what the collector signed."""
    return (signer.public, *(read_link(data).retiring for data in signer.chain))


def chain_of(fields: Reader) -> tuple[bytes, ...]:
    """The links in field `chain`, which may be left out; they are not looked at yet."""
    return tuple(fields.items("chain", bytes, MOST_LINKS)) if fields.has("chain") else ()


def peek_chain(payload: bytes, limit: int) -> tuple[bytes, ...]:
    """The links that a message carries whose signature is not verified yet: they have their own.

    Raises:
        FormatProblem: it is no message.
    """
    value = decode(payload, limit)
    if not isinstance(value, dict):
        raise FormatProblem("format-malformed", "A map is expected.")
    return chain_of(Reader(value, "message"))
