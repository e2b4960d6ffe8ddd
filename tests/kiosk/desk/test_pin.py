"""The desk's PIN: hashed, tried ever more slowly, across restarts too, and no time on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk.pin import (
    FREE_ATTEMPTS,
    LONGEST_DELAY_SECONDS,
    Entry,
    Pin,
    check_new_pin,
    delay_seconds,
)
from shared.problems import OperationProblem, StorageProblem
from tests.kiosk.desk.parts import PIN
from tests.kiosk.parts import Clock


def pin_of(directory: Path, clock: Clock) -> Pin:
    return Pin(directory, clock.monotonic)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pin(tmp_path: Path, clock: Clock) -> Pin:
    pin = pin_of(tmp_path, clock)
    pin.set(PIN)
    return pin


def test_the_pin_opens_and_nothing_else_does(pin: Pin) -> None:
    assert pin.enter(PIN) is Entry.OPEN
    assert {pin.enter(each) for each in ("", "271827", PIN + "1")} == {Entry.WRONG}


def test_without_a_pin_nothing_opens(tmp_path: Path, clock: Clock) -> None:
    assert pin_of(tmp_path, clock).enter("") is Entry.NO_PIN


def test_the_disk_holds_a_hash_and_a_number_of_failures(pin: Pin, tmp_path: Path) -> None:
    pin.enter("111222")
    (file,) = tmp_path.iterdir()
    document = json.loads(file.read_bytes())
    assert set(document) == {"hash", "failures"}
    assert document["hash"].startswith("$argon2id$")
    assert document["failures"] == 1
    assert PIN not in file.read_text()
    assert file.stat().st_mtime_ns == 0
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_few_typing_errors_cost_nothing_then_each_costs_more(pin: Pin, clock: Clock) -> None:
    waits = []
    for _ in range(FREE_ATTEMPTS + 8):
        assert pin.enter("000111") is Entry.WRONG
        waits.append(pin.wait)
        clock.forward(seconds=pin.wait)
    assert waits == [0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_during_the_delay_even_the_right_pin_is_not_looked_at(pin: Pin, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        pin.enter("000111")
    assert pin.enter(PIN) is Entry.TOO_SOON
    clock.forward(seconds=14)
    assert pin.enter(PIN) is Entry.TOO_SOON
    clock.forward(seconds=1)
    assert pin.enter(PIN) is Entry.OPEN
    assert pin.wait == 0


def test_pulling_the_plug_gains_nothing(pin: Pin, tmp_path: Path, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS + 2):
        pin.enter("000111")
        clock.forward(seconds=pin.wait)
    clock.forward(seconds=-500)  # another boot counts its seconds from elsewhere
    again = pin_of(tmp_path, clock)
    assert again.wait == 60
    assert again.enter(PIN) is Entry.TOO_SOON
    clock.forward(seconds=60)
    assert again.enter(PIN) is Entry.OPEN


@pytest.mark.parametrize("years", [-60, 200])
def test_the_clock_on_the_wall_changes_nothing(pin: Pin, clock: Clock, years: int) -> None:
    for _ in range(FREE_ATTEMPTS):
        pin.enter("000111")
    clock.at = clock.at.replace(year=clock.at.year + years)
    assert pin.wait == 15


def test_a_new_pin_ends_the_waiting(pin: Pin, tmp_path: Path, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        pin.enter("000111")
    pin_of(tmp_path, clock).set("314159")
    assert pin.enter("314159") is Entry.OPEN


def test_a_file_that_was_spoilt_opens_nothing(pin: Pin, tmp_path: Path) -> None:
    (tmp_path / "desk.json").write_text("{")
    with pytest.raises(StorageProblem):
        pin.enter(PIN)
    (tmp_path / "desk.json").write_text('{"hash": "plain", "failures": 0}')
    assert pin.enter("plain") is Entry.WRONG


@pytest.mark.parametrize("unfit", ["", "12345", "1" * 13, "111111", "123456", "987654", "890123"])
def test_pins_that_everybody_tries_are_refused(unfit: str) -> None:
    with pytest.raises(OperationProblem, match="PIN"):
        check_new_pin(unfit)


@pytest.mark.parametrize("unfit", ["abcdef", "27 182", "٢٧١٨٢٨", "27182é"])
def test_a_pin_is_made_of_digits_that_every_keypad_has(unfit: str) -> None:
    with pytest.raises(OperationProblem):
        check_new_pin(unfit)


@given(st.integers(0, 10**9))
def test_the_delay_never_shrinks_and_stays_bearable(failures: int) -> None:
    assert delay_seconds(failures) <= delay_seconds(failures + 1) <= LONGEST_DELAY_SECONDS
