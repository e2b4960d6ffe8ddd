"""Backing up the keys: sealed copies in a directory, put back by the holders together.

A directory of copies holds one file a secret: `2026-10.copy` for a period key, `signing.copy` for
the collector's signing keys (all files of its own, see `collector.signing_key`). Every copy of a
period key is noted in the database: a key is not destroyed while one of them is unaccounted for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from collector.files import destroy_file, make_private_directory, write_file
from collector.keys.holders import FILE_NAME, Holders, read_holders, write_holders
from collector.keys.keyring import DESTROYED_SUFFIX, Keyring
from collector.keys.private import PeriodPrivateKey
from collector.keys.sealed_copy import (
    MOST_BYTES,
    CopyOf,
    SealedCopy,
    open_copy,
    read_copy,
    seal_copy,
    write_copy,
)
from collector.store import keys as store
from collector.store.engine import Database
from collector.store.key_copies import KeyCopy, add_copy
from collector.tally.archive import DIRECTORY
from collector.tally.archive import SUFFIX as CLAIM_SUFFIX
from shared import limits
from shared.periods import Period
from shared.problems import OperationProblem, Problem

SUFFIX: Final = ".copy"
SIGNING_NAME: Final = "signing"


@dataclass
class BackedUp:
    """What a backup wrote; `kept`: copies that were there already."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass
class PutBack:
    """What the holders put back. `refused`: file → why it was not."""

    periods: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def keep_holders(keys_dir: Path, holders: Holders, *, again: bool) -> None:
    """Write down to whom backups are sealed from now on.

    Raises:
        OperationProblem: `holders-known`: there are holders, and they are not to be replaced.
        OSError: it could not be written.
    """
    make_private_directory(keys_dir)
    try:
        write_file(keys_dir / FILE_NAME, write_holders(holders), replace=again)
    except FileExistsError:
        raise OperationProblem("holders-known") from None


def holders_of(directory: Path) -> Holders:
    """To whom backups are sealed: of the keys directory, or of a directory of copies.

    Raises:
        OperationProblem: `holders-missing`. FormatProblem: the file was altered.
    """
    try:
        return read_holders((directory / FILE_NAME).read_bytes())
    except FileNotFoundError:
        raise OperationProblem("holders-missing") from None


@dataclass(frozen=True)
class Backup:
    """Makes copies. `signing`: what a copy of the signing keys holds; empty for none."""

    database: Database
    keyring: Keyring
    holders: Holders
    signing: bytes
    random_bytes: Callable[[int], bytes]

    def write(self, directory: Path, place: str, now: datetime) -> BackedUp:
        """Have a directory hold a copy of every key that exists, and of the signing keys.

        Copies that are there already, sealed to the same holders, are kept: run it as often as
        keys are made.

        Args:
            directory: on another disk than the keys.
            place: its name among people, such as `safe, stick 2`.
            now: its day is noted.

        Raises:
            OperationProblem: `key-missing`. TrustProblem: `key-passphrase`.
            OSError: it could not be written; what was written is noted.
        """
        make_private_directory(directory)
        # Those who open the copies one day may have nothing else left.
        write_file(directory / FILE_NAME, write_holders(self.holders))
        done = BackedUp()
        with self.database.read() as transaction:
            living = [each for each in store.all_keys(transaction) if not each.destroyed]
        for key in living:
            path = directory / f"{key.period}{SUFFIX}"
            copy = self._present(path, key.public.key_id)
            if copy is None:
                copy = self._copy(key)
            noted = KeyCopy(copy.id, key.period, place[:100], now.date().isoformat())
            # First the note, then the file: a copy that nobody knows of would outlive its key.
            with self.database.begin() as transaction:
                add_copy(transaction, noted)
            self._put(path, copy, done)
        for path in records_in(self.keyring.directory):
            _copy_record(path, directory / path.relative_to(self.keyring.directory))
        if self.signing:
            path = directory / f"{SIGNING_NAME}{SUFFIX}"
            path.unlink(missing_ok=True)
            self._put(path, self._signing_copy(), done)
        return done

    def _copy(self, published: store.PublishedKey) -> SealedCopy:
        key = self.keyring.load(published.period)
        if key.public != published.public:
            raise OperationProblem("key-foreign", f"Period {published.period}.")
        return seal_copy(
            self.holders.public,
            CopyOf.PERIOD_KEY,
            str(published.period),
            key.public.key_id,
            key.raw,
            self.random_bytes,
        )

    def _signing_copy(self) -> SealedCopy:
        key = hashlib.sha256(self.signing).digest()[: limits.KEY_ID_BYTES]
        return seal_copy(
            self.holders.public,
            CopyOf.SIGNING_KEY,
            SIGNING_NAME,
            key,
            self.signing,
            self.random_bytes,
        )

    def _present(self, path: Path, key_id: bytes) -> SealedCopy | None:
        if not path.exists():
            return None
        copy = _read(path)
        good = copy.holders == self.holders.public.key_id and copy.key == key_id
        return copy if good else None

    def _put(self, path: Path, copy: SealedCopy, done: BackedUp) -> None:
        if path.exists() and _read(path).id == copy.id:
            done.kept.append(path.stem)
            return
        write_file(path, write_copy(copy))
        done.written.append(path.stem)


@dataclass(frozen=True)
class Restore:
    """Puts keys back with the holders' shares."""

    database: Database
    keyring: Keyring
    pair: PeriodPrivateKey

    def run(self, directory: Path, *, rehearse: bool = False) -> PutBack:
        """Put back every key of a directory of copies that is missing here.

        A key is put back only if it is the one published and was not destroyed.

        Args:
            directory: where the copies are.
            rehearse: open everything and compare, but write nothing.

        Raises:
            TrustProblem: `key-passphrase`: the keys here have another passphrase.
            OSError: it could not be written.
        """
        done = PutBack()
        with self.database.read() as transaction:
            known = {each.period: each for each in store.all_keys(transaction)}
        for path in () if rehearse else records_in(directory):
            target = self.keyring.directory / path.relative_to(directory)
            if not target.exists():
                _copy_record(path, target)
        for path in _copies_in(directory):
            try:
                copy = _read(path)
                secret = open_copy(self.pair, copy)
                if copy.what is CopyOf.PERIOD_KEY:
                    self._put_back(copy, PeriodPrivateKey(secret), known, done, rehearse)
            except Problem as problem:
                if problem.code == "key-passphrase":
                    raise
                done.refused[path.name] = str(problem)
        return done

    def _put_back(
        self,
        copy: SealedCopy,
        key: PeriodPrivateKey,
        known: dict[Period, store.PublishedKey],
        done: PutBack,
        rehearse: bool,
    ) -> None:
        period = Period.parse(copy.name)
        published = known.get(period)
        if published is None or published.public != key.public:
            raise OperationProblem("key-foreign", f"Period {period}.")
        if published.destroyed or self.keyring.statement(period):
            raise OperationProblem("key-destroyed", f"Period {period}.")
        if self.keyring.has(period):
            done.present.append(copy.name)
            return
        if not rehearse:
            self.keyring.put(period, key)
        done.periods.append(copy.name)


def open_signing_copy(directory: Path, pair: PeriodPrivateKey) -> bytes:
    """What a directory's copy of the signing keys holds; empty without one.

    Raises:
        TrustProblem: `backup-unopened`. OperationProblem, FormatProblem: it cannot be read.
    """
    path = directory / f"{SIGNING_NAME}{SUFFIX}"
    return open_copy(pair, _read(path)) if path.exists() else b""


def destroy_copies(directory: Path, period: Period) -> list[bytes]:
    """Overwrite and remove a period's copies in a directory; returns their ids."""
    path = directory / f"{period}{SUFFIX}"
    if not path.exists():
        return []
    copy_id = _read(path).id
    destroy_file(path)
    return [copy_id]


def copies_in(directory: Path, period: Period) -> list[bytes]:
    """The ids of a period's copies in a directory."""
    path = directory / f"{period}{SUFFIX}"
    return [_read(path).id] if path.exists() else []


def records_in(directory: Path) -> list[Path]:
    """What is kept beside keys and is no secret: statements of destruction, what was published."""
    statements = directory.glob(f"*{DESTROYED_SUFFIX}")
    return sorted([*statements, *(directory / DIRECTORY).glob(f"*{CLAIM_SUFFIX}")])


def _copy_record(path: Path, target: Path) -> None:
    data = path.read_bytes()
    if not target.exists() or target.read_bytes() != data:
        make_private_directory(target.parent)
        write_file(target, data)


def _copies_in(directory: Path) -> Iterator[Path]:
    if not directory.is_dir():
        raise OperationProblem("file-unreadable", f"{directory}: not a directory.")
    return iter(sorted(directory.glob(f"*{SUFFIX}")))


def _read(path: Path) -> SealedCopy:
    try:
        with path.open("rb") as stream:
            return read_copy(stream.read(MOST_BYTES + 1))
    except OSError as error:
        raise OperationProblem("file-unreadable", f"{path}: {error.strerror}.") from None
