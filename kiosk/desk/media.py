"""Removable media that are mounted on this machine, for an export.

Linux only: `/proc/self/mountinfo` says what is mounted, `/sys/dev/block` what it lies on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
BLOCKS: Final = Path("/sys/dev/block")
_USUAL_PLACES: Final = ("/media/", "/run/media/")
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Medium:
    """A mounted medium: where, and what its people call it."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of mountinfo: `device` is `major:minor`."""

    device: str
    path: str
    options: frozenset[str]


def read_mounts(text: str) -> list[Mount]:
    """What a mountinfo (proc_pid_mountinfo(5)) says."""
    found = []
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) > 5:
            found.append(Mount(fields[2], _unescaped(fields[4]), frozenset(fields[5].split(","))))
    return found


def removable(mounts: list[Mount], is_removable: Callable[[str], bool]) -> list[Medium]:
    """The mounts that an agent can take away, by name.

    Args:
        mounts: all that is mounted.
        is_removable: of a device `major:minor`.
    """
    found = {
        mount.path: Medium(mount.path, Path(mount.path).name)
        for mount in mounts
        if "ro" not in mount.options and mount.path != "/"
        if mount.path.startswith(_USUAL_PLACES) or is_removable(mount.device)
    }
    return sorted(found.values(), key=lambda each: (each.name, each.path))


def list_media() -> list[Medium]:
    """Removable media mounted at this moment; none where the system does not tell."""
    try:
        text = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    return removable(read_mounts(text), lambda device: _is_removable(BLOCKS / device))


def _is_removable(block: Path) -> bool:
    """Whether the disk says so, or hangs on USB."""
    try:
        place = block.resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in place.parts):
        return True
    flags = (place / "removable", place.parent / "removable")
    return any(flag.is_file() and flag.read_text().strip() == "1" for flag in flags)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
