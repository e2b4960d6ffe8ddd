"""Declarations of a desk read as the formats page says, by its vectors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.declaration import (
    ActivityReturn,
    Category,
    Message,
    read_acknowledgement,
    read_declaration,
)
from shared.declared_hours import DaysChange, HoursChange
from shared.periods import Period
from shared.problems import Problem
from shared.special_days import SpecialDays
from shared.weekly import Slot

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "declaration.json").read_text(encoding="utf-8")
)
DEVICE = bytes.fromhex(VECTORS["device_public"])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("activity", ActivityReturn(Period(2026, 10), 2, 120, 45)),
        ("message", Message(Category.TRAINING, "Une formation à la téléprocédure ?")),
        ("hours", HoursChange(1, date(2026, 11, 2), "Mo-Fr 09:00-12:00; PH off")),
        (
            "days",
            DaysChange(
                2,
                SpecialDays(date(2026, 12, 24), date(2026, 12, 31), (Slot(540, 720),)),
                "Congés",
                withdrawn=True,
            ),
        ),
    ],
)
def test_each_kind_reads_as_written(kind: str, body: object) -> None:
    signed = read_declaration(bytes.fromhex(VECTORS["valid"][kind]))
    signed.envelope.verify(DEVICE)
    assert signed.declaration.body == body
    assert signed.declaration.point == VECTORS["point"]
    assert signed.declaration.id.hex() == VECTORS["id"]


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: str(case["name"]))
def test_what_is_no_declaration_is_refused_with_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(Problem) as caught:
        read_declaration(bytes.fromhex(case["declaration"])).envelope.verify(DEVICE)
    assert caught.value.code == case["code"]


def test_an_acknowledgement_names_the_declarations_bytes() -> None:
    trusted = [bytes.fromhex(VECTORS["collector_public"])]
    found = read_acknowledgement(bytes.fromhex(VECTORS["acknowledgement"]), trusted)
    signed = read_declaration(bytes.fromhex(VECTORS["valid"]["activity"]))
    assert found.declaration == signed.digest
    assert found.device == VECTORS["device"]


def test_a_strangers_acknowledgement_counts_for_nothing() -> None:
    trusted = [bytes.fromhex(VECTORS["collector_public"])]
    with pytest.raises(Problem) as caught:
        read_acknowledgement(bytes.fromhex(VECTORS["acknowledgement_by_a_stranger"]), trusted)
    assert caught.value.code == "signature-invalid"
