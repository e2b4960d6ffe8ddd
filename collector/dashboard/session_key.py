"""The secret that signs the analysts' session cookies."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE: Final = b"isoloir/1 session cookie"


def session_key(signing_key: bytes) -> bytes:
    """Derive it from the collector's signing key, so that there is no further secret to keep.

    Every server of an installation has that key, hence knows the sessions of the others.
    """
    return HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(signing_key)
