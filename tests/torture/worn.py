"""Programs on a worn disk: started anew under `worn_disk.c`, slow at every sync, or read-only.

`python -m tests.torture.worn NAME ARGUMENTS`: runs that program of `tests.torture.parts` with
arguments in JSON. SQLite syncs by itself, out of the reach of Python; so a forked process is not
enough, and what stands before libc has to be there from a program's start.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.torture import parts

SOURCE: Final = Path(__file__).with_name("worn_disk.c")
PROGRAMS: Final[Mapping[str, Callable[..., None]]] = {
    "intake": parts.serve,
    "kiosk": parts.live,
    "tally": parts.tally,
}


@dataclass(frozen=True)
class WornDisk:
    """What makes a disk a worn one, compiled, in a directory that also keeps the counts."""

    directory: Path

    @classmethod
    def made(cls, directory: Path) -> WornDisk | None:
        """None where it cannot be had: no C compiler, or another system than Linux."""
        compiler = shutil.which("cc")
        if compiler is None or sys.platform != "linux":
            return None
        disk = cls(directory)
        command = [compiler, "-shared", "-fPIC", "-o", str(disk._library), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        return disk

    def run(self, name: str, arguments: Sequence[Any]) -> None:
        """Become a program on this disk; what it inherits by number stays open."""
        environment = {
            **os.environ,
            "LD_PRELOAD": str(self._library),
            "WORN": str(self.directory / name),
        }
        for each in arguments:
            if type(each) is int and each < _MOST_DESCRIPTORS and _is_open(each):
                os.set_inheritable(each, True)
        words = [sys.executable, "-m", "tests.torture.worn", name, json.dumps(arguments)]
        os.execve(sys.executable, words, environment)

    def syncs(self, name: str) -> int:
        """How often programs of this name waited for it."""
        return self._size(f"{name}.syncs")

    def refuse(self, name: str) -> None:
        """Become read-only for the programs of this name, also for those that run already."""
        (self.directory / f"{name}.refuses").touch()

    def refused(self, name: str) -> int:
        """How many of their writes were refused."""
        return self._size(f"{name}.refused")

    @property
    def _library(self) -> Path:
        return self.directory / "worn_disk.so"

    def _size(self, name: str) -> int:
        file = self.directory / name
        return file.stat().st_size if file.exists() else 0


_MOST_DESCRIPTORS: Final = 1024


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*json.loads(sys.argv[2]))
