"""Batches that come on a stick are taken in as those of the network, and answered beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.intake.files import receive_directory
from collector.store.devices import find_status
from shared.bundle import read_bundle
from shared.receipt import read_receipt
from tests.collector.intake.test_accept import counts
from tests.support.town import Machine, Town


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    directory = tmp_path / "stick"
    directory.mkdir()
    return directory


def put(stick: Path, town: Town, machine: Machine, items: list[bytes]) -> Path:
    data = machine.batch(town.context(), items)
    path = stick / f"isoloir-{machine.id}-{machine.sequence}.batch"
    path.write_bytes(data)
    return path


def receive(stick: Path, town: Town) -> object:
    return receive_directory(stick, town.database, town.intake(), town.signer, town.clock())


def test_each_batch_gets_its_receipt_and_each_device_its_bundle(town: Town, stick: Path) -> None:
    kiosk = town.kiosk()
    paths = [put(stick, town, kiosk, town.items(3)) for _ in range(2)]
    done = receive_directory(stick, town.database, town.intake(), town.signer, town.clock())
    assert (done.batches, done.again, done.accepted, done.refused) == (2, 0, 6, {})
    assert done.bundles == [f"isoloir-{kiosk.id}.bundle"]
    for number, path in enumerate(paths, start=1):
        data = path.with_suffix(".receipt").read_bytes()
        assert read_receipt(data, [town.signer.public]).sequence == number
    data = (stick / done.bundles[0]).read_bytes()
    assert read_bundle(data, [town.signer.public]) == town.bundle(kiosk)


def test_receiving_again_writes_the_very_same_receipts(town: Town, stick: Path) -> None:
    put(stick, town, town.kiosk(), town.items(3))
    receive(stick, town)
    written = {path.name: path.read_bytes() for path in stick.iterdir()}
    done = receive_directory(stick, town.database, town.intake(), town.signer, town.clock())
    assert (done.batches, done.again, done.accepted) == (1, 1, 0)
    assert {path.name: path.read_bytes() for path in stick.iterdir()} == written


def test_the_network_and_the_stick_give_one_receipt(town: Town, stick: Path) -> None:
    path = put(stick, town, town.kiosk(), town.items(3))
    by_network = town.intake().accept(path.read_bytes())
    receive(stick, town)
    assert path.with_suffix(".receipt").read_bytes() == by_network.receipt
    assert counts(town) == (1, 3, 3)


def test_a_file_that_is_refused_says_why_and_keeps_no_other_from_being_taken_in(
    town: Town, stick: Path
) -> None:
    put(stick, town, town.kiosk(), town.items(3))
    put(stick, town, Machine(), town.items(3))
    (stick / "broken.batch").write_bytes(b"\x01\x02")
    (stick / "large.batch").write_bytes(bytes(5 * 1024 * 1024))
    (stick / "folder.batch").mkdir()
    done = receive_directory(stick, town.database, town.intake(), town.signer, town.clock())
    assert (done.batches, done.accepted) == (1, 3)
    assert len(done.refused) == 4
    assert "not enrolled" in next(
        reason for name, reason in done.refused.items() if name.startswith("isoloir-")
    )
    assert not (stick / "broken.receipt").exists()


def test_a_status_on_the_stick_is_kept(town: Town, stick: Path) -> None:
    kiosk = town.kiosk()
    (stick / "isoloir.status").write_bytes(kiosk.status({"2026-10": 4}))
    done = receive_directory(stick, town.database, town.intake(), town.signer, town.clock())
    assert (done.statuses, done.bundles) == (1, [f"isoloir-{kiosk.id}.bundle"])
    with town.database.read() as transaction:
        status = find_status(transaction, kiosk.id)
    assert status is not None
    assert status.waiting == {"2026-10": 4}
