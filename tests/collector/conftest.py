"""The two databases that everything of the collector runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, event

from collector.auth import passwords
from collector.store.engine import Database
from collector.store.privileges import USERS
from tests.support.acting import acting_user
from tests.support.databases import (
    Databases,
    PostgresqlDatabases,
    SqliteDatabases,
    postgresql_server,
)
from tests.support.town import Town, found_town

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODY = CHEAP.hash("nobody has this password")


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little to make and to check: what they really cost is test_passwords.py's."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    monkeypatch.setattr(passwords, "_nobody", lambda: NOBODY)


@event.listens_for(Engine, "begin")
def as_whose_work_it_is(connection: Connection) -> None:
    """On PostgreSQL a request or a command has the rights of the user who does it when installed,
    and no others; what a test does by itself is done by the owner of the tables.
    """
    user = acting_user() if connection.dialect.name == "postgresql" else None
    if user in USERS:
        connection.exec_driver_sql(f'SET LOCAL ROLE "{user}"')


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlDatabases]:
    """A PostgreSQL server for the whole run."""
    with postgresql_server(durable=False) as databases:
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """Makes databases of one kind, then of the other."""
    if request.param == "sqlite":
        return SqliteDatabases(tmp_path)
    made: Databases = request.getfixturevalue("postgresql")
    return made


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """An empty database of each kind."""
    opened = Database(databases.empty())
    yield opened
    opened.close()


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A collector with Points, keys and a survey, on each kind of database."""
    return found_town(database, tmp_path / "collector")
