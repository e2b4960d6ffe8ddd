"""The database: SQLite in the data directory, or PostgreSQL by a URL; the same code for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event, exc, make_url, text
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from shared.problems import OperationProblem, StorageProblem

Transaction = Connection
"""What storage functions take: everything done with one is kept together, or not at all."""

BUSY_TIMEOUT_MS: Final = 30_000
"""How long a SQLite writer waits for another; a tally publishes within a second or two."""

CHECKPOINT_PAGES: Final = 4000
"""16 MB of write-ahead log, about a hundred batches: copying it back less often costs less."""

_WRITES: Final = "isoloir_writes"
_POOL_SIZE: Final = 16


class Database:
    """A collector's database.

    Args:
        url: `sqlite:///PATH` or `postgresql+psycopg://USER@HOST/NAME`.

    Raises:
        OperationProblem: `config-invalid`: the URL names another kind of database.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._turn = Lock()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's own handle, for `collector.store` alone."""
        return self._engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction that may write: committed at the end, undone on any exception.

        On SQLite it waits its turn at once, so that what it reads still holds when it writes.

        Raises:
            StorageProblem: `database-unavailable`, `storage-full`, `storage-busy`.
        """
        with self._in_turn(), _problems_named(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, and keeps nobody from writing.

        Raises:
            StorageProblem: `database-unavailable`.
        """
        with _problems_named(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """A transaction that only reads, and sees everything as it is at one instant.

        Raises:
            StorageProblem: `database-unavailable`.
        """
        with _problems_named(), self._engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Have this program's threads write to SQLite one after the other.

        SQLite itself makes a second writer sleep and look again, for up to a tenth of a second.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise StorageProblem("storage-busy")
        try:
            yield
        finally:
            self._turn.release()

    def scrub(self) -> None:
        """Make what was deleted unreadable also in the database's own journals and free space.

        SQLite overwrites what it deletes (secure_delete) but its write-ahead log still holds older
        pages until it is emptied; PostgreSQL keeps dead rows until it is vacuumed.
        """
        if self.is_sqlite:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.rollback()
            return
        with self._engine.connect() as connection:
            free = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in ("vault", "seen", "set_aside", "comment"):
                free.execute(text(f"VACUUM {table}"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def insert_new(transaction: Transaction, table: Table) -> SqliteInsert | PostgresqlInsert:
    """An `INSERT` into a table that leaves out rows whose key is already there."""
    if transaction.dialect.name == "sqlite":
        return sqlite_insert(table).on_conflict_do_nothing()
    return postgresql_insert(table).on_conflict_do_nothing()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise OperationProblem("config-invalid", "database_url: this is not a URL.") from None
    if parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:"):
        engine = create_engine(parsed, pool_size=_POOL_SIZE, max_overflow=-1)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql+psycopg":
        return create_engine(parsed, pool_size=_POOL_SIZE, max_overflow=-1)
    detail = "database_url: it is sqlite:/// and a file, or begins with postgresql+psycopg://"
    raise OperationProblem("config-invalid", detail)


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own transactions start too late (at the first write): ours say BEGIN themselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _problems_named() -> Iterator[None]:
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError) as error:
        raise _problem(error) from error


def _problem(error: exc.DBAPIError) -> StorageProblem:
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            return StorageProblem("storage-full")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StorageProblem("storage-busy")
    elif getattr(cause, "sqlstate", None) == "53100":
        return StorageProblem("storage-full")
    return StorageProblem("database-unavailable")
