"""What thousands of lines are read for, kept in memory from one request to the next.

Rankings, funnels and maps read a line of every Point, and analysts come back to the same months. A
release never changes, and the registry says when it did: what is kept belongs to a state of either,
named by a number that only ever grows and that the same transaction reads.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import func, select

from collector.activity.turnout import Turnout
from collector.registry.registered import PointPlace
from collector.store.engine import Transaction
from collector.store.history import last_releases_of
from collector.store.points import all_places
from collector.store.settings import stored_serial
from collector.store.sweeps import Sweep
from collector.store.tally_schema import tally_claim
from shared.periods import Period

_Value = TypeVar("_Value")

MOST_SWEEPS: Final = 12
"""One of all of France is about 2 MB."""

MOST_LISTS: Final = 4
"""All of France is about 2 MB."""

MOST_MONTHS: Final = 240
"""Three numbers each."""

_PUBLISHED: Final = select(func.count()).where(tally_claim.c.published.is_(True))


class _Kept(Generic[_Value]):
    """The values asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Hashable, read: Callable[[], _Value]) -> _Value:
        """The value of a key, by `read` if it is not known; two requests at once may both read."""
        with self._turn:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = read()
        with self._turn:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        # The collector of cycles would go through all of it in every tenth request.
        gc.freeze()
        return value


class Remembered:
    """What all requests of a process share; each method takes the transaction of its request."""

    def __init__(self) -> None:
        self._sweeps: _Kept[Sweep | None] = _Kept(MOST_SWEEPS)
        self._places: _Kept[Sequence[PointPlace]] = _Kept(MOST_LISTS)
        self._turnouts: _Kept[Turnout] = _Kept(MOST_MONTHS)
        self._last: _Kept[Mapping[str, Period]] = _Kept(1)

    def sweep(
        self, transaction: Transaction, key: Hashable, read: Callable[[], Sweep | None]
    ) -> Sweep | None:
        """The lines of all Points that a key stands for."""
        return self._sweeps.get((_releases(transaction), key), read)

    def places(self, transaction: Transaction, caf: str | None) -> Sequence[PointPlace]:
        """Every Point, or those of one Caf, by id."""
        key = stored_serial(transaction), caf
        return self._places.get(key, lambda: all_places(transaction, caf))

    def turnout(self, key: Hashable, read: Callable[[], Turnout]) -> Turnout:
        """The turnout of all Points in a month, in the state that the key names."""
        return self._turnouts.get(key, read)

    def last_releases(self, transaction: Transaction) -> Mapping[str, Period]:
        """The month of every Point's last release."""
        return self._last.get(_releases(transaction), lambda: last_releases_of(transaction))


def _releases(transaction: Transaction) -> Any:
    """The state of the releases: claims are published one by one, and none is taken back."""
    return transaction.scalar(_PUBLISHED)
