"""Batches by stick: out, to the collector, and back with receipts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.export import export
from shared.messages import read_status
from shared.problems import OperationProblem
from shared.receipt import Receipt, write_receipt
from shared.signing import Signer
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import CollectorSimulator


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "data", CollectorSimulator())


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def carry(stick: Path, collector: CollectorSimulator) -> None:
    """What the collector does with a stick."""
    for file in stick.glob("*.batch"):
        file.with_suffix(".receipt").write_bytes(collector.receive(file.read_bytes()))


def test_a_stick_carries_batches_out_and_receipts_and_a_bundle_back(
    kiosk: Kiosk, stick: Path
) -> None:
    ids = kiosk.answer(3)
    name = f"isoloir-{kiosk.device.identity.device}-1.batch"
    out = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert (out.written, out.items, out.settled) == ([name], 3, 0)
    assert sorted(kiosk.everywhere()) == sorted(ids), "nothing left the device yet"
    carry(stick, kiosk.collector)
    kiosk.collector.serial = 7
    data = kiosk.collector.bundle_bytes(kiosk.device.identity.device)
    (stick / "anything.bundle").write_bytes(data)
    back = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert (back.settled, back.bundle, back.written, back.left) == (1, True, [], {})
    assert kiosk.collector.held == dict.fromkeys(ids, 1)
    assert not kiosk.everywhere()
    assert kiosk.device.serial == 7


def test_a_sign_of_life_goes_along_and_tells_when_a_month_is_drained(
    kiosk: Kiosk, stick: Path
) -> None:
    kiosk.answer(3)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    (file,) = stick.glob("*.status")
    status, envelope = read_status(file.read_bytes())
    envelope.verify(kiosk.collector.devices[status.device])
    assert status.waiting == {"2026-10": 3}
    carry(stick, kiosk.collector)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert read_status(file.read_bytes())[0].waiting == {}


def test_exporting_twice_writes_the_same_files_and_new_answers_come_in_a_new_one(
    kiosk: Kiosk, stick: Path
) -> None:
    kiosk.answer(2)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    first = {each.name: each.read_bytes() for each in stick.glob("*.batch")}
    kiosk.answer(1)
    again = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert len(again.written) == 2
    assert {name: (stick / name).read_bytes() for name in first} == first


def test_what_went_by_stick_and_by_network_is_counted_once(kiosk: Kiosk, stick: Path) -> None:
    ids = kiosk.answer(4)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    carry(stick, kiosk.collector)
    kiosk.courier.send()
    assert kiosk.collector.held == dict.fromkeys(ids, 1)
    assert export(stick, kiosk.device, kiosk.spool, kiosk.outbox).left == {}


def test_a_file_that_cannot_be_taken_is_named_with_the_reason(kiosk: Kiosk, stick: Path) -> None:
    kiosk.answer(1)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    parcel = kiosk.outbox.pending()[0]
    forged = Receipt(parcel.signed.digest, kiosk.device.identity.device, 1, 1, 0)
    (stick / "forged.receipt").write_bytes(write_receipt(Signer(os.urandom(32)), forged))
    (stick / "noise.receipt").write_bytes(b"noise")
    (stick / "huge.bundle").write_bytes(bytes(9_000_000))
    done = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert "signature" in done.left["forged.receipt"]
    assert "format" in done.left["noise.receipt"]
    assert "larger" in done.left["huge.bundle"]
    assert done.settled == 0
    assert len(kiosk.everywhere()) == 1


def test_an_older_bundle_on_a_stick_is_refused(kiosk: Kiosk, stick: Path) -> None:
    old = kiosk.collector.bundle_bytes(kiosk.device.identity.device)
    kiosk.collector.serial = 2
    kiosk.courier.contact()
    (stick / "old.bundle").write_bytes(old)
    done = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert "older" in done.left["old.bundle"]
    assert kiosk.device.serial == 2


def test_a_stick_of_several_devices_serves_each_its_own(
    kiosk: Kiosk, stick: Path, tmp_path: Path
) -> None:
    other = Kiosk(tmp_path / "other", kiosk.collector)
    ids = kiosk.answer(2) + other.answer(2)
    for each in (kiosk, other):
        export(stick, each.device, each.spool, each.outbox)
    carry(stick, kiosk.collector)
    for each in (kiosk, other):
        done = export(stick, each.device, each.spool, each.outbox)
        assert (done.settled, done.left) == (1, {})
    assert kiosk.collector.held == dict.fromkeys(ids, 1)


def test_a_directory_that_is_not_there_is_named(kiosk: Kiosk, tmp_path: Path) -> None:
    with pytest.raises(OperationProblem, match="nowhere"):
        export(tmp_path / "nowhere", kiosk.device, kiosk.spool, kiosk.outbox)
