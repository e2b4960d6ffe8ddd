"""A presence code proves a visit of the last minutes to one Point, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.presence import is_present, presence_code

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "presence.json").read_text(encoding="utf-8")
)
SECRET = bytes.fromhex(VECTORS["secret"])
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("case", VECTORS["codes"], ids=lambda case: str(case["code"]))
def test_a_code_is_as_written(case: dict[str, Any]) -> None:
    assert presence_code(SECRET, datetime.fromtimestamp(case["time"], UTC)) == case["code"]


@pytest.mark.parametrize("minutes", [-5, 0, 4, 5, 9])
def test_a_code_of_the_last_minutes_is_accepted(minutes: int) -> None:
    assert is_present(SECRET, presence_code(SECRET, NOON), NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-11, 10, 60, 24 * 60])
def test_an_older_or_a_coming_code_is_refused(minutes: int) -> None:
    assert not is_present(SECRET, presence_code(SECRET, NOON), NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize("code", ["", "é" * 8, "\ud800", "aaaaaaaa", "a" * 1000])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert not is_present(SECRET, code, NOON)


def test_the_code_of_another_point_is_refused() -> None:
    assert not is_present(SECRET, presence_code(bytes(16), NOON), NOON)


def test_no_code_is_valid_without_a_secret() -> None:
    assert not is_present(b"", presence_code(b"", NOON), NOON)
