"""Where the opening runs: a pool of processes by default, any executor, or right here."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager
from typing import Any, Final, ParamSpec, TypeVar

from collector.tally.opening import Opened, Task, open_and_fold

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Key = TypeVar("_Key")

POOL_PAYS: Final = 2000
"""Items; fewer are opened in the half second that starting processes takes."""

TASKS_A_PROCESS: Final = 8
"""Tasks given out ahead, so that no process waits while a Caf is being published."""

_FORKSERVER: Final = "forkserver"


class Inline(Executor):
    """Runs each call at once in the caller's thread: for small tallies and one process."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """See `Executor`."""
        future: Future[_T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor hands every error to the caller
            future.set_exception(error)
        return future


def local(processes: int) -> Callable[[int], AbstractContextManager[Executor]]:
    """What opens a number of items on this machine: a pool of processes if that pays."""

    def executor(items: int) -> AbstractContextManager[Executor]:
        return Inline() if processes == 1 or items < POOL_PAYS else process_pool(processes)

    return executor


def process_pool(processes: int) -> ProcessPoolExecutor:
    """A pool whose workers start clean, without this process's memory, and end with it."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context(_FORKSERVER if _FORKSERVER in methods else "spawn")
    if _FORKSERVER in methods:
        context.set_forkserver_preload([open_and_fold.__module__])
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=end_with_parent)
    for _ in range(processes):
        pool.submit(int)  # a worker starts when there is work, and takes a third of a second to
    return pool


def end_with_parent() -> None:
    """End this worker when the tally is killed.

    A worker waits for work for ever, also when nobody is left to give it any, and it holds a
    private key in its memory.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: Any) -> None:
    parent.join()
    os._exit(1)


def opened(
    executor: Executor, tasks: Iterable[tuple[_Key, Task]], window: int
) -> Iterator[tuple[_Key, Opened]]:
    """The outcome of every task, in the order they finish.

    At most `window` tasks are in the executor at a time, so that memory stays bounded: the next one
    is taken from `tasks` when one has finished.
    """
    pending: dict[Future[Opened], _Key] = {}
    for key, task in tasks:
        pending[executor.submit(open_and_fold, task)] = key
        if len(pending) >= window:
            yield from _finished(pending)
    while pending:
        yield from _finished(pending)


def _finished(pending: dict[Future[Opened], _Key]) -> Iterator[tuple[_Key, Opened]]:
    done, _ = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        yield pending.pop(future), future.result()
