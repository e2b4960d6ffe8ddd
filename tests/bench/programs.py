"""Real programs for a bench: started, waited for by what they print, and ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import psutil

ROOT: Final = Path(__file__).resolve().parents[2]
Program = AbstractContextManager[subprocess.Popen[str]]

_ADDRESS: Final = re.compile(r"http://[0-9.]+:[0-9]+")
_STOP_SECONDS: Final = 20.0


class ProgramError(Exception):
    """A program ended, or said something else than it should."""


@contextmanager
def started(
    module: str, arguments: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run `python -m module` with pipes for its input and output, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **(settings or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=_STOP_SECONDS)


def line(process: subprocess.Popen[str]) -> str:
    """The next line that a program prints.

    Raises:
        ProgramError: it ended instead.
    """
    assert process.stdout is not None
    text = process.stdout.readline()
    if not text:
        raise ProgramError(f"{process.args!r} ended.")
    return text.rstrip("\n")


def address(process: subprocess.Popen[str]) -> str:
    """The address that a server prints first.

    Raises:
        ProgramError: it prints something else.
    """
    text = line(process)
    found = _ADDRESS.search(text)
    if found is None:
        raise ProgramError(f"No address: {text}")
    return found[0]


def tell(process: subprocess.Popen[str], text: str) -> None:
    """Send a line to a program."""
    assert process.stdin is not None
    process.stdin.write(text + "\n")
    process.stdin.flush()


def resident_mib(process: subprocess.Popen[str]) -> float:
    """Memory that a program holds, in MiB."""
    return psutil.Process(process.pid).memory_info().rss / 1024**2
