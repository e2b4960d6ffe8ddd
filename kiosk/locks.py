"""A lock between processes that costs microseconds and tells whether another one held it since.

The spool takes it at every tap, where a general file lock (0.2 ms here) would cost as much as the
disk. The operating system frees it when its holder dies.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.files import storage_problems
from shared.problems import StorageProblem

_TOKEN_BYTES: Final = 16
_WAIT_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.01


class SharedLock:
    """Held by one thread of one process at a time.

    Args:
        path: of the lock file.
        token: 16 bytes that no other holder has.

    Raises:
        StorageProblem: the lock file cannot be opened.
    """

    def __init__(self, path: Path, token: bytes) -> None:
        self._token = token
        self._threads = threading.Lock()
        with storage_problems():
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def close(self) -> None:
        """Give the lock file back to the operating system."""
        os.close(self._descriptor)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Hold the lock; gives whether somebody else held it since this one last did.

        Raises:
            StorageProblem: `storage-busy` when another process keeps it for ten seconds.
        """
        with self._threads:
            self._acquire()
            try:
                yield self._sign()
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _sign(self) -> bool:
        with storage_problems():
            if os.pread(self._descriptor, _TOKEN_BYTES, 0) == self._token:
                return False
            os.pwrite(self._descriptor, self._token, 0)
            os.utime(self._descriptor, ns=(0, 0))
        return True

    def _acquire(self) -> None:
        give_up = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise StorageProblem("storage-busy") from None
                time.sleep(_PAUSE_SECONDS)
            else:
                return
