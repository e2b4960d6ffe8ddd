"""A receipt: the collector's signed word that it holds a batch. Only against it does an item leave
a device.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared import limits
from shared.cbor import Reader, decode
from shared.names import device_name
from shared.signing import Domain, Signer, open_envelope

RECEIPT_MEDIA_TYPE: Final = "application/vnd.isoloir.receipt+cbor"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What intake did with a batch.

    `batch` is the SHA-256 of the batch's bytes; `accepted` items were new, `repeated` ones had come
    before in another batch and are counted once.
    """

    batch: bytes
    device: str
    sequence: int
    accepted: int
    repeated: int


def write_receipt(signer: Signer, receipt: Receipt) -> bytes:
    """Sign a receipt."""
    payload = {
        "v": limits.FORMAT_VERSION,
        "batch": receipt.batch,
        "device": receipt.device,
        "seq": receipt.sequence,
        "accepted": receipt.accepted,
        "repeated": receipt.repeated,
    }
    return signer.envelope(Domain.RECEIPT, payload)


def read_receipt(data: bytes, trusted: Iterable[bytes]) -> Receipt:
    """Read a receipt signed by one of the trusted collector keys.

    Raises:
        FormatProblem: the bytes are not a receipt.
        TrustProblem: `signature-invalid`: no trusted key signed it.
    """
    envelope = open_envelope(Domain.RECEIPT, data, limits.MAX_MESSAGE_BYTES)
    envelope.verify_any(trusted)
    fields = Reader(decode(envelope.payload, limits.MAX_MESSAGE_BYTES), "receipt")
    fields.version(limits.FORMAT_VERSION)
    receipt = Receipt(
        batch=fields.raw("batch", limits.DIGEST_BYTES),
        device=device_name(fields.text("device")),
        sequence=fields.number("seq", 1, limits.MAX_SEQUENCE),
        accepted=fields.number("accepted", 0, limits.MAX_ITEMS_PER_BATCH),
        repeated=fields.number("repeated", 0, limits.MAX_ITEMS_PER_BATCH),
    )
    fields.done()
    return receipt
