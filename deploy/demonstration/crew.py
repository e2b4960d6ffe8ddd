"""The programs that the demonstration starts, and the certainty that they end with it.

Each runs in a session of its own, so that whatever it starts itself ends with it too, and a Ctrl-C
reaches only the demonstration, which then stops them in good order.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy import sessions
from deploy.demonstration.failure import Failure
from deploy.demonstration.interrupts import Interrupts

_LAST_LINES: Final = 12


@dataclass(eq=False)
class _Program:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Crew:
    """Starts programs and stops them all. Use it from the main thread.

    Args:
        logs: a directory for what they write, one file each.
        interrupts: held while a program is being started, so that none is forgotten.
    """

    def __init__(self, logs: Path, interrupts: Interrupts) -> None:
        self._logs = logs
        self._interrupts = interrupts
        self._programs: list[_Program] = []
        self._one_ended = threading.Event()

    def run(self, name: str, command: Sequence[str]) -> str:
        """Run a command to its end and return what it printed.

        Raises:
            Failure: it failed; with its last lines.
        """
        program = self._start(name, command, subprocess.PIPE)
        output, _ = program.process.communicate()
        self._programs.remove(program)
        if program.process.returncode:
            raise self._failure(program)
        return output.decode("utf-8", "replace")

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program that stays; `wait` notices when it ends."""
        program = self._start(name, command, None)
        threading.Thread(target=self._watch, args=(program,), daemon=True).start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait, for ever unless a time is given.

        Raises:
            Failure: a program that should have stayed has ended; with its last lines.
        """
        if self._one_ended.wait(seconds):
            for program in self._programs:
                if program.process.poll() is not None:
                    raise self._failure(program)

    def stop(self) -> None:
        """Stop all programs, the last one first; returns when none is left."""
        for program in reversed(self._programs):
            sessions.ask_to_end(program.process)
        for program in reversed(self._programs):
            sessions.end(program.process)
        self._programs.clear()

    def _start(self, name: str, command: Sequence[str], output: int | None) -> _Program:
        log = self._logs / f"{name}.log"
        with self._interrupts.held(), log.open("wb") as file:
            process = sessions.start(command, stdout=output or file, stderr=file)
            program = _Program(name, process, log)
            self._programs.append(program)
        return program

    def _watch(self, program: _Program) -> None:
        program.process.wait()
        self._one_ended.set()

    def _failure(self, program: _Program) -> Failure:
        said = program.log.read_text(encoding="utf-8", errors="replace").splitlines()
        lines = [f"{program.name} failed (exit code {program.process.returncode})."]
        lines += [f"  | {line}" for line in said[-_LAST_LINES:]]
        return Failure("\n".join(lines))
