"""The keys directory: one encrypted file per period, outside the database.

A file is deterministic CBOR: `v`, `period`, `salt`, `iterations`, `lanes`, `memory` (KiB), `nonce`,
`sealed`. `sealed` is AES-256-GCM of the raw private key, its associated data
`isoloir/1/period-key` ‖ 0x00 ‖ period, under a key derived from the passphrase by Argon2id
(RFC 9106, section 4, second recommended choice). All files of a directory share one passphrase.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from collector.files import destroy_file, make_private_directory, write_file
from collector.keys.private import PeriodPrivateKey
from shared import cbor, limits
from shared.periods import Period
from shared.problems import FormatProblem, OperationProblem, TrustProblem

SUFFIX: Final = ".key"
DESTROYED_SUFFIX: Final = ".destroyed"
_MONTH: Final = "[0-9][0-9][0-9][0-9]-[01][0-9]"
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MOST_BYTES: Final = 1000
_MOST_MEMORY_KIB: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs: Argon2id passes, lanes and memory in KiB."""

    iterations: int = 3
    lanes: int = 4
    memory: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class _File:
    """What a key file holds."""

    period: Period
    salt: bytes
    cost: Cost
    nonce: bytes
    sealed: bytes


class Keyring:
    """The private halves of the period keys, in a directory.

    Args:
        directory: made, 0700, with the first key.
        passphrase: asked for only when a key is read or written.
        cost: of the files written from now on; files that are read name their own.
    """

    def __init__(self, directory: Path, passphrase: Callable[[], str], cost: Cost = Cost()) -> None:
        self._directory = directory
        self._ask = passphrase
        self._asked: str | None = None
        self._cost = cost
        self._derived: dict[tuple[bytes, Cost], bytes] = {}

    @property
    def directory(self) -> Path:
        """Where the files are."""
        return self._directory

    def passphrase(self) -> str:
        """The passphrase, asked for once.

        Raises:
            OperationProblem: whatever asking for it raises, such as `passphrase-missing`.
        """
        if self._asked is None:
            self._asked = self._ask()
        return self._asked

    def periods(self) -> list[Period]:
        """The periods whose private key is here, in order; wants no passphrase."""
        if not self._directory.is_dir():
            return []
        return sorted(Period.parse(path.stem) for path in self._directory.glob(f"{_MONTH}{SUFFIX}"))

    def has(self, period: Period) -> bool:
        """Whether the private key of a period is here; wants no passphrase."""
        return self._path(period).is_file()

    def load(self, period: Period) -> PeriodPrivateKey:
        """The private key of a period.

        Raises:
            OperationProblem: `key-missing`: there is no file, or it cannot be read.
            TrustProblem: `key-passphrase`: the passphrase does not open it, or it was altered.
        """
        return self._open(self._read(period))

    def create(self, period: Period) -> PeriodPrivateKey:
        """Make the key of a period, or return the one that is here already.

        Raises:
            TrustProblem: `key-passphrase`: the keys here were made with another passphrase.
            OSError: it could not be written.
        """
        if self.has(period):
            return self.load(period)
        return self.put(period, PeriodPrivateKey.generate())

    def put(
        self, period: Period, key: PeriodPrivateKey, *, replace: bool = False
    ) -> PeriodPrivateKey:
        """Keep a key; returns the one that is here now, another process's if it was first.

        Raises:
            TrustProblem: `key-passphrase`: the keys here were made with another passphrase.
            OSError: it could not be written.
        """
        make_private_directory(self._directory)
        salt, nonce = self._common_salt(), os.urandom(_NONCE_BYTES)
        derived = self._derive(salt, self._cost)
        sealed = AESGCM(derived).encrypt(nonce, key.raw, _associated(period))
        file = _File(period, salt, self._cost, nonce, sealed)
        try:
            write_file(self._path(period), _written(file), replace=replace)
        except FileExistsError:
            return self.load(period)
        return key

    def destroy(self, period: Period) -> bool:
        """Overwrite and remove the private key of a period; False when it was not here."""
        return destroy_file(self._path(period))

    def statement(self, period: Period) -> bytes:
        """The signed statement that a period's key was destroyed; empty without one."""
        path = self._directory / f"{period}{DESTROYED_SUFFIX}"
        return path.read_bytes() if path.exists() else b""

    def keep_statement(self, period: Period, statement: bytes) -> None:
        """Keep the statement that a period's key was destroyed; the first one counts."""
        make_private_directory(self._directory)
        with contextlib.suppress(FileExistsError):
            path = self._directory / f"{period}{DESTROYED_SUFFIX}"
            write_file(path, statement, replace=False)

    def destroyed_periods(self) -> list[Period]:
        """The periods whose key was destroyed, as far as this directory knows."""
        found = self._directory.glob(f"{_MONTH}{DESTROYED_SUFFIX}")
        return sorted(Period.parse(path.stem) for path in found)

    def _common_salt(self) -> bytes:
        """The salt of the newest file, once the passphrase is seen to open it."""
        present = self.periods()
        if not present:
            return next((salt for salt, _ in self._derived), os.urandom(_SALT_BYTES))
        newest = self._read(present[-1])
        self._open(newest)
        return newest.salt

    def _open(self, file: _File) -> PeriodPrivateKey:
        try:
            derived = self._derive(file.salt, file.cost)
            raw = AESGCM(derived).decrypt(file.nonce, file.sealed, _associated(file.period))
            return PeriodPrivateKey(raw)
        except InvalidTag:
            raise TrustProblem("key-passphrase", f"Period {file.period}.") from None

    def _derive(self, salt: bytes, cost: Cost) -> bytes:
        found = self._derived.get((salt, cost))
        if found is None:
            found = Argon2id(
                salt=salt,
                length=32,
                iterations=cost.iterations,
                lanes=cost.lanes,
                memory_cost=cost.memory,
            ).derive(self.passphrase().encode())
            self._derived[salt, cost] = found
        return found

    def _read(self, period: Period) -> _File:
        path = self._path(period)
        try:
            with path.open("rb") as stream:
                file = _parsed(stream.read(_MOST_BYTES + 1))
        except (OSError, FormatProblem) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not a key file"
            raise OperationProblem("key-missing", f"{path}: {reason}.") from None
        if file.period != period:
            raise OperationProblem("key-missing", f"{path} holds the key of {file.period}.")
        return file

    def _path(self, period: Period) -> Path:
        return self._directory / f"{period}{SUFFIX}"


def _associated(period: Period) -> bytes:
    return f"{limits.PRODUCT}/period-key".encode() + b"\0" + str(period).encode()


def _written(file: _File) -> bytes:
    fields: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "period": str(file.period),
        "salt": file.salt,
        "iterations": file.cost.iterations,
        "lanes": file.cost.lanes,
        "memory": file.cost.memory,
        "nonce": file.nonce,
        "sealed": file.sealed,
    }
    return cbor.encode(fields)


def _parsed(data: bytes) -> _File:
    fields = cbor.Reader(cbor.decode(data, _MOST_BYTES), "key file")
    fields.version(limits.FORMAT_VERSION)
    lanes = fields.number("lanes", 1, 64)
    file = _File(
        period=Period.parse(fields.text("period")),
        salt=fields.raw("salt", _SALT_BYTES),
        cost=Cost(
            iterations=fields.number("iterations", 1, 1000),
            lanes=lanes,
            memory=fields.number("memory", 8 * lanes, _MOST_MEMORY_KIB),
        ),
        nonce=fields.raw("nonce", _NONCE_BYTES),
        sealed=fields.raw("sealed"),
    )
    fields.done()
    return file
