"""Attacks through the real addresses: tags, sizes and work, of answers as a browser gets them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import Any

import pytest
from werkzeug.test import TestResponse

from collector.api.library import Library
from collector.registry.model import PointRecord
from collector.registry.registered import RegisteredPoint
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.released import TableId
from tests.adversary.worlds import (
    CAF,
    FIRST,
    POINTS,
    SIZE,
    SURVEY,
    Sheets,
    World,
    publish,
    within_bound,
    world,
)
from tests.support.analysts import json_of, site
from tests.support.memory_library import MemoryLibrary

ADDRESS = "/api/v1/tables/site?question=q0&point=target"
TRIALS = 60


class Stage:
    """The whole application, on one store after the other."""

    def __init__(self) -> None:
        records = [PointRecord(point, CAF, point, "", "76100", "Rouen") for point in POINTS]
        self._registered = {
            each.id: RegisteredPoint(each, each.id, (), None, True) for each in records
        }
        self._store = MemoryCellStore([SURVEY], dict.fromkeys(POINTS, CAF))
        self._site = site(self._open)

    def _open(self) -> AbstractContextManager[Library]:
        of = self._store
        names = {CAF: CAF}
        return MemoryLibrary(of.surveys, of.points, of.rows, self._registered, names=names).open()

    def get(self, store: MemoryCellStore, address: str = ADDRESS, **headers: str) -> TestResponse:
        """Ask about a store."""
        self._store = store
        return self._site.get(address, **headers)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


def candidate(of: World, truth: bool) -> MemoryCellStore:
    """What an exact release would be if the target had answered so: the attacker's own copy."""
    row = next(r for r in of.exact.rows if (r.key.table, r.key.scope) == (TableId.SITE, "target"))
    yes = of.known_yes("target") + truth
    cells = (row.cells[0], yes, row.cells[0] - yes, *row.cells[3:])
    return MemoryCellStore(
        of.exact.surveys, of.exact.points, [ReleasedRow(row.key, row.period, row.caf, cells)]
    )


def by_tag(stage: Stage, of: World, attacked: MemoryCellStore) -> bool | None:
    """Ask whether the answer is the one that either truth would give, without reading it."""
    for truth in (True, False):
        tag = stage.get(candidate(of, truth)).headers["ETag"]
        if stage.get(attacked, **{"If-None-Match": tag}).status_code == 304:
            return truth
    return None


def test_tags_of_real_answers_give_away_exact_figures_only(stage: Stage) -> None:
    some = [world(seed) for seed in range(TRIALS)]
    assert all(by_tag(stage, each, each.exact) == each.truth for each in some[:10])
    found = [by_tag(stage, each, each.ours) for each in some]
    coins = Random(1)
    right = sum(
        (coins.random() < 0.5 if guess is None else guess) == each.truth
        for each, guess in zip(some, found, strict=True)
    )
    assert within_bound(right / TRIALS, TRIALS)


class Sparse(MemoryCellStore):
    """A naive release: exact, and an option that nobody chose is not among the rows."""

    def write(self) -> str:
        row = next(r for r in self.rows if r.key.scope == "target")
        return "\n".join(f"{at},{cell}" for at, cell in enumerate(row.cells) if cell)


def lonely(seed: int) -> tuple[bool, Sparse, MemoryCellStore]:
    """A Point where all others said no: whether the target did, a sparse release and ours."""
    truth = Random(f"lonely {seed}").random() < 0.5
    sheets: Sheets = {
        point: [dict.fromkeys(("q0", "q1", "q2", "q3"), "no") for _ in range(SIZE)]
        for point in POINTS
    }
    sheets["target"][0] = {**sheets["target"][0], "q0": "yes" if truth else "no"}
    counts, ours = publish(sheets, FIRST, f"lonely {seed}")
    exact = [ReleasedRow(key, FIRST, CAF, row) for key, row in counts.rows.items()]
    where = dict.fromkeys(POINTS, CAF)
    return truth, Sparse([SURVEY], where, exact), MemoryCellStore([SURVEY], where, ours)


def test_sizes_of_answers_give_away_what_a_sparse_release_leaves_out(stage: Stage) -> None:
    worlds = [lonely(seed) for seed in range(TRIALS)]
    sparse = [len(naive.write()) for _, naive, _ in worlds]
    middle = (min(sparse) + max(sparse)) / 2
    assert all((size > middle) == truth for size, (truth, _, _) in zip(sparse, worlds, strict=True))
    for form in ("json", "csv", "jsonstat"):
        sizes = [len(stage.get(ours, f"{ADDRESS}&format={form}").data) for _, _, ours in worlds]
        # The best rule that sizes allow, chosen with the truth in hand on one half of the worlds.
        by_size: defaultdict[int, list[bool]] = defaultdict(list)
        half = TRIALS // 2
        for size, (truth, _, _) in list(zip(sizes, worlds, strict=True))[:half]:
            by_size[size].append(truth)
        right = sum(
            (2 * sum(by_size[size]) > len(by_size[size])) == truth
            for size, (truth, _, _) in list(zip(sizes, worlds, strict=True))[half:]
        )
        assert within_bound(right / half, half), form


def calls(action: Callable[[], object]) -> int:
    """How many functions run: the time something takes, without the noise of the machine."""
    made = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal made
        made += event == "call"

    def once() -> int:
        nonlocal made
        made = 0
        sys.setprofile(count)
        try:
            action()
        finally:
            sys.setprofile(None)
        return made

    action()  # what is loaded once is loaded
    return min(once() for _ in range(3))  # what is cleaned up meanwhile is no part of it


def test_the_work_for_an_answer_depends_on_what_it_shows_only(stage: Stage) -> None:
    worlds = [lonely(seed) for seed in range(16)]
    naive = {(truth, calls(sparse.write)) for truth, sparse, _ in worlds}
    assert len(naive) == len(dict(naive).values()) == 2
    assert len({work for _, work in naive}) == 2
    shown: defaultdict[str, set[int]] = defaultdict(set)
    truths: defaultdict[str, set[bool]] = defaultdict(set)
    for truth, _, ours in worlds:
        (group,) = json_of(stage.get(ours))["groups"]
        shown[group["status"]].add(calls(lambda: stage.get(ours)))  # noqa: B023 - called at once
        truths[group["status"]].add(truth)
    assert all(len(found) == 1 for found in shown.values()), shown
    assert {True, False} in truths.values()
