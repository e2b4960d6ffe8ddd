"""The two databases of a bench, and what they do with the same rows when nothing is around them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from shared import limits
from tests.support.databases import SqliteDatabases, postgresql_server, sqlite_file


@contextmanager
def sqlite(directory: Path) -> Iterator[str]:
    """The URL of a new SQLite database."""
    yield SqliteDatabases(directory).new()


@contextmanager
def postgresql(directory: Path) -> Iterator[str]:
    """The URL of a new, real PostgreSQL, stopped when the block ends."""
    with postgresql_server(directory) as databases:
        yield databases.new()


def insert_bare(url: str, lots: Sequence[Sequence[bytes]]) -> None:
    """Keep each lot of items in a table of two columns, in one durable transaction."""
    if url.startswith("sqlite:"):
        _insert_sqlite(sqlite_file(url).with_name("bare.db"), lots)
    else:
        _insert_postgresql(url.replace("+psycopg", ""), lots)


def _rows(items: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    return [(item[: limits.ITEM_ID_BYTES], item) for item in items]


def _insert_sqlite(path: Path, lots: Sequence[Sequence[bytes]]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id BLOB PRIMARY KEY, item BLOB)")
    for items in lots:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO bare VALUES (?, ?)", _rows(items))
        connection.execute("COMMIT")
    connection.close()


def _insert_postgresql(url: str, lots: Sequence[Sequence[bytes]]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id bytea PRIMARY KEY, item bytea)")
        for items in lots:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s)", _rows(items))
