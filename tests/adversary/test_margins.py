"""Attacks on the tables taken together: margins of crossings, and everything at once."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import pytest

from collector.tables.forms import row_cells
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.query import read_query
from collector.tables.released import TABLES, TableId
from tests.adversary.worlds import (
    BOUND,
    CAF,
    FIRST,
    POINTS,
    SIZE,
    SURVEY,
    World,
    says_yes,
    wins,
    within_bound,
    world,
)

TRIALS = 300


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed) for seed in range(TRIALS)]


def margin(store: MemoryCellStore, given: str) -> float:
    """Those of the Caf who said yes to `q0` less those who said no, from a crossing's sums."""
    query = read_query("crossing", {"question": f"q0:{given}", "caf": CAF}, store)
    (block,) = store.sums(query)
    signs = {"yes": 1, "no": -1}
    return sum(
        signs.get(one, 0) * column[0]
        for (one, _), column in zip(block.form.cells, block.columns, strict=True)
    )


def by_margins(of: World, store: MemoryCellStore) -> bool:
    """Every crossing of a question has its margin again; their mean is quieter than each."""
    figures = [margin(store, given) for _, given in SURVEY.crossings]
    return says_yes(sum(figures) / len(figures), of.known_yes(*POINTS), 3 * SIZE)


def quiet_site(of: World) -> MemoryCellStore:
    """A naive release: the Points' table is perturbed, the crossings are exact."""
    rows = [row for row in of.ours.rows if row.key.table is not TableId.CROSSING]
    exact = [row for row in of.exact.rows if row.key.table is TableId.CROSSING]
    return MemoryCellStore(of.ours.surveys, of.ours.points, [*rows, *exact])


def test_margins_of_crossings_give_an_answer_away_only_if_these_are_exact(
    worlds: list[World],
) -> None:
    assert wins(by_margins, quiet_site, worlds) == 1
    assert within_bound(wins(by_margins, lambda each: each.ours, worlds), TRIALS)


def moved(of: World, row: ReleasedRow) -> Iterator[tuple[int, int]]:
    """The cells of a row that a yes of the target raises (+1) or lowers (-1), against a no."""
    names = row_cells(SURVEY, row.key.table, row.key.breakdown)
    if row.key.table is TableId.CROSSING:
        _, _, other = row.key.breakdown.partition(":")
        own = of.rest[other]
        pairs = {("yes", own): 1, ("no", own): -1}
    else:
        if row.key.breakdown not in ("", "fr", "screen") or row.key.scope not in ("target", CAF):
            return
        pairs = {("q0", "yes"): 1, ("q0", "no"): -1}
    for at, name in enumerate(names):
        if name in pairs:
            yield at, pairs[name]


def with_all_tables(of: World, store: MemoryCellStore) -> bool:
    """The best attack there is: all else known, every cell weighed by what its noise is worth."""
    exact = {(row.key, row.period): row.cells for row in of.exact.rows}
    evidence = 0.0
    for row in store.rows:
        if row.period != FIRST:
            continue
        for at, sign in moved(of, row):
            # What the cell holds without the target, known to the attacker to the last answer.
            others = exact[row.key, row.period][at] - ((sign > 0) == of.truth)
            evidence += sign * (row.cells[at] - others - 0.5) / TABLES[row.key.table].variance
    return evidence > 0


def test_the_best_attack_on_all_tables_wins_as_often_as_the_privacy_page_says(
    worlds: list[World],
) -> None:
    assert wins(with_all_tables, lambda each: each.exact, worlds) == 1
    ours = wins(with_all_tables, lambda each: each.ours, worlds)
    assert abs(ours - BOUND) < 4 * sqrt(BOUND * (1 - BOUND) / TRIALS)
