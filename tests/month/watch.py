"""What programs cost: processor time and memory of a process and of all that it started."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import psutil

EVERY_SECONDS: Final = 0.5
_MILLION: Final = 1e6


@dataclass
class Cost:
    """What a stage took of one program and its processes.

    `wall` and `cpu` are seconds, `alone` those of `cpu` that the first process took itself; the
    others millions of bytes. `memory`: of all processes at one instant, what they share counted
    once; `largest`: the most that one process ever held, what it shares included.
    """

    wall: float = 0.0
    cpu: float = 0.0
    alone: float = 0.0
    memory: float = 0.0
    largest: float = 0.0


@dataclass
class Watch:
    """Looks at a process and its descendants, from time to time and at the end."""

    root: psutil.Process
    cost: Cost = field(default_factory=Cost)
    _before: float = 0.0
    _began: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self._before = self._cpu()

    def look(self) -> None:
        """Note how much there is now; a process that has gone costs no more."""
        memory = 0.0
        for process in self._family():
            with suppress(psutil.NoSuchProcess, OSError):
                memory += _shared_once(process)
                self.cost.largest = max(self.cost.largest, _highest(process))
        self.cost.memory = max(self.cost.memory, memory)
        # A process that ended between two looks is in its parent's account by then.
        self.cost.cpu = max(self.cost.cpu, self._cpu() - self._before)
        self.cost.alone = max(self.cost.alone, self._alone())
        self.cost.wall = monotonic() - self._began

    def _family(self) -> list[psutil.Process]:
        try:
            return [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _alone(self) -> float:
        """What the first process took since it began: a command is watched from its start."""
        with suppress(psutil.NoSuchProcess):
            times = self.root.cpu_times()
            return float(times.user + times.system)
        return 0.0

    def _cpu(self) -> float:
        total = 0.0
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total


@contextmanager
def watched(pid: int) -> Iterator[Cost]:
    """Watch a program until the block ends. It must still run then, to be asked."""
    watch = Watch(psutil.Process(pid))
    done = threading.Event()

    def run() -> None:
        while not done.wait(EVERY_SECONDS):
            watch.look()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield watch.cost
    finally:
        done.set()
        thread.join()
        watch.look()


def _status(process: psutil.Process, file: str, name: str) -> float:
    """A figure in kB of one of the kernel's files on a process, in millions of bytes."""
    for line in Path(f"/proc/{process.pid}/{file}").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / _MILLION
    return 0.0


def _shared_once(process: psutil.Process) -> float:
    return _status(process, "smaps_rollup", "Pss")


def _highest(process: psutil.Process) -> float:
    return _status(process, "status", "VmHWM")
