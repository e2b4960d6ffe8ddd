"""The courier: carries what waits to the collector, and brings back receipts and the bundle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from kiosk.clock import Clock
from kiosk.courier.contact import LastContact, fetch_bundle, post_status, versions, write_contact
from kiosk.courier.delivery import Outcome, Verdict, deliver
from kiosk.courier.speech import fetch_speech
from kiosk.declarations import Declarations, deliver_all
from kiosk.device import DeviceState
from kiosk.files import free_mib, storage_problems
from kiosk.outbox import Outbox, Parcel
from kiosk.spool import Spool
from kiosk.transport import Transport
from shared.bundle import Bundle
from shared.messages import Status
from shared.problems import Problem, StorageProblem

LOCK_FILE: Final = "courier.lock"


@dataclass(slots=True)
class Round:
    """What one round of sending came to.

    `batches` and `items` were accepted, `refused` items went to quarantine; of the desk's
    declarations `declared` were acknowledged and `declarations_refused` set aside; `problem` is
    what made the round stop early, or None; `news` is why the bundle, a declaration or the sign of
    life failed afterwards.
    """

    batches: int = 0
    items: int = 0
    refused: int = 0
    declared: int = 0
    declarations_refused: int = 0
    problem: Problem | None = None
    news: Problem | None = None


@contextmanager
def only_courier(data_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Work on the outbox alone, waiting at most `patience` seconds for another process.

    Raises:
        StorageProblem: `storage-busy`.
    """
    lock = FileLock(data_dir / LOCK_FILE, thread_local=False)
    with storage_problems():
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise StorageProblem("storage-busy", "Another process is sending.") from None
    try:
        yield
    finally:
        lock.release()


class Courier:
    """Carries what waits. Call it under `only_courier`.

    Args:
        device: who sends, and whose receipts count.
        spool: sealed items that wait.
        outbox: batches on their way.
        transport: to the collector.
        clock: for the day of the last contact.
    """

    def __init__(
        self, device: DeviceState, spool: Spool, outbox: Outbox, transport: Transport, clock: Clock
    ) -> None:
        self._device = device
        self._spool = spool
        self._outbox = outbox
        self._transport = transport
        self._clock = clock
        self._declarations = Declarations(device.data_dir, device.signer, device.identity.device)

    def send(self) -> Round:
        """Send everything that waits, one batch after the other, then fetch the bundle.

        While a batch is unanswered no other is formed: months offline leave no groups on the disk
        that would tell which answers are older.

        Raises:
            StorageProblem: the disk failed; nothing is lost.
        """
        done = Round()
        self._outbox.recover(self._spool)
        for parcel in self._parcels():
            if not self._send_one(parcel, done):
                break
        if done.problem is None:
            done.news = self._exchange_news(done)
        self._record(done.problem or done.news)
        return done

    def contact(self) -> Problem | None:
        """Declare, fetch the bundle and give a sign of life; the problem if that failed.

        Raises:
            StorageProblem: the disk failed.
        """
        problem = self._exchange_news(Round())
        self._record(problem)
        return problem

    def status(self) -> Status:
        """The sign of life: what waits here, in numbers.

        Raises:
            StorageProblem: the disk does not answer.
        """
        return device_status(self._device, self._spool, self._outbox)

    def _parcels(self) -> Iterator[Parcel]:
        yield from self._outbox.pending()
        while parcel := self._outbox.form(self._spool):
            yield parcel

    def _send_one(self, parcel: Parcel, done: Round) -> bool:
        verdict = deliver(self._transport, parcel, self._device.signers)
        if verdict.problem is not None and verdict.problem.code == "signature-invalid":
            verdict = self._with_new_signers(parcel, verdict)
        if verdict.outcome is Outcome.ACCEPTED:
            self._outbox.settle(parcel)
            done.batches += 1
            done.items += parcel.count
        elif verdict.outcome is Outcome.REFUSED and verdict.problem is not None:
            self._outbox.quarantine(parcel, verdict.problem)
            done.refused += parcel.count
        else:
            done.problem = verdict.problem
        return done.problem is None

    def _with_new_signers(self, parcel: Parcel, verdict: Verdict) -> Verdict:
        """The collector may have another signing key by now, which its bundle leads to."""
        known = self._device.signers
        try:
            self._fetch()
        except Problem:
            return verdict
        if self._device.signers == known:
            return verdict
        return deliver(self._transport, parcel, self._device.signers)

    def _exchange_news(self, done: Round) -> Problem | None:
        problems = []
        declared = deliver_all(self._transport, self._declarations, self._device.signers)
        done.declared, done.declarations_refused = declared.sent, declared.refused
        if declared.problem is not None:
            problems.append(declared.problem)
        for exchange in (self._fetch, self._tell, self._fetch_speech):
            try:
                exchange()
            except Problem as problem:
                problems.append(problem)
        return problems[0] if problems else None

    def _fetch(self) -> None:
        if fetch_bundle(self._device, self._transport):
            self._declarations.forget_told({each.id for each in self._device.bundle.answers})

    def _fetch_speech(self) -> None:
        problem = fetch_speech(self._device, self._transport)
        if problem is not None:
            raise problem

    def _tell(self) -> None:
        post_status(self._device, self._transport, self.status())

    def _record(self, problem: Problem | None) -> None:
        code, reason = (problem.code, str(problem)) if problem else ("", "")
        day = self._clock().date().isoformat()
        write_contact(self._device.data_dir, LastContact(day, code, reason))


def device_status(device: DeviceState, spool: Spool, outbox: Outbox) -> Status:
    """What waits on a device, in numbers; a batch on its way still waits.

    Raises:
        StorageProblem: the disk does not answer.
    """
    waiting = spool.count_by_period()
    for parcel in outbox.pending():
        period = parcel.signed.batch.context.period
        waiting[period] = waiting.get(period, 0) + parcel.count
    return Status(
        device=device.identity.device,
        waiting=waiting,
        quarantined=sum(each.items for each in outbox.quarantined()),
        serial=device.serial,
        total=outbox.counters().total,
        free_mib=free_mib(device.data_dir),
        versions=versions(device.today, _bundle_of(device)),
    )


def _bundle_of(device: DeviceState) -> Bundle | None:
    """What the device has; a sign of life is due also from one that has nothing yet."""
    try:
        return device.bundle
    except Problem:
        return None
