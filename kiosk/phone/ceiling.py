"""How many answers a Point takes within an hour: numbers in memory, about nobody."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from kiosk.clock import Monotonic

HOUR_SECONDS: Final = 3600


class Ceiling:
    """Counts within each hour since the program's start; forgets the hour before. Not thread-safe.

    Args:
        most: within an hour, for each key; None for any number.
        monotonic: seconds that never go back.
    """

    def __init__(self, most: int | None, monotonic: Monotonic) -> None:
        self._most = most
        self._monotonic = monotonic
        self._hour = 0
        self._counts: dict[Hashable, int] = {}

    def is_reached(self, key: Hashable) -> bool:
        """Whether no more may come under this key within the hour."""
        return self._most is not None and self._current().get(key, 0) >= self._most

    def count(self, key: Hashable) -> None:
        """One more came."""
        counts = self._current()
        counts[key] = counts.get(key, 0) + 1

    def _current(self) -> dict[Hashable, int]:
        hour = int(self._monotonic() // HOUR_SECONDS)
        if hour != self._hour:
            self._hour, self._counts = hour, {}
        return self._counts
