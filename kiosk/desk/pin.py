"""The desk's PIN: kept as an argon2 hash, tried ever more slowly.

What is kept in `desk.json` beside the hash is only how many attempts failed in a row; no time. The
count is written before an attempt is judged, so that pulling the plug gains nothing; after a
restart the delay it stands for begins anew. A PIN of six digits keeps visitors from the desk's
page; it does not keep anything from somebody who took the disk, where nothing can be read anyway.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.clock import Monotonic
from kiosk.files import make_directory, replace_file
from shared.problems import OperationProblem, StorageProblem

PIN_FILE: Final = "desk.json"

FEWEST_DIGITS: Final = 6
MOST_DIGITS: Final = 12

FREE_ATTEMPTS: Final = 3
"""Typing errors that cost nothing."""

FIRST_DELAY_SECONDS: Final = 15
LONGEST_DELAY_SECONDS: Final = 15 * 60
"""96 attempts a day at most: half of the six-digit PINs take 14 years. Longer would let any
visitor lock the agent out for long."""

_MOST_FAILURES: Final = 1_000_000

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB: the smallest that OWASP recommends, so that the kiosk stays small."""


class Entry(Enum):
    """What became of an attempt to enter."""

    OPEN = auto()
    WRONG = auto()
    TOO_SOON = auto()
    """Not even looked at."""
    NO_PIN = auto()


@dataclass(frozen=True, slots=True)
class _Kept:
    hash: str = ""
    failures: int = 0


def delay_seconds(failures: int) -> int:
    """How long the next attempt must wait after so many failures in a row."""
    beyond = failures - FREE_ATTEMPTS
    if beyond < 0:
        return 0
    return min(FIRST_DELAY_SECONDS << min(beyond, 16), LONGEST_DELAY_SECONDS)


def check_new_pin(pin: str) -> None:
    """Check a PIN that somebody chose.

    Raises:
        OperationProblem: `pin-unfit`.
    """
    if not (pin.isascii() and pin.isdigit() and FEWEST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise OperationProblem(
            "pin-unfit", f"It must be {FEWEST_DIGITS} to {MOST_DIGITS} digits long."
        )
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        raise OperationProblem("pin-unfit", "Everybody tries this one first.")


class Pin:
    """The PIN of a data directory. Safe to share between threads of one server.

    Args:
        data_dir: holds `desk.json`.
        monotonic: seconds that never go back, for the delay.
    """

    def __init__(self, data_dir: Path, monotonic: Monotonic) -> None:
        self._path = data_dir / PIN_FILE
        self._monotonic = monotonic
        self._lock = Lock()
        self._failed_at = monotonic()

    def set(self, pin: str) -> None:
        """Choose the PIN; earlier failures are forgotten.

        Raises:
            OperationProblem: `pin-unfit`.
            StorageProblem: the earlier one, if any, still holds.
        """
        check_new_pin(pin)
        make_directory(self._path.parent)
        self._keep(_Kept(_HASHER.hash(pin)))

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return bool(self._kept().hash)

    @property
    def wait(self) -> int:
        """Seconds until the next attempt is looked at, rounded up."""
        kept = self._kept()
        left = delay_seconds(kept.failures) - (self._monotonic() - self._failed_at)
        return max(0, -int(-left // 1))

    def enter(self, attempt: str) -> Entry:
        """Try a PIN.

        Raises:
            StorageProblem: the attempt could not be counted, and was not judged.
        """
        with self._lock:
            kept = self._kept()
            if not kept.hash:
                return Entry.NO_PIN
            if self.wait:
                return Entry.TOO_SOON
            failures = min(kept.failures + 1, _MOST_FAILURES)
            self._keep(_Kept(kept.hash, failures))
            self._failed_at = self._monotonic()
            if not _matches(kept.hash, attempt):
                return Entry.WRONG
            self._keep(_Kept(kept.hash, 0))
            return Entry.OPEN

    def _kept(self) -> _Kept:
        try:
            document = json.loads(self._path.read_bytes())
            failures = max(0, min(int(document["failures"]), _MOST_FAILURES))
            return _Kept(str(document["hash"]), failures)
        except FileNotFoundError:
            return _Kept()
        except (OSError, ValueError, KeyError, TypeError):
            raise StorageProblem("storage-failed", f"{self._path} cannot be read.") from None

    def _keep(self, kept: _Kept) -> None:
        document = {"hash": kept.hash, "failures": kept.failures}
        replace_file(self._path, json.dumps(document).encode())


def _matches(hashed: str, attempt: str) -> bool:
    """In the same time whatever the attempt; a longer one than any PIN is cut, and never fits."""
    try:
        return _HASHER.verify(hashed, attempt[: MOST_DIGITS + 1])
    except (VerificationError, InvalidHashError):
        return False
