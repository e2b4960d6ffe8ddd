"""Attacks by clever queries: each wins on a naive release and, with the same code, not on ours."""

from __future__ import annotations

from random import Random

import pytest

from collector.tables.memory import MemoryCellStore
from collector.tables.released import TABLES, TableId
from shared.response import Channel
from tests.adversary.worlds import (
    BOUND,
    CAF,
    POINTS,
    SIZE,
    SURVEY,
    World,
    says_yes,
    wins,
    within_bound,
    world,
    yes_minus_no,
)

TRIALS = 200
SOME = 40
REPEATS = 64
SETS = 100
SURE = 0.95


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed) for seed in range(TRIALS)]


def test_the_stated_bound_is_about_seven_in_ten() -> None:
    assert 0.6 < BOUND < 0.72


def one_query(of: World, store: MemoryCellStore) -> bool:
    figure = yes_minus_no(store, point="target")
    return says_yes(figure, of.known_yes("target"), SIZE)


def test_one_query_wins_on_exact_counts_only(worlds: list[World]) -> None:
    assert wins(one_query, lambda each: each.exact, worlds) == 1
    ours = wins(one_query, lambda each: each.ours, worlds)
    assert within_bound(ours, TRIALS)
    assert ours > 0.5  # the figures are of use: an attack that cannot win proves nothing


def repeated(of: World, store: MemoryCellStore) -> bool:
    ways = [{}, {"by": "point"}, {"by": "period"}, {"from": "2026-01"}, {"to": "2026-01"}]
    asked = [ways[i % len(ways)] for i in range(REPEATS)]
    figures = [yes_minus_no(store, point="target", **each) for each in asked]
    return says_yes(sum(figures) / REPEATS, of.known_yes("target"), SIZE)


def test_averaging_repeated_queries(worlds: list[World]) -> None:
    assert wins(repeated, lambda each: each.per_query, worlds[:SOME]) > SURE
    some = worlds[: 2 * SOME]
    ours = wins(repeated, lambda each: each.ours, some)
    assert ours == wins(one_query, lambda each: each.ours, some)
    assert within_bound(ours, len(some))


def over_sets(of: World, store: MemoryCellStore) -> bool:
    """Differences between random sets of Points with and without the target."""
    chance = Random("sets")
    found = 0.0
    for _ in range(SETS):
        others = [point for point in POINTS[1:] if chance.random() < 0.5]
        rest = sum(yes_minus_no(store, point=each) for each in others)
        whole = sum(yes_minus_no(store, point=each) for each in ("target", *others))
        found += whole - rest
    return says_yes(found / SETS, of.known_yes("target"), SIZE)


def test_differencing_over_random_sets_of_points(worlds: list[World]) -> None:
    assert wins(over_sets, lambda each: each.per_query, worlds[: SOME // 2]) > 0.9
    some = worlds[: SOME // 2]
    ours = wins(over_sets, lambda each: each.ours, some)
    assert ours == wins(one_query, lambda each: each.ours, some)
    assert within_bound(ours, len(some))


def across_tables(of: World, store: MemoryCellStore) -> bool:
    """The same total of a Caf from each table, weighted by what each is worth."""
    rows = {"site": len(POINTS), "language": len(SURVEY.languages), "channel": len(Channel)}
    weighed = [
        (yes_minus_no(store, table, caf=CAF), TABLES[TableId(table)].variance * times)
        for table, times in rows.items()
    ]
    figure = sum(y / v for y, v in weighed) / sum(1 / v for _, v in weighed)
    return says_yes(figure, of.known_yes(*POINTS), 3 * SIZE)


def many_partitions(of: World, store: MemoryCellStore) -> bool:
    """The same total from every partition that may be asked for."""
    ways = ("none", "point", "period", "caf")
    figures = [yes_minus_no(store, by=ways[i % 4]) for i in range(2 * REPEATS)]
    return says_yes(sum(figures) / len(figures), of.known_yes(*POINTS), 3 * SIZE)


def test_averaging_partitions_across_tables(worlds: list[World]) -> None:
    assert wins(across_tables, lambda each: each.exact, worlds[:SOME]) == 1
    assert wins(many_partitions, lambda each: each.per_query, worlds[:SOME]) > SURE
    for attack in (across_tables, many_partitions):
        some = worlds if attack is across_tables else worlds[:SOME]
        assert within_bound(wins(attack, lambda each: each.ours, some), len(some)), attack


def two_scopes(of: World, store: MemoryCellStore) -> bool:
    """An analyst of the Caf and the partners of the other Points put their figures together."""
    caf = yes_minus_no(store, caf=CAF)
    others = sum(yes_minus_no(store, point=point) for point in POINTS[1:])
    return says_yes(caf - others, of.known_yes("target"), SIZE)


def test_two_scopes_together_know_no_more_than_one(worlds: list[World]) -> None:
    assert wins(two_scopes, lambda each: each.exact, worlds) == 1
    ours = wins(two_scopes, lambda each: each.ours, worlds)
    assert ours == wins(one_query, lambda each: each.ours, worlds)
    assert within_bound(ours, TRIALS)
