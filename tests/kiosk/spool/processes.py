"""Processes that store, and what they said before they died."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
STORING = Path(__file__).with_name("storing.py")


def storing(data_dir: Path, seed: int, *more: str) -> subprocess.Popen[str]:
    """A process that stores for ever."""
    return subprocess.Popen(
        [sys.executable, str(STORING), str(data_dir), str(seed), *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def acknowledged(process: subprocess.Popen[str]) -> list[bytes]:
    """The items that a dead process had said it kept; a line that was cut off said nothing."""
    assert process.stdout is not None
    lines = process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    return [bytes.fromhex(each) for each in lines if each.endswith("\n")]
