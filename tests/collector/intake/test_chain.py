"""The ledger is a chain: whatever is changed in it afterwards shows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from collector.intake.chain import BrokenLink, broken_links
from collector.store.intake import ledger_entries
from collector.store.schema import ledger
from tests.support.town import DIEPPE, Machine, Town


def broken(town: Town) -> list[BrokenLink]:
    with town.database.read() as transaction:
        return list(broken_links(ledger_entries(transaction)))


def fill(town: Town) -> list[Machine]:
    """Two devices with four batches each, taken in by turns."""
    kiosks, intake = [town.kiosk(), town.kiosk(DIEPPE)], town.intake()
    for _ in range(4):
        intake.accept(kiosks[0].batch(town.context(), town.items(2)))
        intake.accept(kiosks[1].batch(town.context(DIEPPE), town.items(2)))
    return kiosks


def test_an_untouched_ledger_holds(town: Town) -> None:
    fill(town)
    with town.database.read() as transaction:
        assert len(list(ledger_entries(transaction))) == 8
    assert broken(town) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("accepted", 3),
        ("repeated", 1),
        ("total", 999),
        ("point_id", DIEPPE),
        ("period", "2026-09"),
        ("survey", bytes(32)),
        ("key_id", bytes(8)),
        ("kind", "comment"),
        ("digest", bytes(32)),
        ("receipt", b"another"),
        ("previous", bytes(range(32))),
        ("entry", bytes(32)),
        ("sequence", 77),
    ],
)
def test_a_changed_row_shows_in_its_own_chain_only(town: Town, column: str, value: Any) -> None:
    first, _ = fill(town)
    row = (ledger.c.device == first.id) & (ledger.c.place == 2)
    with town.database.begin() as transaction:
        transaction.execute(update(ledger).where(row).values({column: value}))
    assert [(each.device, each.place) for each in broken(town)] == [(first.id, 2)]


def test_a_row_taken_out_shows(town: Town) -> None:
    first, _ = fill(town)
    with town.database.begin() as transaction:
        row = (ledger.c.device == first.id) & (ledger.c.place == 2)
        transaction.execute(delete(ledger).where(row))
    assert [(each.device, each.place) for each in broken(town)] == [(first.id, 3)]


def test_two_rows_that_changed_places_show(town: Town) -> None:
    first, _ = fill(town)
    of_first = ledger.c.device == first.id
    with town.database.begin() as transaction:
        for old, new in ((2, 20), (3, 2), (20, 3)):
            matches = of_first & (ledger.c.place == old)
            transaction.execute(update(ledger).where(matches).values(place=new))
        places = transaction.scalars(
            select(ledger.c.place).where(of_first).order_by(ledger.c.place)
        )
        assert list(places) == [1, 2, 3, 4]
    assert [each.device for each in broken(town)] == [first.id]
