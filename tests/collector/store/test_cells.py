"""The database answers every query as the plain store in memory does, whatever the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from collector.store.cells import SqlCellStore
from collector.store.engine import Database
from collector.store.releases import Publication, publish
from collector.store.tally_schema import tally_claim
from collector.tables.forms import RowKey, breakdowns, row_cells
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.model import Block, By
from collector.tables.query import CellStore, Query
from collector.tables.released import TABLES, TableId
from collector.tally.claim import Claim
from collector.tally.release import Release, ReleasedCells
from shared.periods import Period
from shared.survey import Survey
from tests.collector.tables.samples import question, survey
from tests.support.databases import SqliteDatabases
from tests.support.tally_world import World

FIRST = Period(2025, 11)
POINTS = {"a": "761", "b": "761", "c": "691"}

OLD = survey(
    [question("mood", "one", ["bad", "good"]), question("why", "many", ["x", "y"])],
    [["mood", "why"]],
)
NEW = survey(
    [
        question("why", "many", ["y", "x", "z"]),
        question("mood", "one", ["bad", "medium", "good"], required=True),
        question("goal", "one", ["yes", "no"]),
    ],
    [["mood", "goal"], ["why", "mood"]],
    version=2,
)


class Step:
    """One claim: of which Caf and month, and which Points it releases for which survey."""

    def __init__(self, caf: str, month: int, points: Iterable[str], of: Survey, seed: int) -> None:
        self.caf, self.period = caf, FIRST.plus(month)
        self.points, self.survey, self.chance = sorted(points), of, Random(seed)

    def releases(self, claim: Claim) -> list[Release]:
        made = [self._release(claim, TableId.SITE, point) for point in self.points]
        by_caf = [table for table in TABLES.values() if not table.by_point]
        return made + [self._release(claim, table.id, "") for table in by_caf]

    def _release(self, claim: Claim, table: TableId, point: str) -> Release:
        name = claim.release_id(table, self.survey.digest, point)
        month = str(self.period)
        rows = tuple(
            ReleasedCells(each, self._cells(len(row_cells(self.survey, table, each))))
            for each in breakdowns(self.survey, table)
        )
        return Release(
            name, table, point, claim.caf, self.survey.digest, month, month, rows[0].cells[0], rows
        )

    def _cells(self, number: int) -> tuple[int, ...]:
        return tuple(self.chance.randrange(-15, 300) for _ in range(number))


@st.composite
def steps(draw: st.DrawFn) -> Step:
    caf = draw(st.sampled_from(["761", "691"]))
    return Step(
        caf,
        draw(st.integers(0, 5)),
        # A Point may have been in another Caf at another release.
        draw(st.sets(st.sampled_from(sorted(POINTS)), min_size=1)),
        draw(st.sampled_from([OLD, NEW])),
        draw(st.integers(0, 2**32)),
    )


def publish_all(database: Database, history: Sequence[Step]) -> MemoryCellStore:
    """Publish steps in this order, also earlier months after later ones, into both stores."""
    memory = MemoryCellStore([OLD, NEW], POINTS)
    ordinals: dict[tuple[str, Period], int] = {}
    for step in history:
        ordinal = ordinals[step.caf, step.period] = ordinals.get((step.caf, step.period), 0) + 1
        claim = Claim(step.caf, step.period, ordinal)
        made = step.releases(claim)
        with database.begin() as transaction:
            transaction.execute(
                insert(tally_claim).values(
                    id=claim.id, caf=claim.caf, period=str(claim.period), ordinal=ordinal,
                    published=False, opened=0, set_aside=0,
                )
            )  # fmt: skip
            assert publish(transaction, Publication(claim, {}, made, [], {}, {}))
        memory.rows += [
            ReleasedRow(
                RowKey(each.table, each.point or each.caf, each.survey, row.breakdown),
                claim.period, each.caf, row.cells,
            )
            for each in made
            for row in each.rows
        ]  # fmt: skip
    return memory


def queries() -> list[Query]:
    """Every kind of query that is allowed, over several windows."""
    asked = []
    windows = [(0, 5), (0, 0), (2, 3), (5, 5), (4, 9)]
    for table, by, (first, last) in product(TABLES.values(), By, windows):
        if by is By.POINT and not table.by_point:
            continue
        crossing = table.id is TableId.CROSSING
        names = [("mood", "why"), ("mood", "goal")] if crossing else [("mood", None), ("why", None)]
        points = [(None, None), (None, "761"), *([("a", None)] if table.by_point else [])]
        for (name, across), (point, caf) in product(names, points):
            asked.append(
                Query(
                    table.id, name, across, point, caf, FIRST.plus(first), FIRST.plus(last), by
                )
            )  # fmt: skip
    return asked


QUERIES = queries()


Row = tuple[str, str, bytes, int, int, tuple[int, ...]]
"""Group, breakdown, survey, releases, n, cells."""


def answer(store: CellStore, query: Query) -> list[Row]:
    return sorted(row for block in store.sums(query) for row in rows_of(block))


def rows_of(block: Block) -> Iterator[Row]:
    survey = block.form.survey
    for group, releases, n, *cells in zip(
        block.groups, block.releases, block.totals, *block.columns, strict=True
    ):
        yield group, block.breakdown, survey, releases, n, tuple(cells)


def empty(database: Database) -> Database:
    World(database).set_up(POINTS, OLD, NEW, months=1)
    return database


def check(database: Database, history: Sequence[Step], asked: Sequence[Query] = QUERIES) -> None:
    memory = publish_all(database, history)
    with database.read() as transaction:
        store = SqlCellStore(transaction)
        assert store.periods() == memory.periods()
        for query in asked:
            assert answer(store, query) == answer(memory, query), query


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqliteDatabases, str]:
    """An empty collector, to be copied for every example."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("cells"))
    url = databases.new()
    empty(Database(url)).close()
    return databases, url


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps(), max_size=8), st.integers(0, 4))
def test_any_history_is_answered_as_in_memory(
    ready: tuple[SqliteDatabases, str], history: list[Step], part: int
) -> None:
    databases, url = ready
    database = Database(databases.copy(url))
    check(database, history, QUERIES[part::5])
    database.close()


def test_late_tallies_and_second_ordinals_are_answered_as_in_memory(database: Database) -> None:
    empty(database)
    history = [
        Step("761", 2, "ab", OLD, 1),
        Step("691", 4, "c", OLD, 2),
        Step("761", 0, "a", OLD, 3),
        Step("761", 2, "b", OLD, 4),
        Step("761", 5, "ab", NEW, 5),
        Step("691", 3, "ac", NEW, 6),
        Step("761", 5, "a", NEW, 7),
        Step("761", 3, "abc", OLD, 8),
    ]
    check(database, history)


def test_nothing_released_is_no_period_and_no_block(database: Database) -> None:
    empty(database)
    with database.read() as transaction:
        store = SqlCellStore(transaction)
        assert store.periods() is None
        assert [answer(store, query) for query in QUERIES] == [[]] * len(QUERIES)


def test_the_registry_and_the_surveys_are_those_of_the_database(database: Database) -> None:
    empty(database)
    with database.read() as transaction:
        store = SqlCellStore(transaction)
        assert store.has_point("a")
        assert not store.has_point("761")
        assert store.has_caf("761")
        assert not store.has_caf("a")
        memory = MemoryCellStore([OLD, NEW], POINTS)
        for asked in (("mood",), ("why",), ("mood", "why"), ("goal", "mood"), ("goal", "why")):
            assert list(store.forms(*asked)) == list(memory.forms(*asked))
