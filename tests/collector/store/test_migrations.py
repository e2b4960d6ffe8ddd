"""The migrations make the very schema that the program uses, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from collector.store.engine import Database
from collector.store.metadata import metadata
from collector.store.migrate import HEAD, check_current, migrations, revision, upgrade
from tests.support.problems import refused


def is_comment(difference: Any) -> bool:
    """Comments are for the reader of the schema's source."""
    return "comment" in str(difference[0])


def test_the_migrated_database_has_the_programs_schema(database: Database) -> None:
    with database.read() as transaction:
        context = MigrationContext.configure(transaction, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert [each for each in differences if not is_comment(each)] == []


def test_the_program_works_with_the_last_step() -> None:
    assert ScriptDirectory.from_config(migrations()).get_heads() == [HEAD]


def test_a_current_database_is_left_alone(database: Database) -> None:
    check_current(database)
    upgrade(database)
    check_current(database)


def test_an_empty_database_holds_no_collector(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with refused("not-initialised"):
        check_current(empty)
    empty.close()


def test_a_database_of_another_program_version_is_refused(database: Database) -> None:
    with database.begin() as transaction:
        before = revision(transaction)
        transaction.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    try:
        with refused("schema-outdated") as found:
            check_current(database)
        assert "other" in found.value.detail
    finally:
        with database.begin() as transaction:
            values = {"before": before}
            transaction.execute(text("UPDATE alembic_version SET version_num = :before"), values)
