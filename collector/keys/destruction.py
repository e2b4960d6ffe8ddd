"""The statement that a period's key was destroyed: what was destroyed, signed by the collector.

It is kept in the keys directory as `2026-10.destroyed`, and says to a collector whose database was
restored from an older backup that this key is gone. Anybody who holds the collector's public key
can check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from collector.store.key_copies import Gone
from shared import cbor, limits
from shared.periods import Period
from shared.problems import FormatProblem
from shared.signing import Domain, Signer, open_envelope

MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CopyEnd:
    """What became of one copy of the key."""

    id: bytes
    place: str
    gone: Gone


@dataclass(frozen=True, slots=True)
class Counts:
    """Of everything ever received that was sealed to the key. `lost`: never opened, and gone."""

    received: int
    tallied: int
    set_aside: int
    lost: int


@dataclass(frozen=True, slots=True)
class Destruction:
    """What was destroyed on `day`. `overridden`: reasons against it that somebody overrode."""

    period: Period
    key_id: bytes
    day: str
    counts: Counts
    copies: tuple[CopyEnd, ...] = ()
    overridden: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether every copy was destroyed by this program; else somebody's word is part of it."""
        return all(copy.gone is Gone.DESTROYED for copy in self.copies)


def write_destruction(signer: Signer, destruction: Destruction) -> bytes:
    """Sign a statement."""
    counts = destruction.counts
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "period": str(destruction.period),
        "key_id": destruction.key_id,
        "day": destruction.day,
        "received": counts.received,
        "tallied": counts.tallied,
        "set_aside": counts.set_aside,
        "lost": counts.lost,
        "copies": [
            {"id": each.id, "place": each.place, "gone": each.gone.value}
            for each in destruction.copies
        ],
        "overridden": list(destruction.overridden),
    }
    return signer.envelope(Domain.DESTRUCTION, payload)


def read_destruction(data: bytes, trusted: Iterable[bytes]) -> Destruction:
    """Read a statement signed by one of the trusted collector keys.

    Raises:
        FormatProblem: the bytes are not one.
        TrustProblem: `signature-invalid`.
    """
    envelope = open_envelope(Domain.DESTRUCTION, data, MOST_BYTES)
    envelope.verify_any(trusted)
    fields = cbor.Reader(cbor.decode(envelope.payload, MOST_BYTES), "statement")
    fields.version(limits.FORMAT_VERSION)
    counts = [
        fields.number(each, 0, limits.MAX_SEQUENCE)
        for each in ("received", "tallied", "set_aside", "lost")
    ]
    destruction = Destruction(
        period=Period.parse(fields.text("period")),
        key_id=fields.raw("key_id", limits.KEY_ID_BYTES),
        day=fields.text("day"),
        counts=Counts(*counts),
        copies=_copies(fields.items("copies", dict, 1000)),
        overridden=tuple(fields.items("overridden", str, 10_000)),
    )
    fields.done()
    return destruction


def _copies(values: Sequence[Any]) -> tuple[CopyEnd, ...]:
    ends = []
    for value in values:
        fields = cbor.Reader(value, "copy")
        copy_id, place, gone = fields.raw("id"), fields.text("place"), fields.text("gone")
        fields.done()
        if gone not in set(Gone):
            raise FormatProblem("format-malformed", f"copy: {gone!r} is not known.")
        ends.append(CopyEnd(copy_id, place, Gone(gone)))
    return tuple(ends)
