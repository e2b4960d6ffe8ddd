"""Small files that must be whole, private, and really gone when they are removed."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

PRIVATE_FILE_MODE: Final = 0o600
PRIVATE_DIRECTORY_MODE: Final = 0o700


def make_private_directory(path: Path) -> None:
    """Make a directory that only its owner can enter, and its parents."""
    path.mkdir(mode=PRIVATE_DIRECTORY_MODE, parents=True, exist_ok=True)


def write_file(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file, mode 0600, whole or not at all, and on the disk when this returns.

    Raises:
        FileExistsError: there is one already, and it is not to be replaced.
        OSError: it could not be written; what was there before is still there.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(name).replace(path)
        else:
            path.hardlink_to(name)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_directory(path.parent)


def destroy_file(path: Path) -> bool:
    """Overwrite a file, then remove it; False when there is none.

    Overwriting in place does not reach what a solid-state disk or a copying file system keeps
    elsewhere: the encryption of what the file held is what counts there.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            size = path.stat().st_size
            for filling in (os.urandom(size), bytes(size)):
                file.seek(0)
                file.write(filling)
                os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    path.unlink()
    sync_directory(path.parent)
    return True


def refuse_shared_file(path: Path) -> None:
    """See that nobody but its owner can read a file, where the system keeps such rights.

    A file of root's may be readable by a group, as an installation that gives each program a user
    of its own shares one (PostgreSQL's libpq takes its private keys by the same rule).

    Raises:
        PermissionError: others can.
    """
    if os.name != "posix":
        return
    status = path.stat()
    if stat.S_IMODE(status.st_mode) & (0o037 if status.st_uid == 0 else 0o077):
        raise PermissionError(errno.EACCES, "others can read it: give it the mode 0600", str(path))


def sync_directory(path: Path) -> None:
    """Make a directory's entries durable, where the system lets a directory be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
