"""Challenges: what a page is given when it is opened and must give back, once, with its answers.

A challenge is signed by this process and kept nowhere until it is used; then it is remembered,
with the item it was used for, until it would have expired. It holds an expiry in minutes since the
process started, whether the phone proved its presence, and randomness: nothing about the phone.

    EEEEEE P RRRRRRRRRRRRRRRRRRRRRRRR MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM     (63 hexadecimal digits)
    expiry, presence, 12 random bytes, 16 bytes of HMAC-SHA256 over the Point and what comes before

The proof of work is a counter (8 hexadecimal digits) such that SHA-256 over `challenge.counter`
begins with so many zero bits: the hashcash of Back (2002), as ALTCHA uses it, without any third
party.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

from kiosk.clock import Monotonic, RandomBytes
from shared import limits
from shared.problems import AccessProblem

LIFE_MINUTES: Final = 120
"""A visitor may be called away in the middle of the survey, and come back to it."""

MOST_REMEMBERED: Final = 100_000
"""Used challenges kept at once (some 20 MB); above, no more are taken until some expire."""

_SHAPE = re.compile(r"([0-9a-f]{6})([01])([0-9a-f]{24})([0-9a-f]{32})", re.ASCII)
_COUNTER = re.compile(r"[0-9a-f]{8}", re.ASCII)
_RANDOM_BYTES: Final = 12
_SECRET_BYTES: Final = 32
_MAC_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge that this process gave: its own text, when it expires, whether on site."""

    text: str
    expires: int
    on_site: bool


class Challenges:
    """Gives challenges and takes them back, each once. Not thread-safe but for `issue` and `read`.

    Args:
        bits: zero bits that a proof of work needs; 0 for none.
        monotonic: seconds that never go back.
        random_bytes: makes the signing secret of this process, and the challenges.
    """

    def __init__(self, bits: int, monotonic: Monotonic, random_bytes: RandomBytes) -> None:
        self.bits = bits
        self._monotonic = monotonic
        self._random_bytes = random_bytes
        self._secret = random_bytes(_SECRET_BYTES)
        self._start = monotonic()
        self._used: dict[str, tuple[int, bytes]] = {}

    def issue(self, point: str, *, on_site: bool) -> str:
        """A new challenge for a page of this Point."""
        expiry = self._minute() + LIFE_MINUTES
        head = f"{expiry:06x}{on_site:d}{self._random_bytes(_RANDOM_BYTES).hex()}"
        return head + self._mac(point, head)

    def read(self, text: str, point: str) -> Challenge:
        """A challenge that was given for this Point and has not expired.

        Raises:
            AccessProblem: `work-refused`.
        """
        found = _SHAPE.fullmatch(text)
        if not found or not hmac.compare_digest(self._mac(point, text[:31]), found[4]):
            raise AccessProblem("work-refused", "The challenge is not one of this server's.")
        challenge = Challenge(text, int(found[1], 16), found[2] == "1")
        if challenge.expires < self._minute():
            raise AccessProblem("work-refused", "The challenge has expired.")
        return challenge

    def check_work(self, challenge: Challenge, counter: str) -> None:
        """Check the work done for a challenge.

        Raises:
            AccessProblem: `work-refused`.
        """
        digest = hashlib.sha256(f"{challenge.text}.{counter}".encode()).digest()
        if not _COUNTER.fullmatch(counter) or leading_zeros(digest) < self.bits:
            raise AccessProblem("work-refused", "The work is missing or not enough.")

    def used_for(self, challenge: Challenge) -> bytes | None:
        """The id of the item that this challenge was used for, or None while it is unused."""
        entry = self._used.get(challenge.text)
        return entry[1] if entry else None

    def is_full(self) -> bool:
        """Whether no more used challenges can be remembered at this moment."""
        if len(self._used) >= MOST_REMEMBERED:
            minute = self._minute()
            self._used = {text: kept for text, kept in self._used.items() if kept[0] >= minute}
        return len(self._used) >= MOST_REMEMBERED

    def use(self, challenge: Challenge, item_id: bytes) -> None:
        """Remember that a challenge was used, and for which item."""
        self._used[challenge.text] = (challenge.expires, item_id)

    def _minute(self) -> int:
        return int(self._monotonic() - self._start) // 60

    def _mac(self, point: str, head: str) -> str:
        message = f"{limits.PRODUCT}/challenge\0{point}\0{head}".encode()
        return hmac.digest(self._secret, message, hashlib.sha256)[:_MAC_BYTES].hex()


def leading_zeros(data: bytes) -> int:
    """How many zero bits some bytes begin with."""
    return 8 * len(data) - int.from_bytes(data, "big").bit_length()
