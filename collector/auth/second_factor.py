"""The second step of signing in: codes of an app (TOTP, RFC 6238) and one-time recovery codes.

What the database keeps is a random seed; the secret of the app follows from it and from a key that
only the server has. So a copy of the database alone makes no code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp import TOTP

from collector.auth.passwords import new_password

SEED_BYTES: Final = 20
SECRET_BYTES: Final = 20
"""What RFC 4226 recommends for HMAC-SHA1, which is what every app computes."""

STEP_SECONDS: Final = 30
STEPS_AROUND: Final = (0, -1, 1)
"""A phone's clock may be half a minute off, and a code may be typed as it changes."""

RECOVERY_CODES: Final = 10
ISSUER: Final = "Isoloir"

_KEY: Final = b"isoloir/1 second factor key"
_SECRET: Final = b"isoloir/1 second factor secret"
_RECOVERY: Final = b"isoloir/1 recovery code"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an app is set up with. `seed`: hexadecimal, for the form that confirms it; `secret`: to
    be typed by hand; `address`: the same as an `otpauth:` address, for a QR code.
    """

    seed: str
    secret: str
    address: str


class Codes:
    """Makes and checks codes.

    Args:
        lasting: a secret of the server that outlives changes of its signing key; the key of the
            codes is derived from it. Once it is changed too, after a theft, recovery codes still
            open.
        random_bytes: makes seeds and recovery codes.
    """

    def __init__(self, lasting: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._key = HKDF(SHA256(), 32, None, _KEY).derive(lasting)
        self._random_bytes = random_bytes

    def offer(self, email: str, seed: bytes = b"") -> Offer:
        """What the app of an account is set up with; with a new seed unless one is given."""
        chosen = seed or self._random_bytes(SEED_BYTES)
        secret = self._secret(email, chosen)
        address = TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
        return Offer(chosen.hex(), secret, address)

    def step_of(self, email: str, seed: bytes, code: str, now: datetime) -> int | None:
        """The step of time whose code this is, or None for a code that is wrong now."""
        typed = "".join(code.split())
        present = int(now.timestamp()) // STEP_SECONDS
        totp = TOTP(self._secret(email, seed))
        for step in (present + around for around in STEPS_AROUND):
            if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
                return step
        return None

    def recovery_codes(self) -> list[str]:
        """New recovery codes, to be shown once."""
        return [new_password(self._random_bytes) for _ in range(RECOVERY_CODES)]

    def _secret(self, email: str, seed: bytes) -> str:
        info = _SECRET + b"\0" + email.encode()
        return base64.b32encode(HKDF(SHA256(), SECRET_BYTES, seed, info).derive(self._key)).decode()


def recovery_digest(email: str, code: str) -> bytes:
    """What is kept of a recovery code: it has 80 random bits, more than anybody can try."""
    typed = "".join(each for each in code.lower() if each.isalnum())
    return hashlib.sha256(b"\0".join((_RECOVERY, email.encode(), typed.encode()))).digest()


def read_seed(text: str) -> bytes:
    """The seed of a form, or nothing for what is none."""
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        return b""
    return seed if len(seed) == SEED_BYTES else b""
