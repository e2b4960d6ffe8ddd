"""The proof of work, and the check of the collector's signature, agree with Python's."""

from __future__ import annotations

import hashlib
import os

import pytest

from kiosk.phone.challenges import leading_zeros
from shared.bundle import read_bundle, write_bundle
from tests.kiosk.phone_web.node import Phone
from tests.vectors.make import COLLECTOR, PERIOD, STRANGER, _bundle


@pytest.mark.parametrize("bits", [0, 1, 7, 8, 13])
def test_the_counter_that_the_browser_finds_is_work_enough_and_the_first(
    phone: Phone, bits: int
) -> None:
    challenge = os.urandom(32).hex()[:63]
    counter = phone.ask("solve", challenge=challenge, bits=bits)
    zeros = [
        leading_zeros(hashlib.sha256(f"{challenge}.{each:08x}".encode()).digest())
        for each in range(int(counter, 16) + 1)
    ]
    assert len(counter) == 8
    assert zeros[-1] >= bits
    assert all(each < bits for each in zeros[:-1])


def given() -> dict[str, str]:
    bundle = read_bundle(write_bundle(COLLECTOR, _bundle()), [COLLECTOR.public])
    return {
        "period": PERIOD,
        "key": bundle.keys[PERIOD].raw.hex(),
        "signer": bundle.signer.hex(),
        "proof": bundle.proofs[PERIOD].hex(),
    }


def test_the_browser_accepts_a_key_that_the_collector_signed(phone: Phone) -> None:
    assert phone.ask("isVouchedFor", **given()) is True


@pytest.mark.parametrize(
    "change",
    [
        {"period": "2026-11"},
        {"key": given()["key"][:-2] + "00"},
        {"signer": STRANGER.public.hex()},
        {"proof": "00" * 64},
    ],
    ids=["another period", "another key", "another signer", "no signature"],
)
def test_the_browser_refuses_any_other(phone: Phone, change: dict[str, str]) -> None:
    assert phone.ask("isVouchedFor", **{**given(), **change}) is False
