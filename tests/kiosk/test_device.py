"""Who a device is, and which bundle it believes."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.clock import PREMISES
from kiosk.device import BUNDLE_FILE, IDENTITY_FILE, DeviceState
from kiosk.enrol import enrol
from shared.periods import Period
from shared.problems import FormatProblem, OperationProblem, ResponseProblem, TrustProblem
from shared.sealing import Label
from shared.signing import Signer
from tests.kiosk.parts import Clock, Kiosk
from tests.simulators.collector_simulator import POINT, CollectorSimulator, small_survey


@pytest.fixture
def collector() -> CollectorSimulator:
    return CollectorSimulator()


@pytest.fixture
def kiosk(tmp_path: Path, collector: CollectorSimulator) -> Kiosk:
    return Kiosk(tmp_path / "data", collector)


def test_an_enrolled_device_knows_its_point_its_survey_and_its_keys(kiosk: Kiosk) -> None:
    assert kiosk.device.point.id == POINT
    assert kiosk.device.survey == small_survey()
    assert kiosk.device.serial == 1
    context, key = kiosk.device.lane(Label.RESPONSE)
    assert (context.point, context.period, context.survey) == (
        POINT,
        "2026-10",
        small_survey().digest,
    )
    assert context.key_id == key.key_id


def test_the_secrets_of_a_device_are_for_its_owner_only(kiosk: Kiosk) -> None:
    assert stat.S_IMODE(kiosk.data_dir.stat().st_mode) == 0o700
    files = [each for each in kiosk.data_dir.iterdir() if each.is_file()]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


@pytest.mark.parametrize(
    ("year", "month", "chosen"),
    [(2026, 11, "2026-11"), (1970, 1, "2026-10"), (2099, 1, "2026-12"), (2027, 2, "2026-12")],
)
def test_a_clock_that_is_wrong_by_years_still_finds_the_nearest_key(
    kiosk: Kiosk, year: int, month: int, chosen: str
) -> None:
    kiosk.clock.at = datetime(year, month, 3, tzinfo=PREMISES)
    period, key = kiosk.device.sealing_key()
    assert period == Period.parse(chosen)
    assert key == kiosk.collector.keys[chosen]


def test_a_newer_bundle_is_seen_by_every_process_as_soon_as_it_is_kept(kiosk: Kiosk) -> None:
    other = DeviceState(kiosk.data_dir, kiosk.clock.now)
    assert other.survey.version == 1
    kiosk.collector.survey, kiosk.collector.serial = small_survey(2), 2
    assert kiosk.device.accept_bundle(kiosk.collector.bundle_bytes(kiosk.device.identity.device))
    assert kiosk.device.survey.version == 2
    assert other.survey.version == 2


def test_an_older_bundle_is_refused_and_the_newer_one_kept(kiosk: Kiosk) -> None:
    name = kiosk.device.identity.device
    old = kiosk.collector.bundle_bytes(name)
    kiosk.collector.serial = 5
    kiosk.device.accept_bundle(kiosk.collector.bundle_bytes(name))
    with pytest.raises(FormatProblem) as met:
        kiosk.device.accept_bundle(old)
    assert met.value.code == "bundle-rollback"
    assert DeviceState(kiosk.data_dir, kiosk.clock.now).serial == 5


def test_a_bundle_by_another_signer_or_for_another_device_is_refused(kiosk: Kiosk) -> None:
    stranger = CollectorSimulator(serial=9)
    with pytest.raises(TrustProblem):
        kiosk.device.accept_bundle(stranger.bundle_bytes(kiosk.device.identity.device))
    kiosk.collector.serial = 9
    with pytest.raises(TrustProblem, match="another device"):
        kiosk.device.accept_bundle(kiosk.collector.bundle_bytes("0" * 16))
    assert kiosk.device.serial == 1


def test_the_collector_can_change_its_key_and_change_it_again(kiosk: Kiosk) -> None:
    name = kiosk.device.identity.device
    for serial in (2, 3):
        new = Signer(os.urandom(32))
        kiosk.collector.serial, kiosk.collector.next_signers = serial, (new.public,)
        kiosk.device.accept_bundle(kiosk.collector.bundle_bytes(name))
        kiosk.collector.signer = new
        kiosk.open()
        assert kiosk.device.signers == (new.public,)
    kiosk.collector.serial = 4
    assert kiosk.device.accept_bundle(kiosk.collector.bundle_bytes(name))
    kiosk.open()
    assert kiosk.device.serial == 4


def test_without_a_valid_bundle_nobody_can_answer_until_one_is_fetched(kiosk: Kiosk) -> None:
    (kiosk.data_dir / BUNDLE_FILE).write_bytes(b"noise")
    kiosk.open()
    with pytest.raises(ResponseProblem) as met:
        kiosk.device.sealing_key()
    assert met.value.code == "survey-unavailable"
    assert kiosk.device.serial == 0
    kiosk.device.accept_bundle(kiosk.collector.bundle_bytes(kiosk.device.identity.device))
    assert kiosk.device.survey == small_survey()


def test_a_ticket_works_once_and_the_same_device_may_try_it_again(
    tmp_path: Path, collector: CollectorSimulator
) -> None:
    ticket = collector.ticket()
    collector.faults.lose_replies = True
    with pytest.raises(OperationProblem) as met:
        enrol(ticket, tmp_path / "one", lambda _: collector, os.urandom)
    assert met.value.code == "collector-unreachable"
    collector.faults.lose_replies = False
    identity = enrol(ticket.lower(), tmp_path / "one", lambda _: collector, os.urandom)
    assert set(collector.devices) == {identity.device}
    with pytest.raises(OperationProblem) as refused:
        enrol(ticket, tmp_path / "two", lambda _: collector, os.urandom)
    assert refused.value.code == "ticket-refused"
    with pytest.raises(OperationProblem) as again:
        enrol(ticket, tmp_path / "one", lambda _: collector, os.urandom)
    assert again.value.code == "already-enrolled"


def test_a_collector_that_the_ticket_does_not_name_enrols_nobody(
    tmp_path: Path, collector: CollectorSimulator
) -> None:
    ticket = collector.ticket()
    stranger = CollectorSimulator(tickets=collector.tickets)
    with pytest.raises(TrustProblem, match="not the collector that the ticket names"):
        enrol(ticket, tmp_path, lambda _: stranger, os.urandom)
    assert not (tmp_path / IDENTITY_FILE).exists()


def test_a_mistyped_ticket_is_noticed_before_anything_is_sent(
    tmp_path: Path, collector: CollectorSimulator
) -> None:
    ticket = collector.ticket()
    wrong = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
    with pytest.raises(FormatProblem) as met:
        enrol(wrong, tmp_path, lambda _: collector, os.urandom)
    assert met.value.code == "ticket-invalid"
    assert not collector.requests


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"device": 3}', "\xff"])
def test_an_identity_that_was_altered_is_named(kiosk: Kiosk, text: str) -> None:
    (kiosk.data_dir / IDENTITY_FILE).write_text(text, encoding="latin-1")
    with pytest.raises(OperationProblem, match=IDENTITY_FILE) as met:
        DeviceState(kiosk.data_dir, Clock().now)
    assert met.value.code == "file-unreadable"
