"""Which visits are over, remembered in memory only, so that none of them can be brought back.

A browser keeps the bodies it posted for as long as its history lives. When one is posted again
after the visit ended, the answer is the first screen, not that visit's answers. Only the random ids
of visits are kept, without time or order, and only the latest few thousands.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

GENERATION: Final = 2000
"""Ids in each of two generations (about 0.3 MB in all): days of visits to one kiosk."""


class IdSet:
    """A bounded set of ids: the older generation is forgotten when the younger one is full."""

    def __init__(self, size: int = GENERATION) -> None:
        self._size = size
        self._young: set[bytes] = set()
        self._old: set[bytes] = set()

    def __contains__(self, visit: bytes) -> bool:
        return visit in self._young or visit in self._old

    def add(self, visit: bytes) -> None:
        """Remember an id."""
        if len(self._young) >= self._size:
            self._old, self._young = self._young, set()
        self._young.add(visit)


class Visits:
    """What became of visits. Safe to share between threads."""

    def __init__(self, size: int = GENERATION) -> None:
        self._over = IdSet(size)
        self._thanked: set[bytes] = set()
        self._size = size
        self.storing = Lock()
        """Held from looking whether a visit is over until it is stored: two taps, one storing."""
        self._lock = Lock()

    def is_over(self, visit: bytes) -> bool:
        """Whether the visit was recorded or erased."""
        with self._lock:
            return visit in self._over

    def end(self, visit: bytes) -> None:
        """The visit was erased: nothing of it was sent."""
        with self._lock:
            self._over.add(visit)

    def record(self, visit: bytes) -> None:
        """The visit's response was stored; its visitor reads the thanks."""
        with self._lock:
            self._over.add(visit)
            if len(self._thanked) >= self._size:
                self._thanked.clear()
            self._thanked.add(visit)

    def is_thanked(self, visit: bytes) -> bool:
        """Whether the visit was recorded and nobody came to the first screen since.

        A second tap on "send" then gets the thanks again, not a puzzling first screen.
        """
        with self._lock:
            return visit in self._thanked

    def welcome(self) -> None:
        """The first screen is shown: whoever was thanked has gone."""
        with self._lock:
            self._thanked.clear()
