"""The bytes of a batch become a signed receipt; nothing else is remembered of their coming."""

from __future__ import annotations

from dataclasses import dataclass, replace

from collector.intake.chain import FIRST, LedgerEntry, entry_hash
from collector.intake.lengths import SealedLengths
from collector.store import intake as store
from collector.store.devices import find_device
from collector.store.engine import Database, Transaction
from collector.store.items import keep_items
from shared.batch import Batch, SignedBatch, read_batch
from shared.problems import FormatProblem, SurveyProblem, TrustProblem
from shared.receipt import Receipt, read_receipt, write_receipt
from shared.signing import Signer
from shared.succession import ancestry, honoured


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receipt's bytes, and whether this very batch had been accepted before."""

    receipt: bytes
    again: bool


class Intake:
    """Accepts batches. It is given no private period key, and needs none.

    Args:
        database: where ledger and vault are.
        signer: the collector's key, which signs receipts.
    """

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer
        self._honoured = (signer.public, *honoured(signer.chain))
        self._lengths = SealedLengths()
        self._public_keys: dict[str, bytes] = {}

    def accept(self, data: bytes) -> Accepted:
        """Keep a batch, once it is whole, signed by its device and allowed, and sign a receipt.

        The same bytes again get the same receipt. Items that came before in another batch are
        counted once.

        Raises:
            FormatProblem: the bytes break a rule of the format; `batch-sequence`,
                `batch-item-length`.
            TrustProblem: `device-unknown`, `device-revoked`, `signature-invalid`, `batch-point`,
                `key-unknown`, `key-destroyed`.
            SurveyProblem: `survey-unknown`.
            StorageProblem: nothing was kept; the same bytes may be sent again.
        """
        signed = read_batch(data)
        self._check_signature(signed)
        with self._database.begin() as transaction:
            return self._keep(transaction, signed)

    def _check_signature(self, signed: SignedBatch) -> None:
        # Before the writing transaction, so that strangers keep no device waiting.
        name = signed.batch.device
        public = self._public_keys.get(name)
        if public is None:
            with self._database.read() as transaction:
                device = find_device(transaction, name)
            if device is None:
                raise TrustProblem("device-unknown")
            # A device's name is a digest of its key: what is remembered can never become wrong.
            public = self._public_keys[name] = device.public
        signed.envelope.verify(public)

    def _keep(self, transaction: Transaction, signed: SignedBatch) -> Accepted:
        batch = signed.batch
        standing = store.standing_of(transaction, batch)
        if standing is None:
            raise TrustProblem("device-unknown")
        earlier = store.earlier_batch(transaction, batch.device, batch.sequence, signed.digest)
        if earlier is not None and earlier.digest == signed.digest:
            return Accepted(self._sign_again(earlier.receipt), again=True)
        if standing.device.revoked:
            raise TrustProblem("device-revoked")
        if earlier is not None:
            raise FormatProblem("batch-sequence", f"Sequence number {batch.sequence}.")
        _check_standing(batch, standing)
        self._lengths.check(transaction, batch)
        return Accepted(self._write(transaction, signed), again=False)

    def _sign_again(self, receipt: bytes) -> bytes:
        """The receipt as it was, unless its key was stolen since: devices would not take it."""
        try:
            read_receipt(receipt, self._honoured)
        except TrustProblem:
            return write_receipt(self._signer, read_receipt(receipt, ancestry(self._signer)))
        return receipt

    def _write(self, transaction: Transaction, signed: SignedBatch) -> bytes:
        batch = signed.batch
        accepted = keep_items(transaction, batch)
        repeated = len(batch.items) - accepted
        receipt = write_receipt(
            self._signer,
            Receipt(signed.digest, batch.device, batch.sequence, accepted, repeated),
        )
        head = store.head_of(transaction, batch.device)
        entry = LedgerEntry(
            device=batch.device,
            sequence=batch.sequence,
            place=head.place + 1 if head else 1,
            point=batch.context.point,
            period=batch.context.period,
            survey=batch.context.survey,
            key_id=batch.context.key_id,
            kind=batch.context.label.value,
            total=batch.total,
            digest=signed.digest,
            accepted=accepted,
            repeated=repeated,
            receipt=receipt,
            previous=head.entry if head else FIRST,
            entry=b"",
        )
        store.keep_entry(transaction, replace(entry, entry=entry_hash(entry)))
        return receipt


def _check_standing(batch: Batch, standing: store.Standing) -> None:
    if not standing.device.serves(batch.context.point, standing.caf):
        raise TrustProblem("batch-point", f"Point {batch.context.point}.")
    if not standing.survey_known:
        raise SurveyProblem("survey-unknown", f"Survey {batch.context.survey.hex()[:16]}.")
    if standing.key_period != batch.context.period:
        detail = f"Key {batch.context.key_id.hex()} for period {batch.context.period}."
        raise TrustProblem("key-unknown", detail)
    if standing.key_destroyed:
        raise TrustProblem("key-destroyed", f"Period {batch.context.period}.")
