"""Copies the trees of files that make a role, and knows which ones it wrote.

A list of what was written, with digests, stays on the machine: the next version takes away what it
has no more, and a settings file that somebody changed is left as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing.machine import Machine

NOTES: Final = "/var/lib/isoloir-install"
SETTINGS: Final = "/etc/isoloir/"
"""Files there are somebody's to change."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file as it shall be; `mode` is 0644 or 0755."""

    name: str
    data: bytes
    mode: int

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def wanted_files(trees: Iterable[Path]) -> list[Wanted]:
    """The files of these trees by name; a later tree's goes before an earlier one's."""
    found = {each.name: each for tree in trees for each in _files(tree)}
    return [found[name] for name in sorted(found)]


def apply(machine: Machine, role: str, wanted: Iterable[Wanted]) -> list[str]:
    """Write what is not as it shall be, take away what an older version left; the names of both."""
    before = written_by(machine, role)
    written: dict[str, str] = {}
    changed = []
    for file in wanted:
        path = machine.path(file.name)
        kept = _is_somebody_s(path, file, before.get(file.name))
        written[file.name] = before.get(file.name, "") if kept else file.digest
        if not kept and _write(path, file):
            changed.append(file.name)
    changed += take_away(machine, sorted(set(before) - set(written)))
    note = machine.path(f"{NOTES}/{role}.json")
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(written, indent=1), encoding="utf-8")
    return changed


def written_by(machine: Machine, role: str) -> dict[str, str]:
    """The files that a role's installation wrote, with their digests; empty if there was none."""
    note = machine.path(f"{NOTES}/{role}.json")
    if not note.exists():
        return {}
    files: dict[str, str] = json.loads(note.read_text(encoding="utf-8"))
    return files


def installed_roles(machine: Machine) -> set[str]:
    """The roles that this machine has."""
    return {path.stem for path in machine.path(NOTES).glob("*.json")}


def forget(machine: Machine, role: str) -> None:
    """Remove the list of what a role wrote."""
    note = machine.path(f"{NOTES}/{role}.json")
    note.unlink()
    _remove_own_directory(note.parent)


def take_away(machine: Machine, names: Iterable[str]) -> list[str]:
    """Remove files that are there; their names."""
    gone = []
    for name in names:
        path = machine.path(name)
        if path.exists():
            path.unlink()
            gone.append(name)
            _remove_own_directory(path.parent)
    return gone


def _remove_own_directory(directory: Path) -> None:
    """Remove a directory that bears our name, or holds drop-ins, once it is empty."""
    own = "isoloir" in directory.name or directory.name.endswith(".d")
    if own and not any(directory.iterdir()):
        directory.rmdir()


def _files(tree: Path) -> Iterator[Wanted]:
    for path in sorted(tree.rglob("*")):
        if path.is_file():
            name = f"/{path.relative_to(tree).as_posix()}"
            runs = path.stat().st_mode & 0o100
            yield Wanted(name, path.read_bytes(), 0o755 if runs else 0o644)


def _is_somebody_s(path: Path, file: Wanted, ours: str | None) -> bool:
    """Whether this is a settings file that is there, and not as it was last written."""
    if not file.name.startswith(SETTINGS) or not path.exists():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() not in (ours, file.digest)


def _write(path: Path, file: Wanted) -> bool:
    if (
        path.is_file()
        and path.read_bytes() == file.data
        and path.stat().st_mode & 0o777 == file.mode
    ):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(file.data)
    new.chmod(file.mode)
    new.replace(path)
    return True
