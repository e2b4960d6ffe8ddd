"""The end of a period's key: every copy accounted for, the key destroyed, a statement signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collector.keys.backup import copies_in, destroy_copies
from collector.keys.destruction import (
    CopyEnd,
    Counts,
    Destruction,
    read_destruction,
    write_destruction,
)
from collector.keys.keyring import Keyring
from collector.keys.lifecycle import destroy_key
from collector.store import keys as store
from collector.store.engine import Database
from collector.store.key_copies import Gone, KeyCopy, copies_of, mark_gone
from collector.store.reconciliation import balance_entries
from collector.tally.archive import Archive
from collector.tally.balance import Balance
from shared.periods import Period
from shared.problems import OperationProblem, TrustProblem
from shared.signing import Signer


@dataclass(frozen=True)
class KeyEnd:
    """Ends period keys. `signer`: the collector's, which signs what was done. `archive`: of what
    was published; it forgets the period's items too.
    """

    database: Database
    keyring: Keyring
    signer: Signer
    archive: Archive

    def end(
        self,
        period: Period,
        now: datetime,
        *,
        directories: Sequence[Path] = (),
        declared: Sequence[bytes] = (),
        force: bool = False,
    ) -> Destruction:
        """Destroy a period's key and its copies for ever; returns what was stated.

        Running it again finishes one that was interrupted.

        Args:
            period: whose key.
            now: its day is stated.
            directories: of copies, whose files are overwritten and removed.
            declared: ids of copies that somebody says are gone.
            force: although something may be lost, or a copy is not accounted for.

        Raises:
            TrustProblem: `key-unknown`.
            OperationProblem: `period-not-drained`, with the reasons; `copy-unknown`.
        """
        reachable = {each for place in directories for each in copies_in(place, period)}
        self._see_declared(period, declared)
        dealt = {*reachable, *declared}
        more = tuple(reasons_of_copies(self._copies(period), dealt))
        overridden = destroy_key(self.database, self.keyring, period, now, force=force, more=more)
        for place in directories:
            self._mark(destroy_copies(place, period), Gone.DESTROYED)
        self._mark(declared, Gone.DECLARED)
        self.archive.forget_tags(period)
        statement = self._state(period, now, overridden)
        self.keyring.keep_statement(period, write_destruction(self.signer, statement))
        return statement

    def _copies(self, period: Period) -> list[KeyCopy]:
        with self.database.read() as transaction:
            return copies_of(transaction, period)

    def _see_declared(self, period: Period, declared: Sequence[bytes]) -> None:
        known = {copy.id for copy in self._copies(period)}
        for each in declared:
            if each not in known:
                raise OperationProblem("copy-unknown", f"{each.hex()} of {period}.")

    def _mark(self, ids: Iterable[bytes], how: Gone) -> None:
        with self.database.begin() as transaction:
            for each in ids:
                mark_gone(transaction, each, how)

    def _state(self, period: Period, now: datetime, overridden: tuple[str, ...]) -> Destruction:
        with self.database.read() as transaction:
            key = store.find_key(transaction, period)
            balance = Balance()
            for entry in balance_entries(transaction):
                if entry.period == str(period):
                    balance.add(entry)
            copies = copies_of(transaction, period)
        if key is None:
            raise TrustProblem("key-unknown", f"Period {period}.")
        aside = sum(balance.set_aside.values())
        return Destruction(
            period=period,
            key_id=key.public.key_id,
            day=now.date().isoformat(),
            counts=Counts(balance.received, balance.tallied, aside, balance.waiting),
            copies=tuple(CopyEnd(each.id, each.place, each.gone) for each in copies),
            overridden=overridden,
        )


def reasons_of_copies(copies: Iterable[KeyCopy], dealt: Iterable[bytes] = ()) -> Iterable[str]:
    """Why a key is not destroyed yet: the copies that nobody has accounted for."""
    known = set(dealt)
    for copy in copies:
        if copy.gone is Gone.NOT and copy.id not in known:
            yield f"Copy {copy.id.hex()} of it is at {copy.place!r} since {copy.made}."


def prove(
    database: Database, keyring: Keyring, trusted: Iterable[bytes], data: bytes
) -> Destruction:
    """Check a statement against what is here: the key cannot come back.

    Raises:
        FormatProblem, TrustProblem: it is not a statement of this collector.
        OperationProblem: `statement-refuted`: the key's file, a copy, or its use is still there.
    """
    destruction = read_destruction(data, trusted)
    period = destruction.period
    with database.read() as transaction:
        key = store.find_key(transaction, period)
        copies = copies_of(transaction, period)
    if key is None or not key.destroyed or key.public.key_id != destruction.key_id:
        raise OperationProblem("statement-refuted", f"Intake still takes responses of {period}.")
    if keyring.has(period):
        raise OperationProblem("statement-refuted", f"The file of {period} is still there.")
    for reason in reasons_of_copies(copies):
        raise OperationProblem("statement-refuted", reason)
    return destruction
