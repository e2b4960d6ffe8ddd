"""Passwords and token secrets: how they are made, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared import limits

SECRET_BYTES: Final = 20
PASSWORD_BYTES: Final = 10
"""80 random bits: what a person can type once, and nobody can try behind Argon2."""

LONGEST_PASSWORD: Final = 1000
"""Argon2 reads all of it: nobody may have the server read megabytes."""

TOKEN_PREFIX: Final = "isoloir_"  # noqa: S105 - what every secret begins with
_HASHER: Final = PasswordHasher()


def new_password(random_bytes: Callable[[int], bytes]) -> str:
    """A password to be shown once: four groups of four letters and digits."""
    letters = base64.b32encode(random_bytes(PASSWORD_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def hash_password(password: str) -> str:
    """What is kept of a password: Argon2id with its salt and cost."""
    return _HASHER.hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """Whether it is the password kept; it takes as long when there is none."""
    try:
        _HASHER.verify(kept or _nobody(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def new_token(random_bytes: Callable[[int], bytes]) -> str:
    """The secret of a token, to be shown once."""
    letters = base64.b32encode(random_bytes(SECRET_BYTES)).decode().lower()
    return TOKEN_PREFIX + letters


def token_digest(token: str) -> bytes:
    """What is kept of a token: it has too many random bits to need more than SHA-256."""
    return hashlib.sha256(f"{limits.PRODUCT}/token".encode() + b"\0" + token.encode()).digest()


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
