"""The keys directory: encrypted, private, whole, and really emptied."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.keys.keyring import Cost, Keyring
from collector.keys.passphrase import read_passphrase
from shared import cbor
from shared.periods import Period
from tests.support.problems import refused
from tests.support.town import CHEAP

OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)


def ring(directory: Path, passphrase: str = "open sesame", cost: Cost = CHEAP) -> Keyring:
    return Keyring(directory, lambda: passphrase, cost)


def test_a_key_is_there_for_whoever_knows_the_passphrase(tmp_path: Path) -> None:
    made = ring(tmp_path / "keys").create(OCTOBER)
    assert ring(tmp_path / "keys").load(OCTOBER).raw == made.raw


def test_the_real_cost_opens_too(tmp_path: Path) -> None:
    made = ring(tmp_path, cost=Cost()).create(OCTOBER)
    file = cbor.decode((tmp_path / "2026-10.key").read_bytes(), 1000)
    assert (file["iterations"], file["lanes"], file["memory"]) == (3, 4, 65536)
    assert ring(tmp_path).load(OCTOBER).raw == made.raw


def test_nothing_of_the_key_is_on_the_disk_in_clear(tmp_path: Path) -> None:
    made = ring(tmp_path).create(OCTOBER)
    data = (tmp_path / "2026-10.key").read_bytes()
    assert all(made.raw[at : at + 8] not in data for at in range(0, 96, 8))


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    ring(tmp_path / "keys").create(OCTOBER)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "2026-10.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["2026-10.key"]


def test_making_a_key_again_keeps_the_first(tmp_path: Path) -> None:
    assert ring(tmp_path).create(OCTOBER).raw == ring(tmp_path).create(OCTOBER).raw


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    ring(tmp_path).create(OCTOBER)
    with refused("key-passphrase"):
        ring(tmp_path, "open barley").load(OCTOBER)


def test_a_directory_has_one_passphrase(tmp_path: Path) -> None:
    ring(tmp_path).create(OCTOBER)
    with refused("key-passphrase"):
        ring(tmp_path, "open barley").create(NOVEMBER)
    assert ring(tmp_path).periods() == [OCTOBER]


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with refused("key-missing") as missing:
        ring(tmp_path).load(OCTOBER)
    assert "2026-10.key" in str(missing.value)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def with_field(name: str, value: object) -> Callable[[bytes], bytes]:
    return lambda data: cbor.encode(cbor.decode(data, 1000) | {name: value})


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: b"", "key-missing"),
        (lambda data: data[:-5], "key-missing"),
        (lambda data: b"\0" * 5000, "key-missing"),
        (with_field("memory", 2**40), "key-missing"),
        (with_field("v", 2), "key-missing"),
        (with_field("period", "2026-11"), "key-missing"),
        (with_field("sealed", bytes(112)), "key-passphrase"),
        (with_field("nonce", bytes(12)), "key-passphrase"),
    ],
)
def test_a_damaged_file_is_a_problem_and_never_a_key(
    tmp_path: Path, damage: Callable[[bytes], bytes], code: str
) -> None:
    ring(tmp_path).create(OCTOBER)
    path = tmp_path / "2026-10.key"
    path.write_bytes(damage(path.read_bytes()))
    with refused(code):
        ring(tmp_path).load(OCTOBER)


def test_a_file_cannot_stand_in_for_another_period(tmp_path: Path) -> None:
    ring(tmp_path).create(OCTOBER)
    data = (tmp_path / "2026-10.key").read_bytes()
    (tmp_path / "2026-11.key").write_bytes(with_field("period", "2026-11")(data))
    with refused("key-passphrase"):
        ring(tmp_path).load(NOVEMBER)


def test_the_passphrase_is_asked_for_once_and_only_when_needed(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("once")
        return "open sesame"

    keyring = Keyring(tmp_path, ask, CHEAP)
    keyring.periods()
    keyring.has(OCTOBER)
    assert asked == []
    keyring.create(OCTOBER)
    keyring.create(NOVEMBER)
    keyring.load(OCTOBER)
    assert asked == ["once"]


def test_destroying_removes_the_file_and_what_it_held(tmp_path: Path) -> None:
    keyring = ring(tmp_path)
    keyring.create(OCTOBER)
    path = tmp_path / "2026-10.key"
    linked = tmp_path / "same blocks"
    linked.hardlink_to(path)
    size = path.stat().st_size
    assert keyring.destroy(OCTOBER)
    assert not path.exists()
    assert linked.read_bytes() == bytes(size)
    assert not keyring.destroy(OCTOBER)
    assert keyring.periods() == []


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("from the file\n", encoding="utf-8")
    file.chmod(0o600)
    assert read_passphrase(file, {}) == "from the file"
    environ = {"ISOLOIR_KEYS_PASSPHRASE": "from the environment"}
    assert read_passphrase(file, environ) == "from the environment"


def test_a_passphrase_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("secret", encoding="utf-8")
    file.chmod(0o644)
    with refused("passphrase-missing") as found:
        read_passphrase(file, {})
    assert "0600" in found.value.detail


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"])
def test_no_passphrase_is_a_clear_problem(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)
    with refused("passphrase-missing"):
        read_passphrase(file, {})
    with refused("passphrase-missing"):
        read_passphrase(None, {})
