"""The same questions asked of raw responses, in DuckDB and PostgreSQL, beside ours of cells.

Ten million answer sheets lie in one table of small integers: months one after the other, as they
come; in DuckDB as columns, in PostgreSQL with an index for each question that one can help. Theirs
are exact counts by SQL, fetched; ours go the whole way to shares with their intervals. Each is
asked once before it is timed, and by turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from statistics import median
from typing import Any, Final

import duckdb
import psycopg

from collector.registry.model import PointRecord
from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from collector.store.migrate import upgrade
from collector.surveys import default_survey
from shared.periods import Period
from shared.survey import Kind
from tests.bench.figures import Figure
from tests.bench.measure import seconds
from tests.bench.national import FIRST, POINTS, fill, national_points
from tests.bench.queries_bench import RESPONSES, Asking, kinds, query
from tests.bench.setting import Setting
from tests.support.databases import postgresql_server

BENCH: Final = "raw"
ROWS: Final = (10_000, 1_000_000, 10_000_000)
"""Responses by the size of the run; a little more or less, so that every month has as many."""

QUESTIONS: Final = tuple(each for each in default_survey().counted if each.kind is Kind.ONE)
"""One answer each: the plainest SQL there is."""

Fetch = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Raw:
    """The table: `each` responses of every Point and month."""

    points: Sequence[PointRecord]
    months: int
    each: int

    @property
    def rows(self) -> int:
        """How many responses there are."""
        return len(self.points) * self.months * self.each

    @property
    def cafs(self) -> Sequence[str]:
        """Their numbers are their places here."""
        return sorted({point.caf for point in self.points})

    def select(self) -> str:
        """The rows, in words that both databases understand; answers by plain arithmetic."""
        number, month = len(self.points), len(self.points) * self.each
        answers = ", ".join(
            f"CAST((i * 48271 + {1009 * at}) % 2147483647 % {1 + len(each.options)} AS SMALLINT)"
            f" AS {each.id}"
            for at, each in enumerate(QUESTIONS)
        )
        return (
            f"SELECT CAST(i % {number} AS SMALLINT) AS point, place.caf AS caf,"
            f" CAST({FIRST.index} + (i - i % {month}) / {month} AS INTEGER) AS period, {answers}"
            f" FROM generate_series(CAST(0 AS BIGINT), {self.rows - 1}) AS t(i)"
            f" JOIN place ON place.point = i % {number} ORDER BY i"
        )

    def places(self) -> str:
        """Which Caf each Point belongs to, as rows of two numbers."""
        cafs = {caf: at for at, caf in enumerate(self.cafs)}
        return ", ".join(f"({at}, {cafs[point.caf]})" for at, point in enumerate(self.points))

    def sql(self, parameters: Mapping[str, str]) -> str:
        """A query of ours as one of the table."""
        first, _, second = parameters["question"].partition(":")
        groups = [first, *([second] if second else [])]
        wanted = []
        for name, column, known in (
            ("point", "point", [each.id for each in self.points]),
            ("caf", "caf", self.cafs),
        ):
            if name in parameters:
                wanted.append(f"{column} = {list(known).index(parameters[name])}")
        if "from" in parameters:
            months = [Period.parse(parameters[name]).index for name in ("from", "to")]
            wanted.append(f"period BETWEEN {months[0]} AND {months[1]}")
        if "by" in parameters:
            groups.append(parameters["by"])
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        names = ", ".join(groups)
        return f"SELECT {names}, count(*) FROM response{where} GROUP BY {names}"


def run(setting: Setting) -> Iterator[Figure]:
    """Ask every kind of question three times over."""
    points = national_points(setting.pick(12, POINTS, POINTS))
    months = setting.pick(3, 24, 24)
    rows = setting.pick(*ROWS)
    raw = _Raw(points, months, max(1, round(rows / len(points) / months)))
    setting.say(f"released cells of {len(points):,} Points × {months} months")
    with closing(Database(f"sqlite:///{setting.directory / 'released.db'}")) as database:
        upgrade(database)
        for _ in fill(database, default_survey(), points, months, RESPONSES):
            pass
        database.scrub()
        ours = DatabaseLibraries(database, lambda: datetime(2026, 11, 1, tzinfo=UTC))
        setting.say(f"{raw.rows:,} responses in DuckDB and PostgreSQL")
        with _duckdb(setting, raw) as duck, _postgresql(setting, raw) as postgresql:
            others = {"DuckDB": duck, "PostgreSQL": postgresql}
            names = [each.id for each in QUESTIONS]
            for kind in kinds(points, months, names):
                setting.say(kind.name)
                yield from _ask(ours, others, kind, raw, setting.pick(2, 9, 15))


def _ask(
    ours: DatabaseLibraries, others: Mapping[str, Fetch], kind: Asking, raw: _Raw, times: int
) -> Iterator[Figure]:
    rng = Random(5)
    own: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in others}
    for at in range(times + 1):
        parameters = kind.parameters(rng)
        sql = raw.sql(parameters)
        own.append(seconds(query(ours, kind.table, parameters)))
        for name, fetch in others.items():
            theirs[name].append(seconds(lambda fetch=fetch, sql=sql: fetch(sql)))  # type: ignore[misc]
        if not at:  # the first one warms up
            own.clear()
            for each in theirs.values():
                each.clear()
    for name, taken in theirs.items():
        beside = f"{name}, {raw.rows:,} responses"
        yield Figure(BENCH, kind.name, 1000 * median(own), "ms", beside, 1000 * median(taken))


@contextmanager
def _duckdb(setting: Setting, raw: _Raw) -> Iterator[Fetch]:
    with duckdb.connect(str(setting.directory / "raw.duckdb")) as connection:
        connection.execute("CREATE TABLE place (point INTEGER, caf SMALLINT)")
        connection.execute(f"INSERT INTO place VALUES {raw.places()}")
        connection.execute(f"CREATE TABLE response AS {raw.select()}")
        connection.execute("CHECKPOINT")
        yield lambda sql: _some(connection.execute(sql).fetchall())


@contextmanager
def _postgresql(setting: Setting, raw: _Raw) -> Iterator[Fetch]:
    with postgresql_server(setting.directory, durable=False) as server:
        url = server.new().replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:

            def run_all(*statements: str) -> None:
                for each in statements:
                    connection.execute(each.encode())

            run_all(
                "CREATE TABLE place (point INTEGER, caf SMALLINT)",
                f"INSERT INTO place VALUES {raw.places()}",
                f"CREATE UNLOGGED TABLE response AS {raw.select()}",
                "CREATE INDEX ON response (point, period)",
                "CREATE INDEX ON response (caf, period)",
                "VACUUM ANALYZE response",
            )
            yield lambda sql: _some(connection.execute(sql.encode()).fetchall())


def _some(found: Sequence[Any]) -> Sequence[Any]:
    assert found
    return found
