"""The program itself: a virtual environment from the lock, with hashes, replaced as a whole.

Each version lies in a directory of its own below `/opt/isoloir`, and `/opt/isoloir/venv` points at
the one in use: a set-up that is cut off leaves the old one running.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing.machine import InstallError, Machine

PLACE: Final = "/opt/isoloir"
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Program:
    """What is installed.

    `lock` pins every package with hashes; `wheel` is Isoloir's own; `wheels` is a directory that
    holds every package, for a machine without an index, or None.
    """

    lock: Path
    wheel: Path
    wheels: Path | None = None

    @property
    def digest(self) -> str:
        """Of all of it, short enough for a directory's name."""
        digest = hashlib.sha256()
        for file in (self.lock, self.wheel):
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:16]


def find_wheel(root: Path) -> Path:
    """Isoloir's wheel in `dist/`, as its list of digests says it must be.

    Raises:
        InstallError: there is none, there are several, or it is not the one that was packed.
    """
    found = sorted((root / "dist").glob("isoloir-*.whl"))
    if len(found) != 1:
        raise InstallError(
            f"One wheel is wanted in {root / 'dist'}: `python3 deploy/kit.py` makes it."
        )
    sums = root / SUMS
    if sums.exists():
        lines = (line.split("  ", 1) for line in sums.read_text().splitlines())
        wanted = {name: digest for digest, name in lines}
        name = found[0].relative_to(root).as_posix()
        if wanted.get(name) != hashlib.sha256(found[0].read_bytes()).hexdigest():
            raise InstallError(f"{name} is not the one that was packed: get the kit again.")
    return found[0]


def install(machine: Machine, program: Program) -> bool:
    """Install what is not there yet, and use it; whether anything changed."""
    place = machine.path(f"{PLACE}/{program.digest}")
    link = machine.path(f"{PLACE}/venv")
    done = place / "complete"
    if done.exists() and link.is_symlink() and link.readlink() == Path(program.digest):
        return False
    if not done.exists():
        _make(machine, program, place)
        done.touch()
    new = link.with_name("venv.new")
    new.unlink(missing_ok=True)
    new.symlink_to(program.digest)
    new.replace(link)
    for old in link.parent.iterdir():
        if old.is_dir() and not old.is_symlink() and old != place:
            shutil.rmtree(old)
    return True


def remove(machine: Machine) -> None:
    """Take the program away."""
    shutil.rmtree(machine.path(PLACE), ignore_errors=True)


def _make(machine: Machine, program: Program, place: Path) -> None:
    machine.say("Installing the program from the lock; a minute or two")
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    machine.do("python3", "-m", "venv", str(place))
    pip = [str(place / "bin/python"), "-m", "pip", "--quiet", "--no-input", "install"]
    index = ["--no-index", "--find-links", str(program.wheels)] if program.wheels else []
    only = ["--require-hashes", "--only-binary=:all:"]
    machine.do(*pip, *only, *index, "-r", str(program.lock))
    machine.do(*pip, "--no-deps", "--no-index", str(program.wheel))
    machine.do(*pip[:1], "-m", "pip", "check")
