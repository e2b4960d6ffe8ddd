"""Attacks on what stands beside a figure: decimals, interval widths, tags, sizes, work done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from collector.api.documents import table_document
from collector.api.sheet import compact
from collector.api.words import Words
from collector.tables.engine import answer
from collector.tables.estimate import Share, share, wilson
from collector.tables.memory import MemoryCellStore
from collector.tables.query import read_query
from collector.tables.released import TableId
from tests.adversary.worlds import SIZE, World, within_bound, world

TRIALS = 200
N = SIZE + 1
Shown = Callable[[World], Share]


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed) for seed in range(TRIALS)]


def figure(store: MemoryCellStore) -> tuple[float, float, Share]:
    query = read_query("site", {"question": "q0", "point": "target"}, store)
    (group,) = answer(store, query).groups
    found = group.figure("yes")
    # Shown or not: the attacker is given even the shares of a base that is too small.
    seen = share(found.estimate, found.base, found.noise, found.variance)
    return found.estimate, found.base, seen


def exactly(of: World) -> Share:
    """A naive answer: the share in full, its interval from the exact count."""
    count, base, _ = figure(of.exact)
    return wilson(count / base, base)


def half_naive(of: World) -> Share:
    """Another one: the share is perturbed, but its interval is that of the exact count."""
    return figure(of.ours)[2]._replace(low=exactly(of).low, high=exactly(of).high)


def ours(of: World) -> Share:
    return figure(of.ours)[2]


def from_decimals(shown: Share) -> int:
    return round(shown.value * N)


def from_width(shown: Share) -> int:
    def misfit(count: int) -> float:
        tried = wilson(count / N, N)
        return abs(tried.low - shown.low) + abs(tried.high - shown.high)

    return min(range(N + 1), key=misfit)


def won(read: Callable[[Share], int], shown: Shown, worlds: list[World]) -> float:
    right = 0
    for each in worlds:
        right += (read(shown(each)) > each.known_yes("target")) == each.truth
    return right / len(worlds)


def test_decimals_give_an_exact_count_away_only_when_it_is_there(worlds: list[World]) -> None:
    assert won(from_decimals, exactly, worlds) == 1
    assert within_bound(won(from_decimals, ours, worlds), TRIALS)


def test_interval_widths_give_an_exact_count_away_only_when_made_from_it(
    worlds: list[World],
) -> None:
    assert won(from_width, half_naive, worlds) == 1
    assert within_bound(won(from_width, ours, worlds), TRIALS)


def displayed(store: MemoryCellStore) -> str:
    query = read_query("site", {"question": "q0", "point": "target"}, store)
    return compact(table_document(answer(store, query), Words(str, ("fr",))))


def tag(store: MemoryCellStore) -> str:
    return hashlib.sha256(displayed(store).encode()).hexdigest()


def guess_by_tag(of: World, seen: str) -> bool | None:
    """Make the answer that either truth would give, and see whose tag it is."""
    row = next(r for r in of.exact.rows if (r.key.table, r.key.scope) == (TableId.SITE, "target"))
    yes = of.known_yes("target")
    for truth in (True, False):
        cells = list(row.cells)
        cells[1], cells[2] = yes + truth, N - yes - truth
        rows = [type(row)(row.key, row.period, row.caf, tuple(cells))]
        if tag(MemoryCellStore(of.exact.surveys, of.exact.points, rows)) == seen:
            return truth
    return None


def test_a_tag_tells_no_more_than_the_answer_it_stands_for(worlds: list[World]) -> None:
    some = worlds[:60]
    assert all(guess_by_tag(each, tag(each.exact)) == each.truth for each in some)
    found = [guess_by_tag(each, tag(each.ours)) for each in some]
    told = [(each, guess) for each, guess in zip(some, found, strict=True) if guess is not None]
    assert len(told) < len(some) / 2
    right = sum(guess == each.truth for each, guess in told) + (len(some) - len(told)) / 2
    assert within_bound(right / len(some), len(some))


def kept(store: MemoryCellStore, *, zeros: bool) -> int:
    """How much is stored of the target's Point."""
    rows = [row.cells for row in store.rows if row.key.scope == "target"]
    return sum(zeros or cell != 0 for row in rows for cell in row)


def test_sizes_and_work_are_the_same_whatever_was_answered(worlds: list[World]) -> None:
    # A naive release leaves out cells of zero, so that its size tells whether somebody is in one.
    empty, one = [
        MemoryCellStore([], {}, [row for row in each.exact.rows if row.key.scope == "target"])
        for each in worlds[:2]
    ]
    empty.rows[0] = empty.rows[0].__class__(
        empty.rows[0].key, empty.rows[0].period, "761", (0,) * len(empty.rows[0].cells)
    )
    assert kept(empty, zeros=False) != kept(one, zeros=False)
    assert len({kept(each.ours, zeros=True) for each in worlds}) == 1
    read = {tuple(sorted((row.key, len(row.cells)) for row in each.ours.rows)) for each in worlds}
    assert len(read) == 1
