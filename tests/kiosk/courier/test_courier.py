"""Promise 8 on the way to the collector: nothing lost, nothing twice, whatever the line does."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.clock import PREMISES
from kiosk.courier.contact import read_contact
from kiosk.outbox import Outbox
from kiosk.transport import Reply, Request
from shared import limits
from shared.sealing import Label
from shared.signing import Signer
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import CollectorSimulator, Faults


@pytest.fixture
def collector() -> CollectorSimulator:
    return CollectorSimulator()


@pytest.fixture
def kiosk(tmp_path: Path, collector: CollectorSimulator) -> Kiosk:
    return Kiosk(tmp_path / "data", collector)


def settled(kiosk: Kiosk, ids: list[bytes]) -> bool:
    """Whether the collector counted each id once, and the device let go of all of them."""
    return kiosk.collector.held == dict.fromkeys(ids, 1) and not kiosk.everywhere()


def test_what_waits_arrives_sorted_by_id_and_leaves_the_device(kiosk: Kiosk) -> None:
    ids = kiosk.answer(12) + kiosk.answer(2, Label.COMMENT)
    done = kiosk.courier.send()
    assert (done.batches, done.items, done.problem, done.news) == (2, 14, None, None)
    assert settled(kiosk, ids)
    assert [each.batch.sequence for each in kiosk.collector.batches] == [1, 2]
    assert [each.batch.total for each in kiosk.collector.batches] in ([12, 14], [2, 14])
    assert all(list(each.batch.ids) == sorted(each.batch.ids) for each in kiosk.collector.batches)


def test_a_large_backlog_travels_in_several_batches(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ITEMS_PER_BATCH", 20)
    ids = kiosk.answer(50)
    assert kiosk.courier.send().batches == 3
    assert settled(kiosk, ids)


def test_offline_everything_stays_and_only_one_batch_is_formed(kiosk: Kiosk) -> None:
    kiosk.collector.faults.offline = True
    ids = kiosk.answer(12)
    for _ in range(5):
        done = kiosk.courier.send()
        assert done.problem is not None
        assert done.problem.code == "collector-unreachable"
        ids += kiosk.answer(12)
    assert len(kiosk.outbox.pending()) == 1, "no groups on disk that tell which are older"
    assert sorted(kiosk.everywhere()) == sorted(ids)
    kiosk.collector.faults.offline = False
    kiosk.open()
    kiosk.courier.send()
    assert settled(kiosk, ids)


def test_after_months_offline_everything_arrives_under_its_own_month(kiosk: Kiosk) -> None:
    kiosk.collector.faults.offline = True
    ids: list[bytes] = []
    for _ in range(120):
        ids += kiosk.answer(1)
        kiosk.courier.send()
        kiosk.clock.forward(days=1)
    assert set(kiosk.courier.status().waiting) == {"2026-10", "2026-11", "2026-12"}
    kiosk.collector.faults.offline = False
    kiosk.open()
    kiosk.courier.send()
    assert settled(kiosk, ids)
    found = {each.batch.context.period for each in kiosk.collector.batches}
    assert found == {"2026-10", "2026-11", "2026-12"}


@pytest.mark.parametrize(
    "faults",
    [
        Faults(lose_replies=True),
        Faults(status=500),
        Faults(status=404),
        Faults(corrupt_receipts=True),
        Faults(sign_receipts_with=Signer(bytes(32))),
        Faults(refuse="database-unavailable"),
        Faults(refuse="format-version"),
    ],
    ids=["lost reply", "500", "404", "cut receipt", "foreign receipt", "busy", "not final"],
)
def test_without_a_good_receipt_the_batch_stays_and_is_counted_once_later(
    kiosk: Kiosk, faults: Faults
) -> None:
    ids = kiosk.answer(3)
    kiosk.collector.faults = faults
    for _ in range(3):
        assert kiosk.courier.send().problem is not None
        assert len(kiosk.outbox.pending()) == 1
        assert sorted(kiosk.everywhere()) == sorted(ids)
        kiosk.open()
    kiosk.collector.faults = Faults()
    assert kiosk.courier.send().problem is None
    assert settled(kiosk, ids)
    assert not kiosk.outbox.quarantined()


def test_a_receipt_of_another_batch_is_not_taken_for_this_one(kiosk: Kiosk) -> None:
    kiosk.answer(1)
    kiosk.courier.send()
    old = kiosk.collector.receive(kiosk.collector.requests[1].body)

    class Replays:
        def exchange(self, request: Request) -> Reply:
            return Reply(201, old)

    kiosk.answer(1)
    kiosk.transport = Replays()
    kiosk.open()
    done = kiosk.courier.send()
    assert done.problem is not None
    assert "another batch" in str(done.problem)
    assert len(kiosk.outbox.pending()) == 1


def test_what_is_refused_for_ever_is_kept_aside_with_its_reason_and_stops_nothing_else(
    kiosk: Kiosk,
) -> None:
    refused = kiosk.answer(4)
    kiosk.collector.faults.refuse = "key-destroyed"
    done = kiosk.courier.send()
    assert (done.refused, done.batches, done.problem) == (4, 0, None)
    (aside,) = kiosk.outbox.quarantined()
    assert (aside.items, aside.period, aside.code) == (4, "2026-10", "key-destroyed")
    assert "destroyed" in aside.reason
    kiosk.collector.faults = Faults()
    ids = kiosk.answer(2)
    kiosk.open()
    assert kiosk.courier.send().items == 2
    assert kiosk.collector.held == dict.fromkeys(ids, 1)
    assert kiosk.courier.status().quarantined == 4
    assert kiosk.outbox.send_again() == 1
    assert kiosk.courier.send().items == 4
    assert settled(kiosk, ids + refused)
    assert not kiosk.outbox.quarantined()


def test_a_batch_whose_bytes_rotted_on_disk_is_set_aside_and_named(kiosk: Kiosk) -> None:
    kiosk.answer(3)
    kiosk.collector.faults.offline = True
    kiosk.courier.send()
    (file,) = (kiosk.data_dir / "outbox").iterdir()
    file.write_bytes(file.read_bytes()[:-50])
    kiosk.collector.faults.offline = False
    ids = kiosk.answer(2)
    assert kiosk.courier.send().items == 2
    (aside,) = kiosk.outbox.quarantined()
    assert (aside.sequence, aside.code, aside.items) == (1, "format-malformed", 0)
    assert kiosk.collector.held == dict.fromkeys(ids, 1)
    assert kiosk.collector.batches[0].batch.sequence == 2


def test_counters_lost_with_their_file_are_found_again_on_the_batches(kiosk: Kiosk) -> None:
    kiosk.answer(3)
    kiosk.courier.send()
    kiosk.answer(4)
    kiosk.collector.faults.offline = True
    kiosk.courier.send()
    before = kiosk.outbox.counters()
    (kiosk.data_dir / "courier.json").write_bytes(b"{")
    kiosk.open()
    assert kiosk.outbox.counters() == before == kiosk.outbox.counters()
    kiosk.outbox.recover(kiosk.spool)
    assert json.loads((kiosk.data_dir / "courier.json").read_bytes()) == {"sequence": 2, "total": 7}


def test_news_come_with_every_contact(kiosk: Kiosk) -> None:
    kiosk.answer(2)
    kiosk.collector.serial = 4
    kiosk.courier.send()
    assert kiosk.device.serial == 4
    (status,) = kiosk.collector.statuses
    assert (status.serial, status.total, status.waiting) == (4, 2, {})
    assert status.free_mib > 0
    assert read_contact(kiosk.data_dir).code == ""


def test_an_older_bundle_is_reported_and_keeps_no_answer_from_leaving(kiosk: Kiosk) -> None:
    kiosk.collector.serial = 5
    kiosk.courier.contact()
    kiosk.collector.serial = 3
    ids = kiosk.answer(2)
    done = kiosk.courier.send()
    assert done.news is not None
    assert done.news.code == "bundle-rollback"
    assert settled(kiosk, ids)
    assert kiosk.device.serial == 5
    assert read_contact(kiosk.data_dir).code == "bundle-rollback"
    assert len(kiosk.collector.statuses) == 2, "the sign of life is given all the same"


def test_the_last_contact_is_told_to_the_day_only(kiosk: Kiosk) -> None:
    kiosk.collector.faults.offline = True
    assert kiosk.courier.contact() is not None
    contact = read_contact(kiosk.data_dir)
    assert (contact.day, contact.code) == ("2026-10-06", "collector-unreachable")


def test_a_device_that_knows_no_bundle_fetches_one(kiosk: Kiosk) -> None:
    (kiosk.data_dir / "bundle.cbor").unlink()
    kiosk.open()
    assert kiosk.device.serial == 0
    kiosk.collector.serial = 2
    assert kiosk.courier.contact() is None
    assert kiosk.device.serial == 2


def test_a_clock_that_jumps_by_years_loses_nothing(kiosk: Kiosk) -> None:
    ids: list[bytes] = []
    for year in (2026, 2099, 1990, 2026, 2038, 1970):
        kiosk.clock.at = datetime(year, 11, 2, 9, tzinfo=PREMISES)
        ids += kiosk.answer(2)
        kiosk.open()
    kiosk.courier.send()
    assert settled(kiosk, ids)


def test_a_disk_that_was_copied_shows_as_a_refusal_and_drops_nothing(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    shutil.copytree(kiosk.data_dir, tmp_path / "copy")
    copy = Kiosk(tmp_path / "copy", kiosk.collector)
    first, second = kiosk.answer(2), copy.answer(3)
    kiosk.courier.send()
    done = copy.courier.send()
    assert done.refused == 3
    (aside,) = copy.outbox.quarantined()
    assert aside.code == "batch-sequence"
    assert kiosk.collector.held == dict.fromkeys(first, 1)
    assert not set(second) & set(kiosk.collector.held)


def test_a_batch_that_another_key_signed_is_refused_and_kept(kiosk: Kiosk) -> None:
    stranger = Outbox(kiosk.data_dir, Signer(os.urandom(32)), kiosk.device.identity.device)
    kiosk.answer(1)
    assert stranger.form(kiosk.spool) is not None
    kiosk.open()
    done = kiosk.courier.send()
    assert done.refused == 1
    assert kiosk.outbox.quarantined()[0].code == "signature-invalid"
