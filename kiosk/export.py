"""The way without a network: batches leave on a stick, receipts and a bundle come back on it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.courier.courier import device_status
from kiosk.courier.delivery import check_receipt
from kiosk.declarations import Declarations
from kiosk.device import DeviceState
from kiosk.files import replace_file, storage_problems
from kiosk.outbox import Outbox, Parcel
from kiosk.speech import PackStore, wanted_packs
from kiosk.spool import Spool
from shared import limits
from shared.declaration import read_acknowledgement
from shared.messages import write_status
from shared.problems import OperationProblem, Problem, ResponseProblem
from shared.receipt import read_receipt
from shared.speech_pack import pack_name

RECEIPT_PATTERN: Final = "*.receipt"
ACKNOWLEDGEMENT_PATTERN: Final = "*.acknowledgement"
BUNDLE_PATTERN: Final = "*.bundle"


@dataclass(slots=True)
class Exported:
    """What an export came to.

    `settled` batches are known to be at the collector and left the device; `bundle` tells whether a
    newer one was taken, `speech` how many packs of speech were; `written` are the names of the
    batch files now in the directory; `declarations` of the desk were written and `acknowledged`
    ones left the device; `left` are files of the directory that were not taken, each with the
    reason.
    """

    settled: int = 0
    bundle: bool = False
    speech: int = 0
    written: list[str] = field(default_factory=list)
    items: int = 0
    declarations: int = 0
    acknowledged: int = 0
    left: dict[str, str] = field(default_factory=dict)


def export(directory: Path, device: DeviceState, spool: Spool, outbox: Outbox) -> Exported:
    """Take in what the collector sent on a stick, then write every batch that has no receipt yet.

    A sign of life goes along: it is how the collector learns that a month is drained here. Call it
    under `only_courier`. Running it again writes the same batches.

    Raises:
        OperationProblem: `file-unreadable`: there is no such directory.
        StorageProblem: a file could not be written; the batches stay on the device.
    """
    if not directory.is_dir():
        raise OperationProblem("file-unreadable", f"{directory}: not a directory.")
    done = Exported()
    outbox.recover(spool)
    _take_bundles(directory, device, done)
    _take_speech(directory, device, done)
    _take_receipts(directory, device, outbox, done)
    _exchange_declarations(directory, device, done)
    while outbox.form(spool):
        pass
    for parcel in outbox.pending():
        name = f"isoloir-{device.identity.device}-{parcel.sequence}.batch"
        replace_file(directory / name, parcel.data)
        done.written.append(name)
        done.items += parcel.count
    status = write_status(device.signer, device_status(device, spool, outbox))
    replace_file(directory / f"isoloir-{device.identity.device}.status", status)
    return done


def _take_bundles(directory: Path, device: DeviceState, done: Exported) -> None:
    for path in sorted(directory.glob(BUNDLE_PATTERN)):
        try:
            done.bundle |= device.accept_bundle(_read(path, limits.MAX_BUNDLE_BYTES))
        except Problem as problem:
            done.left[path.name] = str(problem)


def _take_speech(directory: Path, device: DeviceState, done: Exported) -> None:
    """Take the packs that the bundle names; others on the stick are for other devices."""
    try:
        wanted = wanted_packs(device.bundle)
    except ResponseProblem:
        return
    store = PackStore(device.data_dir)
    for digest in wanted:
        path = directory / pack_name(digest)
        if not path.exists() or store.has(digest):
            continue
        try:
            store.keep(_read(path, limits.MAX_SPEECH_PACK_BYTES), digest)
            done.speech += 1
        except Problem as problem:
            done.left[path.name] = str(problem)


def _take_receipts(directory: Path, device: DeviceState, outbox: Outbox, done: Exported) -> None:
    waiting = outbox.pending()
    for path in sorted(directory.glob(RECEIPT_PATTERN)):
        try:
            parcel = _receipted(_read(path, limits.MAX_MESSAGE_BYTES), waiting, device)
        except Problem as problem:
            done.left[path.name] = str(problem)
            continue
        if parcel is not None:
            outbox.settle(parcel)
            waiting.remove(parcel)
            done.settled += 1


def _exchange_declarations(directory: Path, device: DeviceState, done: Exported) -> None:
    """Let go of what was acknowledged, then write what was not."""
    kept = Declarations(device.data_dir, device.signer, device.identity.device)
    waiting = {each.signed.digest: each for each in kept.pending()}
    for path in sorted(directory.glob(ACKNOWLEDGEMENT_PATTERN)):
        try:
            data = _read(path, limits.MAX_MESSAGE_BYTES)
            slip = waiting.pop(read_acknowledgement(data, device.signers).declaration, None)
        except Problem as problem:
            done.left[path.name] = str(problem)
            continue
        if slip is not None:
            kept.settle(slip)
            done.acknowledged += 1
    for slip in waiting.values():
        replace_file(directory / f"isoloir-{slip.name}.declaration", slip.data)
    done.declarations = len(waiting)
    with contextlib.suppress(ResponseProblem):
        kept.forget_told({each.id for each in device.bundle.answers})


def _receipted(data: bytes, waiting: list[Parcel], device: DeviceState) -> Parcel | None:
    """The batch that a receipt names; None for one that left before, or another device's."""
    receipt = read_receipt(data, device.signers)
    for parcel in waiting:
        if receipt.batch == parcel.signed.digest:
            check_receipt(data, parcel, device.signers)
            return parcel
    return None


def _read(path: Path, limit: int) -> bytes:
    with storage_problems(), path.open("rb") as file:
        return file.read(limit + 1)
