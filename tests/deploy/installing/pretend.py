"""A machine that is none: a directory for its files, and commands that are only noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.installing.machine import InstallError, Machine

INSTALLED = "install ok installed"


@dataclass
class Pretended:
    """What was done to a machine; `packages` are those of Debian that it has."""

    root: Path
    commands: list[str] = field(default_factory=list)
    packages: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    @property
    def machine(self) -> Machine:
        """The machine, as the set-up sees it."""
        return Machine(self.root, self._run, self.said.append)

    def told(self, program: str) -> list[str]:
        """The commands of one program since the last time."""
        found = [each for each in self.commands if each.split()[0].endswith(program)]
        self.commands = [each for each in self.commands if each not in found]
        return found

    def _run(self, command: Sequence[str], _more: Mapping[str, str], text: str) -> str:
        if command[0] == "dpkg-query":
            if command[-1] not in self.packages:
                raise InstallError("no packages found")
            return INSTALLED
        self.commands.append(" ".join(command) + (f" <<< {len(text)}" if text else ""))
        if command[:2] == ("apt-get", "install"):
            self.packages |= {each for each in command[2:] if not each.startswith("-")}
        if command[1:3] == ("-m", "venv"):
            Path(command[3], "bin").mkdir(parents=True)
        return ""


def pretend_machine(root: Path, *, system: str = "debian", version: str = "13") -> Pretended:
    """A bare machine on which systemd runs."""
    (root / "etc").mkdir(parents=True)
    (root / "etc/os-release").write_text(f'ID={system}\nVERSION_ID="{version}"\n')
    (root / "run/systemd/system").mkdir(parents=True)
    return Pretended(root)
