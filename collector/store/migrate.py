"""Brings a database to the schema of this program, or says that it is not there yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from collector.store.engine import Database, Transaction
from collector.store.privileges import grant
from shared.problems import OperationProblem

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0015"
"""The revision that this program works with: the last step in `migrations/versions`."""

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Make every table, or bring those of an older program up to date; nothing to do is fine.

    Then whoever else uses the database is granted what is theirs (`collector.store.privileges`).
    """
    # Every command looks at the revision; only this one needs the library that changes it.
    from alembic import command

    with database.begin() as transaction:
        command.upgrade(migrations(transaction), "head")
        grant(transaction)


def upgrade_to(transaction: Transaction, wanted: str) -> None:
    """Make the tables of an earlier version of this program, in an empty database."""
    from alembic import command

    command.upgrade(migrations(transaction), wanted)


def knows(wanted: str) -> bool:
    """Whether a revision is one that this program can start from."""
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory.from_config(migrations()).walk_revisions()
    return wanted in {step.revision for step in steps}


def check_current(database: Database) -> None:
    """See that the database has the schema of this program.

    Raises:
        OperationProblem: `not-initialised`, or `schema-outdated` when it is another one's.
        StorageProblem: `database-unavailable`.
    """
    with database.read() as transaction:
        found = revision(transaction)
    if found is None:
        raise OperationProblem("not-initialised")
    if found != HEAD:
        raise OperationProblem("schema-outdated", f"It is at {found}, {HEAD} is expected.")


def revision(transaction: Transaction) -> str | None:
    """The revision a database is at, or None before the first."""
    if not inspect(transaction).has_table("alembic_version"):
        return None
    found: str | None = transaction.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def migrations(transaction: Transaction | None = None) -> Config:
    """What alembic is told: where the steps are, and the connection to take them on."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = transaction
    return config
