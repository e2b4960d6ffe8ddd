"""Presence codes: what a phone shows to prove that it was at the Point a few minutes ago.

The kiosk puts the code of the moment into the QR code on its screen; the relay, which holds the
same secret of the Point, recognises it. It says nothing about the phone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final

from shared import limits

WINDOW_SECONDS: Final = 300
"""How long a code is shown: long enough to be scanned in peace, too short to be passed around."""

_BYTES: Final = 5


def presence_code(secret: bytes, now: datetime) -> str:
    """The code of this moment: 8 small letters and digits."""
    return _code(secret, _window(now))


def is_present(secret: bytes, code: str, now: datetime) -> bool:
    """Whether a code is of this moment, or of the window before or after: clocks differ."""
    window = _window(now)
    given = code.encode(errors="replace")
    matches = [
        hmac.compare_digest(_code(secret, each).encode(), given)
        for each in (window - 1, window, window + 1)
    ]
    return any(matches) and len(secret) == limits.PRESENCE_BYTES


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW_SECONDS


def _code(secret: bytes, window: int) -> str:
    message = f"{limits.PRODUCT}/presence".encode() + b"\0" + window.to_bytes(8, "big")
    digest = hmac.digest(secret, message, hashlib.sha256)
    return base64.b32encode(digest[:_BYTES]).decode().lower()
