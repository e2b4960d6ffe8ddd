"""The ledger's hash chain: no accepted batch can be changed, moved or taken out unnoticed.

Each device has its own chain. An entry's hash covers the hash before it and every column of its
row; the first entry follows 32 zero bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from shared import cbor, limits

FIRST: Final = bytes(limits.DIGEST_BYTES)
_DOMAIN: Final = f"{limits.PRODUCT}/ledger".encode() + b"\0"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One accepted batch: what it was, what was done with it, and its place in the chain.

    `place` counts the device's accepted batches from 1; `digest` is that of the batch's bytes;
    `previous` and `entry` are the chain's hashes, 32 bytes each.
    """

    device: str
    sequence: int
    place: int
    point: str
    period: str
    survey: bytes
    key_id: bytes
    kind: str
    total: int
    digest: bytes
    accepted: int
    repeated: int
    receipt: bytes
    previous: bytes
    entry: bytes


def entry_hash(entry: LedgerEntry) -> bytes:
    """The hash that an entry must carry; its own field `entry` does not enter it."""
    covered = [
        entry.previous,
        entry.device,
        entry.sequence,
        entry.place,
        entry.point,
        entry.period,
        entry.survey,
        entry.key_id,
        entry.kind,
        entry.total,
        entry.digest,
        entry.accepted,
        entry.repeated,
        entry.receipt,
    ]
    return hashlib.sha256(_DOMAIN + cbor.encode(covered)).digest()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place of a device's chain that does not follow from what comes before."""

    device: str
    place: int
    sequence: int


def broken_links(entries: Iterable[LedgerEntry]) -> Iterator[BrokenLink]:
    """Where the chains break, at most once for each device.

    Args:
        entries: every entry, by device and then by place.
    """
    device, place, head, broken = "", 0, FIRST, False
    for entry in entries:
        if entry.device != device:
            device, place, head, broken = entry.device, 0, FIRST, False
        follows = entry.place == place + 1 and entry.previous == head
        if not broken and not (follows and entry.entry == entry_hash(entry)):
            broken = True
            yield BrokenLink(entry.device, entry.place, entry.sequence)
        place, head = entry.place, entry.entry
