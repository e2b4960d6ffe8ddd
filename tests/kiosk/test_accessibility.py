"""The accessibility checklist: every criterion answered, its tests there, its counts right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from kiosk.statement import STATEMENT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "kiosk" / "ACCESSIBILITY.md").read_text(encoding="utf-8")

RGAA_THEMES: Final = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""How many criteria each theme of RGAA 4.1 has: 106 in all."""

ROW = re.compile(r"^\| ([0-9][^|]*?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
STATES = ("conforms", "not applicable", "not met")


def rows(part: str = PAGE) -> list[tuple[str, str, str, str]]:
    return ROW.findall(part)


def rgaa() -> list[tuple[str, str, str, str]]:
    return rows(PAGE.partition("## RGAA 4.1\n")[2].partition("\n## ")[0])


def test_every_criterion_of_the_rgaa_is_answered_once_in_order() -> None:
    wanted = [
        f"{theme}.{number}"
        for theme, count in enumerate(RGAA_THEMES, 1)
        for number in range(1, count + 1)
    ]
    assert [row[0] for row in rgaa()] == wanted


def test_every_line_has_a_state_and_says_how_it_was_checked() -> None:
    assert len(rows()) > 106
    assert {row[2] for row in rows()} == set(STATES)
    assert [row[0] for row in rows() if len(row[3].strip()) < 4] == []


def test_the_counts_are_right() -> None:
    counted = Counter(row[2] for row in rgaa())
    meets, fails, aside = (counted[state] for state in STATES[:1] + STATES[2:] + STATES[1:2])
    said = f"{meets} criteria conform, {fails} are not met, {aside} do not apply"
    assert said in PAGE
    assert f"{meets * 100 // (meets + fails)} % of those that apply" in PAGE


def test_the_statement_claims_no_more_than_the_checklist() -> None:
    counted = Counter(row[2] for row in rgaa())
    share = counted["conforms"] / (counted["conforms"] + counted["not met"])
    unmet = [row[0] for row in rgaa() if row[2] == "not met"]
    told = " ".join(text for page in STATEMENT for text in page.texts)
    assert "conforms in part" in told
    assert [each for each in unmet if f"({each})" not in told] == []
    assert share >= 0.5  # what "partiellement conforme" asks for


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|kiosk)/[^`]+)`", PAGE))))
def test_what_a_line_names_exists(path: str) -> None:
    assert (ROOT / path).exists()
