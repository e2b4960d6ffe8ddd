"""Batches that came on a USB stick: the same bytes, the same rules, receipts beside them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from collector.activity.accept import accept_declaration
from collector.files import write_file
from collector.intake.accept import Intake
from collector.registry.bundles import bundle_for
from collector.registry.status import accept_status
from collector.speech.shelf import Shelf
from collector.store.devices import find_device
from collector.store.engine import Database
from shared import limits
from shared.bundle import Bundle, write_bundle
from shared.messages import read_status
from shared.problems import FormatProblem, OperationProblem, SurveyProblem, TrustProblem
from shared.receipt import read_receipt
from shared.signing import Signer
from shared.speech_pack import pack_name
from shared.succession import ancestry

BATCHES: Final = "*.batch"
DECLARATIONS: Final = "*.declaration"
STATUSES: Final = "*.status"

_REFUSALS: Final = (FormatProblem, TrustProblem, SurveyProblem, OperationProblem)
"""What is wrong with a file; a database that does not answer is no fault of any."""


@dataclass(slots=True)
class Received:
    """What a directory came to. `refused`: file name → reason; those files are left as they are."""

    batches: int = 0
    again: int = 0
    accepted: int = 0
    statuses: int = 0
    declarations: int = 0
    bundles: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def receive_directory(
    directory: Path,
    database: Database,
    intake: Intake,
    signer: Signer,
    now: datetime,
    shelf: Shelf | None = None,
) -> Received:
    """Take in every batch, declaration and status of a directory.

    Each batch gets a `.receipt` beside it, each declaration an `.acknowledgement`, each device
    heard of a `.bundle` with the packs of speech that it names, from `shelf`. Doing it again writes
    the same ones.

    Raises:
        OSError: a receipt could not be written; what was taken in is kept, run it again.
        StorageProblem: the database does not answer.
    """
    done, devices = Received(), set[str]()
    for path in sorted(directory.glob(BATCHES)):
        try:
            devices.add(_take_batch(path, intake, signer, done))
        except _REFUSALS as problem:
            done.refused[path.name] = str(problem)
    devices |= _take_declarations(directory, database, signer, now, done)
    for path in sorted(directory.glob(STATUSES)):
        try:
            data = _read(path, limits.MAX_MESSAGE_BYTES)
            accept_status(database, data, now.date())
        except _REFUSALS as problem:
            done.refused[path.name] = str(problem)
            continue
        devices.add(read_status(data)[0].device)
        done.statuses += 1
    for device in sorted(devices):
        bundle = _bundle_of(device, database, signer, now)
        path = directory / f"isoloir-{device}.bundle"
        write_file(path, write_bundle(signer, bundle))
        done.bundles.append(path.name)
        if shelf is not None:
            _write_speech(directory, bundle, shelf)
    return done


def _take_batch(path: Path, intake: Intake, signer: Signer, done: Received) -> str:
    data = _read(path, limits.MAX_BATCH_BYTES)
    accepted = intake.accept(data)
    write_file(path.with_suffix(".receipt"), accepted.receipt)
    receipt = read_receipt(accepted.receipt, ancestry(signer))
    done.batches += 1
    done.again += accepted.again
    done.accepted += 0 if accepted.again else receipt.accepted
    return receipt.device


def _take_declarations(
    directory: Path, database: Database, signer: Signer, now: datetime, done: Received
) -> set[str]:
    devices = set()
    for path in sorted(directory.glob(DECLARATIONS)):
        try:
            data = _read(path, limits.MAX_DECLARATION_BYTES)
            accepted = accept_declaration(database, signer, data, now)
        except _REFUSALS as problem:
            done.refused[path.name] = str(problem)
            continue
        write_file(path.with_suffix(".acknowledgement"), accepted.acknowledgement)
        devices.add(accepted.device)
        done.declarations += 1
    return devices


def _bundle_of(device: str, database: Database, signer: Signer, now: datetime) -> Bundle:
    with database.read() as transaction:
        known = find_device(transaction, device)
        if known is None:
            raise TrustProblem("device-unknown")
        return bundle_for(transaction, known, signer, now)


def _write_speech(directory: Path, bundle: Bundle, shelf: Shelf) -> None:
    for digest in sorted({each for packs in bundle.speech.values() for each in packs.values()}):
        path = directory / pack_name(digest)
        if path.exists():
            continue
        # A pack that is lost here leaves the device without that voice, not without its bundle.
        with contextlib.suppress(OperationProblem):
            write_file(path, shelf.data(digest))


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise OperationProblem("file-unreadable", f"{error.strerror}.") from None
