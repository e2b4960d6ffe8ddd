"""A period's private key: the only thing that opens what was said in the booth."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared import limits
from shared.periods import Period
from shared.problems import FormatProblem, TrustProblem
from shared.sealing import SUITE, Context, PublicKey

_SEED_BYTES: Final = 64
PRIVATE_KEY_BYTES: Final = _SEED_BYTES + 32
"""ML-KEM-768 seed (FIPS 203, d ‖ z) ‖ X25519 private key."""

NOISE_SECRET_BYTES: Final = 32


class PeriodPrivateKey:
    """One period's X-Wing private key, which `repr` never shows.

    It pickles as its raw form, so that a process pool can be given one.

    Args:
        raw: 64 bytes of ML-KEM-768 seed ‖ 32 bytes of X25519 private key.

    Raises:
        FormatProblem: `format-malformed`: another number of bytes.
    """

    def __init__(self, raw: bytes) -> None:
        if len(raw) != PRIVATE_KEY_BYTES:
            raise FormatProblem("format-malformed", "A private period key has 96 bytes.")
        self._raw = raw

    @classmethod
    def generate(cls) -> Self:
        """A new key, from the operating system's randomness."""
        seed = MLKEM768PrivateKey.generate().private_bytes_raw()
        return cls(seed + X25519PrivateKey.generate().private_bytes_raw())

    def __repr__(self) -> str:
        return f"PeriodPrivateKey(key_id={self.public.key_id.hex()})"

    def __reduce__(self) -> tuple[type[PeriodPrivateKey], tuple[bytes]]:
        return PeriodPrivateKey, (self._raw,)

    @property
    def raw(self) -> bytes:
        """The 96 bytes, for a process pool's initializer or for encryption at rest."""
        return self._raw

    @cached_property
    def public(self) -> PublicKey:
        """The half that devices seal to."""
        kem, curve = self._parts
        kem_public = kem.public_key().public_bytes_raw()
        return PublicKey(kem_public + curve.public_key().public_bytes_raw())

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self._raw[:_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(self._raw[_SEED_BYTES:]),
        )

    @cached_property
    def _handle(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._parts)

    def open(self, context: Context, sealed: bytes) -> bytes:
        """The plaintext of a sealed item, given as it travelled: its id ‖ HPKE output.

        Raises:
            TrustProblem: `item-unopened`: it was not sealed to this key in this context.
        """
        (plaintext,) = self.open_all(context, (sealed,))
        if plaintext is None:
            raise TrustProblem("item-unopened")
        return plaintext

    def open_all(self, context: Context, items: Iterable[bytes]) -> list[bytes | None]:
        """The plaintexts of many items of one context, in their order; None for what `open`
        refuses.
        """
        key, info = self._handle, context.info()
        opened: list[bytes | None] = []
        for sealed in items:
            try:
                opened.append(SUITE.decrypt(sealed[limits.ITEM_ID_BYTES :], key, info=info))
            except (InvalidTag, ValueError):
                opened.append(None)
        return opened

    def open_other(self, info: bytes, sealed: bytes) -> bytes | None:
        """What was sealed to this key and is no item: `info` as it was sealed with, HPKE output.

        None for what does not open.
        """
        try:
            return SUITE.decrypt(sealed, self._handle, info=info)
        except (InvalidTag, ValueError):
            return None

    def noise_secret(self, period: Period) -> bytes:
        """The secret of DISCLOSURE.md's noise for a period, 32 bytes; it dies with this key.

        HKDF-SHA256 of the raw key, `info` = `isoloir/1/noise` ‖ 0x00 ‖ period.
        """
        info = f"{limits.PRODUCT}/noise".encode() + b"\0" + str(period).encode()
        return HKDF(SHA256(), NOISE_SECRET_BYTES, salt=None, info=info).derive(self._raw)
