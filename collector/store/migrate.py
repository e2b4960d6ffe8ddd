"""Brings a database to the schema of this program, or says that it is not there yet."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import exc

from collector.store.engine import Database, Transaction
from shared.problems import OperationProblem


def upgrade(database: Database) -> None:
    """Make every table, or bring those of an older program up to date; nothing to do is fine."""
    with database.begin() as transaction:
        command.upgrade(_config(transaction), "head")


def check_current(database: Database) -> None:
    """See that the database has the schema of this program.

    Raises:
        OperationProblem: `not-initialised`, or `schema-outdated` when it is another one's.
        StorageProblem: `database-unavailable`.
    """
    with database.read() as transaction:
        found = revision(transaction)
    expected = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise OperationProblem("not-initialised")
    if found != expected:
        raise OperationProblem("schema-outdated", f"It is at {found}, {expected} is expected.")


def revision(transaction: Transaction) -> str | None:
    """The revision a database is at, or None before the first."""
    try:
        return MigrationContext.configure(transaction).get_current_revision()
    except exc.ProgrammingError:
        return None


def _config(transaction: Transaction | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = transaction
    return config
