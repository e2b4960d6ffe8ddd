"""Sealing: what is said in the booth goes into an envelope that this machine cannot open.

HPKE (RFC 9180), base mode, single shot: KEM MLKEM768-X25519 (X-Wing, 0x647a), HKDF-SHA256,
ChaCha20-Poly1305, as `cryptography` has it. Its `info` binds the item to everything that gives it
meaning, so that a sealed item moved to another label, period, key, Point or survey does not open.
This module seals only; opening is `collector.tally`'s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

from shared import limits
from shared.comment import COMMENT_LENGTH
from shared.problems import FormatProblem
from shared.response import layout
from shared.survey import Survey

_MLKEM_BYTES = 1184
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Label(StrEnum):
    """What a sealed item is; part of `info`, so that one kind never opens as the other."""

    RESPONSE = "response"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a sealed item is bound to.

    `period` is `YYYY-MM`; `key_id` names the period key (8 bytes); `survey` is the survey's digest
    (32 bytes).
    """

    label: Label
    period: str
    key_id: bytes
    point: str
    survey: bytes

    def info(self) -> bytes:
        """The HPKE `info`: product and version, then each part behind its two-byte length."""
        parts = (
            limits.PRODUCT.encode(),
            self.label.value.encode(),
            self.period.encode(),
            self.key_id,
            self.point.encode(),
            self.survey,
        )
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A period's public key: 1,184 bytes ML-KEM-768 ‖ 32 bytes X25519.

    Raises:
        FormatProblem: `format-malformed` when the bytes are not such a key.
    """

    raw: bytes

    def __post_init__(self) -> None:
        self.handle()

    @property
    def key_id(self) -> bytes:
        """First 8 bytes of SHA-256 over the raw key."""
        return hashlib.sha256(self.raw).digest()[: limits.KEY_ID_BYTES]

    def handle(self) -> MLKEM768X25519PublicKey:
        """The key as `cryptography` takes it."""
        return _handle(self.raw)


@lru_cache(maxsize=64)
def _handle(raw: bytes) -> MLKEM768X25519PublicKey:
    if len(raw) != limits.PUBLIC_KEY_BYTES:
        raise FormatProblem("format-malformed", "A period key has 1,216 bytes.")
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_BYTES]),
            X25519PublicKey.from_public_bytes(raw[_MLKEM_BYTES:]),
        )
    except (ValueError, UnsupportedAlgorithm):
        raise FormatProblem("format-malformed", "This is not a period key.") from None


def seal(key: PublicKey, context: Context, item_id: bytes, plaintext: bytes) -> bytes:
    """Seal encoded answers into an item: its id (16 random bytes, given) ‖ HPKE output.

    Args:
        key: the period key that `context.key_id` names.
        context: what the item is bound to.
        item_id: 16 random bytes; the id under which the item is counted once.
        plaintext: an encoded response or comment.
    """
    if len(item_id) != limits.ITEM_ID_BYTES:
        raise FormatProblem("format-malformed", "An item id has 16 bytes.")
    return item_id + SUITE.encrypt(plaintext, key.handle(), info=context.info())


def sealed_length(survey: Survey, label: Label) -> int:
    """Bytes of every sealed item of this kind for this survey."""
    plain = COMMENT_LENGTH if label is Label.COMMENT else layout(survey).length
    return limits.ITEM_ID_BYTES + limits.HPKE_OVERHEAD_BYTES + plain
