"""A batch: sealed items of one lane, sorted by their random ids so that their order is gone, and
signed.

The same bytes travel by HTTP (`application/vnd.isoloir.batch+cbor`) and as a `.batch` file on a USB
stick.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from shared import limits
from shared.cbor import Reader, decode
from shared.names import device_name, point_id
from shared.periods import Period
from shared.problems import FormatProblem
from shared.sealing import Context, Label
from shared.signing import Domain, Envelope, Signer, open_envelope

BATCH_MEDIA_TYPE: Final = "application/vnd.isoloir.batch+cbor"


@dataclass(frozen=True, slots=True)
class Batch:
    """Sealed items of one context, from one device.

    `sequence` counts the device's batches from 1. `total` counts every item the device ever put
    into a batch, this one's included, so that a gap shows. `items` are sealed items of equal
    length, sorted by id.
    """

    device: str
    context: Context
    sequence: int
    total: int
    items: tuple[bytes, ...]

    @property
    def ids(self) -> tuple[bytes, ...]:
        """The items' ids, sorted."""
        return tuple(item[: limits.ITEM_ID_BYTES] for item in self.items)


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """A batch as it travelled: its content, whose signature is still to be checked, and its
    digest.
    """

    batch: Batch
    envelope: Envelope
    digest: bytes


def write_batch(
    signer: Signer, device: str, context: Context, sequence: int, total: int, items: Iterable[bytes]
) -> bytes:
    """Sort and sign items into the bytes of a batch.

    Raises:
        FormatProblem: more items than a batch takes, or none.
    """
    ordered = sorted(items)
    _check_items(ordered)
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "device": device,
        "point": context.point,
        "period": context.period,
        "survey": context.survey,
        "key": context.key_id,
        "kind": context.label.value,
        "seq": sequence,
        "total": total,
        "items": ordered,
    }
    return signer.envelope(Domain.BATCH, payload)


def read_batch(data: bytes) -> SignedBatch:
    """Read a batch, checking every rule of its format; not its signature, nor who may send it.

    Raises:
        FormatProblem: `format-oversize`, `format-malformed`, `format-version`, `batch-unsorted`,
            `batch-duplicate`, `batch-item-length`.
    """
    envelope = open_envelope(Domain.BATCH, data, limits.MAX_BATCH_BYTES)
    fields = Reader(decode(envelope.payload, limits.MAX_BATCH_BYTES), "batch")
    fields.version(limits.FORMAT_VERSION)
    context = Context(
        label=_label(fields.text("kind")),
        period=str(Period.parse(fields.text("period"))),
        key_id=fields.raw("key", limits.KEY_ID_BYTES),
        point=point_id(fields.text("point")),
        survey=fields.raw("survey", limits.DIGEST_BYTES),
    )
    batch = Batch(
        device=device_name(fields.text("device")),
        context=context,
        sequence=fields.number("seq", 1, limits.MAX_SEQUENCE),
        total=fields.number("total", 1, limits.MAX_SEQUENCE),
        items=tuple(fields.items("items", bytes, limits.MAX_ITEMS_PER_BATCH)),
    )
    fields.done()
    _check_items(batch.items)
    if batch.total < len(batch.items):
        raise FormatProblem("format-malformed", "The running total is less than this batch alone.")
    return SignedBatch(batch, envelope, batch_digest(data))


def batch_digest(data: bytes) -> bytes:
    """SHA-256 of a batch's bytes, which its receipt names."""
    return hashlib.sha256(data).digest()


def _label(text: str) -> Label:
    try:
        return Label(text)
    except ValueError:
        raise FormatProblem("format-malformed", "The kind of item is unknown.") from None


def _check_items(items: Iterable[bytes]) -> None:
    items = list(items)
    if not 1 <= len(items) <= limits.MAX_ITEMS_PER_BATCH:
        raise FormatProblem(
            "format-malformed", f"A batch has 1 to {limits.MAX_ITEMS_PER_BATCH} items."
        )
    shortest = limits.ITEM_ID_BYTES + limits.HPKE_OVERHEAD_BYTES
    if len({len(item) for item in items}) != 1 or len(items[0]) <= shortest:
        raise FormatProblem("batch-item-length", "All items of a batch have the same length.")
    ids = [item[: limits.ITEM_ID_BYTES] for item in items]
    if len(set(ids)) != len(ids):
        raise FormatProblem("batch-duplicate")
    if ids != sorted(ids):
        raise FormatProblem("batch-unsorted")
