"""Leaving kiosk mode: the desk asks for it, whoever holds the browser carries it out.

Three ways, from the nearest to the farthest: a command of the installation's own; the file
`leave-kiosk` in the data directory, for a session's script to watch; and the answer of `/alive`,
which `isoloir-kiosk watch` reads, also as another user. The request is good for a minute, so that
one nobody carried out does not end a session of the next day.
"""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from threading import Thread
from typing import Final

from kiosk.clock import Monotonic
from kiosk.files import remove_file, replace_file

LEAVE_FILE: Final = "leave-kiosk"
GOOD_FOR_SECONDS: Final = 60.0


class Leaving:
    """The request to leave kiosk mode.

    Args:
        data_dir: where the file is written.
        command: run when asked; empty for none.
        monotonic: seconds that never go back.

    Raises:
        StorageProblem: a file left by an earlier run cannot be removed.
    """

    def __init__(self, data_dir: Path, command: str, monotonic: Monotonic) -> None:
        self._file = data_dir / LEAVE_FILE
        self._command = shlex.split(command)
        self._monotonic = monotonic
        self._asked_at: float | None = None
        remove_file(self._file)

    def ask(self) -> None:
        """Ask for it.

        Raises:
            StorageProblem: the file cannot be written.
            OSError: the command cannot be run.
        """
        self._asked_at = self._monotonic()
        replace_file(self._file, b"")
        if self._command:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            Thread(target=process.wait, name="leave-command", daemon=True).start()

    @property
    def is_asked(self) -> bool:
        """Whether it was asked for within the last minute.

        Raises:
            StorageProblem: the file of an older request cannot be removed.
        """
        if self._asked_at is None:
            return False
        if self._monotonic() - self._asked_at <= GOOD_FOR_SECONDS:
            return True
        self._asked_at = None
        remove_file(self._file)
        return False
