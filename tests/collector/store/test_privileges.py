"""On a real PostgreSQL each user may do what is written down, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, exc, text

from collector.store.engine import Database
from collector.store.migrate import upgrade
from collector.store.privileges import (
    ALERT,
    BACKUP,
    COUNTED,
    DASHBOARD,
    INTAKE,
    REMIND,
    REVISION,
    RIGHTS,
    USERS,
    rights_of,
)
from collector.store.schema import metadata
from deploy.installing.database import ROLES
from tests.support.acting import users_of_commands
from tests.support.databases import PostgresqlDatabases

TALLY = "isoloir-tally"
VERBS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
REST = ("TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.fixture(scope="module")
def url(postgresql: PostgresqlDatabases) -> str:
    return postgresql.new()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def test_every_table_has_an_entry_and_every_entry_a_table() -> None:
    assert set(RIGHTS) == set(metadata.tables)


def test_the_users_are_those_that_a_machine_is_set_up_with() -> None:
    assert {*USERS, TALLY} == set(ROLES)
    assert set(users_of_commands().values()) <= set(ROLES)


@pytest.mark.parametrize("user", USERS)
def test_what_is_written_down_is_what_is_granted(engine: Engine, user: str) -> None:
    asked = text("SELECT has_table_privilege(:user, :table, :verb)")
    with engine.connect() as connection:
        for table, letters in rights_of(user).items():
            for letter, verb in (*VERBS.items(), *(("", each) for each in REST)):
                given = {"user": user, "table": table, "verb": verb}
                expected = bool(letter) and letter in letters
                assert connection.scalar(asked, given) is expected, given
            if letters == "c":
                assert _readable(connection, user, table) <= set(COUNTED)


def _readable(connection: Connection, user: str, table: str) -> set[str]:
    asked = text("SELECT has_column_privilege(:user, :table, :column, 'SELECT')")
    columns = metadata.tables[table].columns.keys()
    given = [{"user": user, "table": table, "column": column} for column in columns]
    return {each["column"] for each in given if connection.scalar(asked, each)}


@pytest.mark.parametrize(
    ("user", "statement"),
    [
        *((DASHBOARD, f"DELETE FROM {name}") for name in
          ("ledger", "seen", "vault", "set_aside", "release", "released_row", "audit", "survey")),
        (DASHBOARD, "SELECT sealed FROM vault"),
        (DASHBOARD, "SELECT item_id FROM vault"),
        (DASHBOARD, "SELECT ids FROM claimed"),
        (DASHBOARD, "UPDATE ledger SET accepted = 0"),
        (DASHBOARD, "UPDATE released_row SET cells = ''"),
        (DASHBOARD, "UPDATE audit SET who = ''"),
        (DASHBOARD, "UPDATE period_key SET destroyed = true"),
        (DASHBOARD, "INSERT INTO vault SELECT * FROM vault"),
        *((INTAKE, f"DELETE FROM {name}") for name in
          ("ledger", "seen", "vault", "device", "release", "account", "point", "survey")),
        (INTAKE, "UPDATE ledger SET accepted = 0"),
        (INTAKE, "UPDATE vault SET sealed = ''"),
        (INTAKE, "UPDATE period_key SET public = ''"),
        (INTAKE, "SELECT password FROM account"),
        (INTAKE, "SELECT * FROM token"),
        (INTAKE, "SELECT * FROM comment"),
        (INTAKE, "SELECT * FROM released_row"),
        (INTAKE, "INSERT INTO released_row SELECT * FROM released_row"),
        *((REMIND, f"SELECT * FROM {name}") for name in ("account", "comment", "vault", "token")),
        *((ALERT, f"SELECT * FROM {name}") for name in ("account", "comment", "vault", "ledger")),
        (ALERT, "UPDATE device SET revoked = true"),
        *((BACKUP, f"DELETE FROM {name}") for name in ("ledger", "audit")),
        *((user, "DROP TABLE ledger") for user in USERS),
        *((user, "CREATE TABLE mine ()") for user in USERS),
        *((user, f"UPDATE {REVISION} SET version_num = ''") for user in USERS),
    ],
)  # fmt: skip
def test_what_would_forge_or_uncover_is_refused(engine: Engine, user: str, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(f'SET LOCAL ROLE "{user}"'))
        with pytest.raises(exc.ProgrammingError, match=r"permission denied|must be owner"):
            connection.execute(text(statement))


def test_bringing_the_schema_up_to_date_takes_back_what_was_granted_besides(
    postgresql: PostgresqlDatabases,
) -> None:
    url = postgresql.new()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f'GRANT ALL ON ALL TABLES IN SCHEMA public TO "{DASHBOARD}"'))
    database = Database(url)
    upgrade(database)
    database.close()
    with engine.connect() as connection:
        asked = text("SELECT has_table_privilege(:user, 'vault', 'DELETE')")
        assert connection.scalar(asked, {"user": DASHBOARD}) is False
    engine.dispose()
