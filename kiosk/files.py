"""Files that are there after a power cut, or not at all; and what a full disk is called here."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.problems import StorageProblem

NEW_SUFFIX: Final = ".new"
"""Of a file that is being written; one left behind by a crash was never promised to anybody."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def storage_problems() -> Iterator[None]:
    """Turn what the operating system refuses into a problem of the catalogue.

    Raises:
        StorageProblem: `storage-full`, `storage-failed`.
    """
    try:
        yield
    except OSError as error:
        code = "storage-full" if error.errno in _FULL else "storage-failed"
        raise StorageProblem(code, f"{error.strerror or error}.") from error


def make_directory(path: Path) -> None:
    """A directory that only its owner enters, durable, made if it is not there.

    Raises:
        StorageProblem: it cannot be made.
    """
    with storage_problems():
        if not path.is_dir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_directory(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole and durably: a reader, or a crash, meets the old one or the new one.

    Raises:
        StorageProblem: the old one, if any, is as it was.
    """
    new = path.with_name(path.name + NEW_SUFFIX)
    with storage_problems():
        try:
            _write_whole(new, data)
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file durably; nothing happens if it is not there.

    Raises:
        StorageProblem: it is still there.
    """
    with storage_problems():
        path.unlink(missing_ok=True)
        sync_directory(path.parent)


def move_file(path: Path, target: Path) -> None:
    """Move a file durably within one file system.

    Raises:
        StorageProblem: it is where it was.
    """
    with storage_problems():
        path.replace(target)
        sync_directory(target.parent)
        sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make durable what was created, renamed or removed in a directory."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_mib(path: Path) -> int:
    """Free room on the disk, in MiB.

    Raises:
        StorageProblem: the disk does not answer.
    """
    with storage_problems():
        return shutil.disk_usage(path).free >> 20


def write_all(descriptor: int, data: bytes, offset: int) -> None:
    """`pwrite` until every byte is written."""
    written = os.pwrite(descriptor, data, offset)
    while written < len(data):
        written += os.pwrite(descriptor, data[written:], offset + written)


def _write_whole(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        write_all(descriptor, data, 0)
        # A time of last writing would be the time of a visitor.
        os.utime(descriptor, ns=(0, 0))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
