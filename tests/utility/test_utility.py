"""What analysts get is of use: intervals that hold the truth as often as they say, and are narrow.

The truth is simulated, everything after it is ours: the tally's noise, the engine, the estimates.
"""

from __future__ import annotations

import hashlib
from random import Random

import pytest

from collector.tables.forms import RowKey
from collector.tables.released import TableId
from collector.tally.noise import noise_row
from tests.utility.truth import Case, coverage, mean_width, shares

LEAST, MOST = 0.92, 0.98
WIDEST = 1.15

SITE, CAF_WIDE = TableId.SITE, (TableId.LANGUAGE, TableId.CHANNEL)

COVERED = [
    *(Case(SITE, "mood", "bad", n, p) for n in (60, 300) for p in (0.15, 0.5, 0.85)),
    *(Case(SITE, "why", "login", n, p) for n in (67, 300) for p in (0.15, 0.5)),
    *(Case(SITE, question, option, 20, 0.15, releases=12, places=600)
      for question, option in (("mood", "bad"), ("why", "login"))),
    *(Case(table, "mood", "bad", n, 0.15) for table in CAF_WIDE for n in (60, 300)),
    *(Case(TableId.CROSSING, "mood:goal", "bad", n, p) for n in (170, 400) for p in (0.15, 0.5)),
]  # fmt: skip


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case.name)
def test_intervals_hold_the_true_share_as_often_as_they_say(case: Case) -> None:
    found, _ = shares(case)
    assert LEAST <= coverage(found, case.p) <= MOST


@pytest.mark.parametrize(("question", "option"), [("mood", "bad"), ("why", "login")])
def test_intervals_are_hardly_wider_than_without_noise(question: str, option: str) -> None:
    # 111 visitors of whom a tenth skip `why`: 100 answers to either.
    n = 100 if question == "mood" else 111
    found, without = shares(Case(SITE, question, option, n, 0.5))
    ratio = mean_width(found) / mean_width(without)
    assert 1 < ratio <= WIDEST


def louder(secret: bytes, release: str, key: RowKey, counts: list[int]) -> tuple[int, ...]:
    """A release with five times the variance that it admits to."""
    row = noise_row(25, 30)
    chance = Random(hashlib.sha256(secret + release.encode()).digest())
    return (counts[0], *(each + row.value(chance.getrandbits(64)) for each in counts[1:]))


def test_noise_that_is_not_admitted_to_would_be_seen() -> None:
    found, _ = shares(Case(SITE, "mood", "bad", 60, 0.15), louder)
    assert coverage(found, 0.15) < LEAST


def test_intervals_that_forget_the_noise_would_be_seen() -> None:
    case = Case(SITE, "mood", "bad", 20, 0.15, releases=12, places=600)
    found, without = shares(case)
    halves = [(each.high - each.low) / 2 for each in without]
    forgetful = [
        each._replace(low=each.value - half, high=each.value + half)
        for each, half in zip(found, halves, strict=True)
    ]
    assert coverage(forgetful, case.p) < LEAST


def test_tables_with_more_noise_would_be_seen_to_be_wider() -> None:
    found, without = shares(Case(TableId.LANGUAGE, "mood", "bad", 100, 0.5))
    assert mean_width(found) / mean_width(without) > WIDEST
