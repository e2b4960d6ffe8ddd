"""Attacks by what is sent and when: late batches, known responses, and integer programming."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from collector.tables.memory import MemoryCellStore
from collector.tally.noise import noise_row
from tests.adversary.worlds import SIZE, World, says_yes, wins, within_bound, world, yes_minus_no

TRIALS = 150


def late(of: World, store: MemoryCellStore) -> bool:
    """The figure after a late batch less the figure before it; the batch's other sheets known."""
    before = yes_minus_no(store, point="target", to="2026-01")
    after = yes_minus_no(store, point="target")
    batch = of.known["target"][SIZE:]
    known = sum(sheet["q0"] == "yes" for sheet in batch)
    return says_yes(after - before, known, len(batch))


def test_a_late_batch_shows_only_within_a_release_of_its_own() -> None:
    worlds = [world(seed, months=2) for seed in range(TRIALS)]
    assert wins(late, lambda each: each.exact, worlds) == 1
    assert within_bound(wins(late, lambda each: each.ours, worlds), TRIALS)


def test_a_release_stays_as_it_was_when_later_ones_come() -> None:
    # The same month with and without another one after it: not a figure of it moves.
    one, two = world(3, months=1), world(3, months=2)
    first = [row for row in two.ours.rows if str(row.period) == "2026-01"]
    keys = {row.key for row in one.ours.rows}
    assert {row.key for row in first} == keys
    figure = yes_minus_no(two.ours, point="target", to="2026-01")
    only = MemoryCellStore(two.ours.surveys, two.ours.points, first)
    assert yes_minus_no(only, point="target") == figure


def drowned(of: World, store: MemoryCellStore) -> bool:
    """A partner who filled a Point up with known responses subtracts them again."""
    return says_yes(yes_minus_no(store, point="target"), of.known_yes("target"), 19)


def test_a_partner_who_adds_known_responses_wins_nothing() -> None:
    worlds = [world(seed, sizes=(19, SIZE, SIZE)) for seed in range(TRIALS)]
    assert wins(drowned, lambda each: each.exact, worlds) == 1
    assert within_bound(wins(drowned, lambda each: each.ours, worlds), TRIALS)


KINDS = list(product((0, 1), repeat=5))
PAIRS = [(a, b, x, y) for a, b in combinations(range(5), 2) for x, y in product((0, 1), repeat=2)]
RESPONSES = 8


def pair_tables(sheets: list[tuple[int, ...]]) -> list[int]:
    return [sum(s[a] == x and s[b] == y for s in sheets) for a, b, x, y in PAIRS]


def reconstruct(tables: list[int]) -> list[tuple[int, ...]]:
    """The sheets that fit the tables best: whole numbers of each kind, least sum of misfits."""
    kinds, pairs = len(KINDS), len(PAIRS)
    fits = np.array([[float(k[a] == x and k[b] == y) for k in KINDS] for a, b, x, y in PAIRS])
    eye, zeros = np.eye(pairs), np.zeros((1, pairs))
    above = LinearConstraint(np.hstack([fits, -eye]), -np.inf, np.array(tables))
    below = LinearConstraint(np.hstack([fits, eye]), np.array(tables), np.inf)
    total = LinearConstraint(np.hstack([np.ones((1, kinds)), zeros]), RESPONSES, RESPONSES)
    found = milp(
        np.concatenate([np.zeros(kinds), np.ones(pairs)]),
        integrality=np.concatenate([np.ones(kinds), np.zeros(pairs)]),
        bounds=Bounds(0, np.inf),
        constraints=[above, below, total],
        options={"node_limit": 300},
    )
    counts = [0] * kinds if found.x is None else [round(value) for value in found.x[:kinds]]
    return [kind for kind, times in zip(KINDS, counts, strict=True) for _ in range(times)]


def recovered(seed: int, *, perturbed: bool) -> float:
    """The share of the sheets that the program finds."""
    chance = Random(f"sheets {seed}")
    sheets = [chance.choice(KINDS) for _ in range(RESPONSES)]
    tables = pair_tables(sheets)
    if perturbed:
        row = noise_row(25, 30)
        tables = [y + row.value(chance.getrandbits(64)) for y in tables]
    found = reconstruct(tables)
    return sum(min(sheets.count(kind), found.count(kind)) for kind in KINDS) / RESPONSES


def test_integer_programming_rebuilds_sheets_from_exact_pairs_only() -> None:
    trials = range(6)
    exact = sum(recovered(seed, perturbed=False) for seed in trials) / len(trials)
    ours = sum(recovered(seed, perturbed=True) for seed in trials) / len(trials)
    assert exact > 0.7
    assert ours < 0.4  # as many as somebody finds who draws eight of thirty-two kinds at random
