"""One batch, one attempt: what became of it is one of three outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.outbox import Parcel
from kiosk.transport import Reply, Request, Transport, reply_problem
from shared.batch import BATCH_MEDIA_TYPE
from shared.problems import FormatProblem, Problem, TrustProblem
from shared.receipt import Receipt, read_receipt


class Outcome(Enum):
    """What became of an attempt; nothing else can."""

    ACCEPTED = "accepted"
    """A signed receipt names the batch: it may leave the device."""
    TRY_LATER = "try-later"
    """It stays. The collector may have it or not: the same bytes get the same receipt."""
    REFUSED = "refused"
    """The same bytes can never be accepted: they are set aside with the reason."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, and the problem unless it is `ACCEPTED`."""

    outcome: Outcome
    problem: Problem | None = None


def deliver(transport: Transport, parcel: Parcel, signers: tuple[bytes, ...]) -> Verdict:
    """Send a batch once.

    Args:
        transport: to the collector.
        parcel: the batch.
        signers: the collector keys whose receipts count.
    """
    request = Request("POST", "/v1/batches", parcel.data, BATCH_MEDIA_TYPE)
    try:
        reply = transport.exchange(request)
    except Problem as problem:
        return Verdict(Outcome.TRY_LATER, problem)
    if reply.status in (200, 201):
        return _judge_receipt(reply, parcel, signers)
    reason, final = reply_problem(reply)
    return Verdict(Outcome.REFUSED if final else Outcome.TRY_LATER, reason)


def check_receipt(data: bytes, parcel: Parcel, signers: tuple[bytes, ...]) -> Receipt:
    """Read a receipt, and make sure that it is this batch's.

    Raises:
        FormatProblem: it is not a receipt, or another batch's.
        TrustProblem: `signature-invalid`.
    """
    receipt = read_receipt(data, signers)
    if receipt.batch != parcel.signed.digest:
        raise FormatProblem("format-malformed", "The receipt names another batch.")
    if receipt.device != parcel.signed.batch.device or receipt.sequence != parcel.sequence:
        raise TrustProblem("signature-invalid", "The receipt is for another device or number.")
    return receipt


def _judge_receipt(reply: Reply, parcel: Parcel, signers: tuple[bytes, ...]) -> Verdict:
    try:
        check_receipt(reply.body, parcel, signers)
    except Problem as problem:
        return Verdict(Outcome.TRY_LATER, problem)
    return Verdict(Outcome.ACCEPTED)
