"""Real programs for a bench: started, waited for by what they print, and ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import psutil

ROOT: Final = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[str]
Program = AbstractContextManager[Process]

_ADDRESS: Final = re.compile(r"http://[0-9.]+:[0-9]+")
_STOP_SECONDS: Final = 20.0


class ProgramError(Exception):
    """A program ended, or said something else than it should."""


@contextmanager
def started(
    module: str, arguments: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """Run `python -m module` with pipes for its input and output, until the block ends.

    What it says of errors is shown only if it did not end as it was told to.
    """
    with TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=_STOP_SECONDS)
            if process.returncode not in (0, -signal.SIGTERM):
                errors.seek(0)
                sys.stderr.write(errors.read())


def line(process: Process) -> str:
    """The next line that a program prints.

    Raises:
        ProgramError: it ended instead.
    """
    assert process.stdout is not None
    text = process.stdout.readline()
    if not text:
        raise ProgramError(f"{process.args!r} ended.")
    return text.rstrip("\n")


def address(process: Process) -> str:
    """The address that a server prints first.

    Raises:
        ProgramError: it prints something else.
    """
    text = line(process)
    found = _ADDRESS.search(text)
    if found is None:
        raise ProgramError(f"No address: {text}")
    return found[0]


def together(processes: Sequence[Process], orders: Sequence[str]) -> list[str]:
    """Give each process its order, start them all at once, and return what each says then.

    They follow this: read a line, say `ready`, read another line, begin, say one line.

    Raises:
        ProgramError: one of them ended.
    """
    for process, order in zip(processes, orders, strict=True):
        _tell(process, order)
    for process in processes:
        said = line(process)
        if said != "ready":
            raise ProgramError(f"{process.args!r} says {said}")
    for process in processes:
        _tell(process, "go")
    return [line(process) for process in processes]


def _tell(process: Process, text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text + "\n")
    process.stdin.flush()


def resident_mb(process: Process) -> float:
    """Memory that a program holds, in millions of bytes."""
    return psutil.Process(process.pid).memory_info().rss / 1e6
