"""The machine that is being set up: its files, its commands, and whether systemd runs on it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NONINTERACTIVE: Final = {"DEBIAN_FRONTEND": "noninteractive"}

Run = Callable[[Sequence[str], Mapping[str, str], str], str]
"""Runs a command with more of an environment and a standard input; its standard output.

Raises InstallError when it fails."""


class InstallError(Exception):
    """The set-up cannot go on; the message is one line a person can act on."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine whose file system lies at `root`; commands act on the one that this runs on.

    `say` gets a line a step.
    """

    root: Path
    run: Run
    say: Callable[[str], None] = field(default=print)

    def path(self, name: str) -> Path:
        """Where a file of this absolute name lies."""
        return self.root / name.lstrip("/")

    @property
    def is_live(self) -> bool:
        """Whether systemd runs: not while an image is made, nor in a bare root file system."""
        return self.path("/run/systemd/system").is_dir()

    @property
    def debian(self) -> str:
        """The version of Debian, such as `13`; empty for another system."""
        lines = self.path("/etc/os-release").read_text(encoding="utf-8").splitlines()
        fields = dict(line.split("=", 1) for line in lines if "=" in line)
        return fields.get("VERSION_ID", "").strip('"') if fields.get("ID") == "debian" else ""

    def do(self, *command: str, **environ: str) -> str:
        """Run a command. Raises InstallError."""
        return self.run(command, environ, "")

    def feed(self, text: str, *command: str) -> str:
        """Run a command with this standard input. Raises InstallError."""
        return self.run(command, {}, text)

    def works(self, *command: str) -> bool:
        """Whether a command ends well."""
        try:
            self.run(command, {}, "")
        except InstallError:
            return False
        return True


def run_for_real(environ: Mapping[str, str]) -> Run:
    """Runs commands on this machine, in this environment."""

    def run(command: Sequence[str], more: Mapping[str, str], text: str) -> str:
        try:
            done = subprocess.run(
                command,
                env={**environ, **more},
                input=text,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise InstallError(f"{command[0]} is not on this machine.") from None
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-15:]
            raise InstallError("\n".join([f"This failed: {' '.join(command)}", *said]))
        return done.stdout

    return run
