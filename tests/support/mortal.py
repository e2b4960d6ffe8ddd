"""A tally in a process of its own, killed at a chosen instant by a signal nobody can catch."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from collector.store.engine import Database, Transaction
from collector.tally.executors import Inline
from collector.tally.run import Tally
from shared.periods import Period
from tests.support.tally_world import Keys

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Fate:
    """Kills this process at the n-th instant that it is told of."""

    def __init__(self, instants: int) -> None:
        self._left = instants

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Has an instant before each writing transaction, before its end, and after it."""

    def __init__(self, url: str, instant: Callable[[], None]) -> None:
        super().__init__(url)
        self._instant = instant

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        self._instant()
        with super().begin() as transaction:
            yield transaction
            self._instant()
        self._instant()


class MortalExecutor(Inline):
    """Has an instant after each task."""

    def __init__(self, instant: Callable[[], None]) -> None:
        self._instant = instant

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future = super().submit(fn, *args, **kwargs)
        self._instant()
        return future


def _run(url: str, keys: Keys, period: Period, instants: int) -> None:
    instant = Fate(instants)
    database = MortalDatabase(url, instant)
    Tally(database, keys, lambda items: MortalExecutor(instant), window=2, chunk=30).run(period)
    os._exit(0)


def tally_until(url: str, keys: Keys, period: Period, instants: int) -> bool:
    """Run a tally and kill it at an instant; False when it ended before."""
    return _killed(_run, url, keys, period, instants)


def die_at(url: str, instants: int, run: Callable[[Database], None]) -> bool:
    """Run something on a database and kill it at an instant; False when it ended before."""

    def go() -> None:
        run(MortalDatabase(url, Fate(instants)))
        os._exit(0)

    return _killed(go)


def _killed(target: Callable[..., None], *arguments: object) -> bool:
    fork: Any = multiprocessing.get_context("fork")
    process = fork.Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return bool(process.exitcode)
