"""Programs started in a session of their own, so that they end with all they started themselves.

A Ctrl-C at the terminal does not reach them: whoever started them ends them, in good order.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

GRACE_SECONDS: Final = 10.0
"""What has not ended by itself so long after it was asked to is ended by force."""


def start(command: Sequence[str], **settings: Any) -> subprocess.Popen[bytes]:
    """Start a program; `settings` as for `subprocess.Popen`. It cannot ask for anything."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **settings)


def ask_to_end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program, and what it started, to end."""
    _signal(process, "SIGTERM")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started; when this returns, the program is gone."""
    ask_to_end(process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    # The program itself if it did not listen, and what it may have left behind.
    _signal(process, "SIGKILL")
    process.wait()
    if process.stdout:
        process.stdout.close()


def _signal(process: subprocess.Popen[bytes], name: str) -> None:
    if sys.platform == "win32":
        process.terminate()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, getattr(signal, name))
