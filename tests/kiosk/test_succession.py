"""A station follows the collector's signing keys forward, and never back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kiosk.device import DeviceState
from kiosk.enrol import enrol
from shared.bundle import write_bundle
from shared.receipt import Receipt, read_receipt, write_receipt
from shared.signing import Signer
from shared.succession import write_link
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import CollectorSimulator
from tests.support.problems import refused


def change(collector: CollectorSimulator, *, stolen: bool = False) -> Signer:
    """Give the collector another signing key; returns the one it had."""
    old, new = collector.signer, Signer(os.urandom(32))
    link = write_link(old, new.public, stolen=stolen)
    collector.signer = replace(new, chain=(*old.chain, link))
    collector.serial += 1
    return old


def receipt(signer: Signer, device: DeviceState) -> bytes:
    return write_receipt(signer, Receipt(bytes(32), device.identity.device, 1, 1, 0))


def test_a_station_that_was_away_during_two_changes_finds_the_way(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, CollectorSimulator())
    waiting = kiosk.answer(3)
    change(kiosk.collector)
    change(kiosk.collector)
    done = kiosk.courier.send()
    assert (done.problem, done.items) == (None, 3)
    assert kiosk.collector.held == dict.fromkeys(waiting, 1)
    kiosk.open()
    assert kiosk.device.bundle.signer == kiosk.collector.signer.public, "also after a restart"


def test_the_retired_key_leads_nowhere_any_more(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, CollectorSimulator())
    collector, device = kiosk.collector, kiosk.device
    old = change(collector)
    kiosk.courier.send()
    collector.serial += 1
    bundle = collector.bundle(device.identity.device)
    with refused("signature-invalid"):
        device.accept_bundle(write_bundle(old, bundle))
    elsewhere = Signer(os.urandom(32))
    fork = replace(elsewhere, chain=(write_link(old, elsewhere.public),))
    with refused("signature-invalid"):
        device.accept_bundle(write_bundle(fork, bundle))
    shortened = replace(collector.signer, chain=())
    assert device.accept_bundle(write_bundle(shortened, bundle)), "the present key itself may"


def test_a_link_that_its_retiring_key_did_not_sign_is_refused(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, CollectorSimulator())
    thief = Signer(os.urandom(32))
    forged = write_link(replace(thief), thief.public)
    collector = kiosk.collector
    collector.serial += 1
    bundle = collector.bundle(kiosk.device.identity.device)
    with refused("signature-invalid"):
        kiosk.device.accept_bundle(write_bundle(replace(thief, chain=(forged,)), bundle))


def test_receipts_on_their_way_count_unless_their_key_was_stolen(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, CollectorSimulator())
    old = change(kiosk.collector)
    kiosk.courier.send()
    read_receipt(receipt(old, kiosk.device), kiosk.device.signers)
    older = change(kiosk.collector, stolen=True)
    kiosk.courier.send()
    read_receipt(receipt(old, kiosk.device), kiosk.device.signers)
    with refused("signature-invalid"):
        read_receipt(receipt(older, kiosk.device), kiosk.device.signers)


def test_a_ticket_of_an_earlier_key_enrols_and_of_a_foreign_one_does_not(tmp_path: Path) -> None:
    collector = CollectorSimulator()
    ticket = collector.ticket()
    change(collector)
    change(collector)
    identity = enrol(ticket, tmp_path / "one", lambda _: collector, os.urandom)
    assert identity.anchors == (collector.signer.public,)
    foreign = CollectorSimulator()
    foreign.tickets = dict.fromkeys(collector.tickets, "")
    with refused("signature-invalid"):
        enrol(ticket, tmp_path / "two", lambda _: foreign, os.urandom)
