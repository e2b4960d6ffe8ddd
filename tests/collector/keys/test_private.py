"""A period's private key opens what was sealed to it in its context, and nothing else."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace

import pytest

from collector.keys.private import PRIVATE_KEY_BYTES, PeriodPrivateKey
from shared.periods import Period
from shared.sealing import Context, Label, seal
from tests.support.problems import refused

KEY = PeriodPrivateKey.generate()
CONTEXT = Context(Label.RESPONSE, "2026-10", KEY.public.key_id, "rouen", bytes(32))
SEALED = seal(KEY.public, CONTEXT, os.urandom(16), b"plain")


def test_what_is_sealed_opens() -> None:
    assert KEY.open(CONTEXT, SEALED) == b"plain"


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTEXT, label=Label.COMMENT),
        replace(CONTEXT, period="2026-11"),
        replace(CONTEXT, key_id=bytes(8)),
        replace(CONTEXT, point="dieppe"),
        replace(CONTEXT, survey=bytes([1] * 32)),
    ],
)
def test_it_opens_in_no_other_context(other: Context) -> None:
    with refused("item-unopened"):
        KEY.open(other, SEALED)


@pytest.mark.parametrize(
    "broken",
    [b"", SEALED[:16], SEALED[:40], SEALED[:-1], SEALED + b"\0", SEALED[:-1] + b"?", bytes(2000)],
    ids=["empty", "id alone", "cut short", "a byte short", "a byte more", "altered", "zeros"],
)
def test_nothing_broken_opens(broken: bytes) -> None:
    with refused("item-unopened"):
        KEY.open(CONTEXT, broken)


def test_another_key_does_not_open_it() -> None:
    with refused("item-unopened"):
        PeriodPrivateKey.generate().open(CONTEXT, SEALED)


def test_a_process_pool_gets_the_same_key() -> None:
    copy = pickle.loads(pickle.dumps(KEY))
    assert copy.open(CONTEXT, SEALED) == b"plain"
    assert PeriodPrivateKey(KEY.raw).public == KEY.public


def test_the_key_is_not_shown() -> None:
    shown = f"{KEY} {KEY!r}"
    assert KEY.raw.hex() not in shown
    assert repr(KEY.raw)[2:-1] not in shown
    assert KEY.public.key_id.hex() in shown


def test_a_key_has_96_bytes() -> None:
    with refused("format-malformed"):
        PeriodPrivateKey(bytes(PRIVATE_KEY_BYTES - 1))


def test_the_noise_secret_follows_from_key_and_period() -> None:
    october = KEY.noise_secret(Period(2026, 10))
    assert len(october) == 32
    assert PeriodPrivateKey(KEY.raw).noise_secret(Period(2026, 10)) == october
    assert KEY.noise_secret(Period(2026, 11)) != october
    assert PeriodPrivateKey.generate().noise_secret(Period(2026, 10)) != october


def test_the_noise_secret_is_the_one_of_the_decision() -> None:
    """HKDF-SHA256 (RFC 5869) by hand: an empty salt is 32 zero bytes; one block is enough."""
    import hashlib
    import hmac

    raw = bytes(range(96))
    extracted = hmac.digest(bytes(32), raw, hashlib.sha256)
    info = b"isoloir/1/noise\x002026-10"
    expected = hmac.digest(extracted, info + b"\x01", hashlib.sha256)
    assert PeriodPrivateKey(raw).noise_secret(Period(2026, 10)) == expected
