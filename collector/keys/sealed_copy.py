"""A sealed copy of one secret, which only the holders together can open.

A copy is deterministic CBOR: `v`, `id` (8 random bytes), `what` (`period-key` or `signing-key`),
`name` (the period, or `signing`), `key` (id of the key in it), `holders` (id of the key it is
sealed to), `sealed`: HPKE as everywhere (`shared.sealing`), with all the rest in its `info`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from collector.keys.private import PeriodPrivateKey
from shared import cbor, limits
from shared.problems import FormatProblem, TrustProblem
from shared.sealing import SUITE, PublicKey

COPY_ID_BYTES: Final = 8
MOST_BYTES: Final = 100_000


class CopyOf(StrEnum):
    """What a copy holds."""

    PERIOD_KEY = "period-key"
    SIGNING_KEY = "signing-key"


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """One copy; `id` tells it from other copies of the same secret."""

    id: bytes
    what: CopyOf
    name: str
    key: bytes
    holders: bytes
    sealed: bytes = b""

    def info(self) -> bytes:
        """What the sealing is bound to."""
        fields = [self.id, self.what.value, self.name, self.key, self.holders]
        return f"{limits.PRODUCT}/key-backup".encode() + b"\0" + cbor.encode(fields)


def seal_copy(
    holders: PublicKey,
    what: CopyOf,
    name: str,
    key: bytes,
    secret: bytes,
    random_bytes: Callable[[int], bytes],
) -> SealedCopy:
    """Seal a secret to the holders."""
    copy = SealedCopy(random_bytes(COPY_ID_BYTES), what, name, key, holders.key_id)
    sealed = SUITE.encrypt(secret, holders.handle(), info=copy.info())
    return replace(copy, sealed=sealed)


def open_copy(pair: PeriodPrivateKey, copy: SealedCopy) -> bytes:
    """The secret of a copy.

    Raises:
        TrustProblem: `backup-unopened`: it was sealed to other holders, or altered.
    """
    secret = pair.open_other(copy.info(), copy.sealed)
    if secret is None:
        raise TrustProblem("backup-unopened", f"The copy of {copy.what.value} {copy.name}.")
    return secret


def write_copy(copy: SealedCopy) -> bytes:
    """The bytes of its file."""
    fields: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "id": copy.id,
        "what": copy.what.value,
        "name": copy.name,
        "key": copy.key,
        "holders": copy.holders,
        "sealed": copy.sealed,
    }
    return cbor.encode(fields)


def read_copy(data: bytes) -> SealedCopy:
    """Read its file.

    Raises:
        FormatProblem: it is not one.
    """
    fields = cbor.Reader(cbor.decode(data, MOST_BYTES), "backup of a key")
    fields.version(limits.FORMAT_VERSION)
    copy = SealedCopy(
        id=fields.raw("id", COPY_ID_BYTES),
        what=_what(fields.text("what")),
        name=fields.text("name"),
        key=fields.raw("key", limits.KEY_ID_BYTES),
        holders=fields.raw("holders", limits.KEY_ID_BYTES),
        sealed=fields.raw("sealed"),
    )
    fields.done()
    return copy


def _what(text: str) -> CopyOf:
    try:
        return CopyOf(text)
    except ValueError:
        raise FormatProblem("format-malformed", f"A copy of {text!r} is not known.") from None
