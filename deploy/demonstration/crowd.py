"""Many simulated visitors at once, each kiosk serving a few of them at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from random import Random
from typing import Final

from deploy.visitors import Browser, PageError, Visit, Visitor

AT_ONCE: Final = 4
"""Visitors at one kiosk at the same time: as many as it works on at once."""

_Said = tuple[int, Visit | Exception]


class Crowd:
    """Visitors on their way through kiosks.

    Args:
        visitor: how they behave.
        kiosks: addresses; visitor number k goes to the k-th, round and round.
        seed: with a visitor's number, everything random about that visitor.
    """

    def __init__(self, visitor: Visitor, kiosks: Sequence[str], seed: int) -> None:
        self._visitor = visitor
        self._kiosks = kiosks
        self._seed = seed
        self._said: SimpleQueue[_Said] = SimpleQueue()
        self._stop = threading.Event()

    def visit(self, numbers: range) -> Iterator[tuple[int, Visit]]:
        """Have the visitors with these numbers answer; give each, with its number, when done.

        Raises:
            PageError: the pages did not let a visitor through.
        """
        with self._walking(numbers):
            for _ in numbers:
                number, said = self._said.get()
                if isinstance(said, Exception):
                    raise said
                yield number, said

    @contextmanager
    def _walking(self, numbers: range) -> Iterator[None]:
        lanes = AT_ONCE * len(self._kiosks)
        threads = [
            threading.Thread(target=self._lane, args=(numbers[lane::lanes],), daemon=True)
            for lane in range(lanes)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()

    def _lane(self, numbers: range) -> None:
        if not numbers:
            return
        with Browser(self._kiosks[numbers[0] % len(self._kiosks)]) as browser:
            for number in numbers:
                if self._stop.is_set():
                    return
                try:
                    visit = self._visitor.visit(browser, self._rng(number))
                except PageError as error:
                    self._said.put((number, error))
                    return
                self._said.put((number, visit))

    def _rng(self, number: int) -> Random:
        return Random(f"{self._seed}/{number}")  # noqa: S311 - to be repeated, not to be secret
