"""The database keeps what it promises: durable, forgetful, one writer at a time."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert, select, text, update

from collector.store.engine import Database
from collector.store.migrate import check_current, upgrade
from collector.store.schema import setting, vault
from tests.support.databases import sqlite_file
from tests.support.problems import refused


@pytest.fixture
def embedded(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    upgrade(database)
    return database


def test_sqlite_is_set_up_to_keep_and_to_forget(embedded: Database) -> None:
    with embedded.begin() as transaction:
        settings = {
            name: transaction.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
    }  # fmt: skip


def test_what_is_deleted_is_nowhere_in_the_files(tmp_path: Path) -> None:
    from tests.support.town import found_town

    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    upgrade(database)
    town = found_town(database, tmp_path / "collector")
    items = town.items(50)
    town.intake().accept(town.kiosk().batch(town.context(), items))
    assert any(items[0][100:200] in path.read_bytes() for path in tmp_path.glob("one.db*"))
    with database.begin() as transaction:
        transaction.execute(vault.delete())
    database.scrub()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("one.db*"))
    assert [item for item in items if item[100:200] in left] == []
    database.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail_halfway() -> None:
        with database.begin() as transaction:
            transaction.execute(insert(setting).values(name="a", value="1"))
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        fail_halfway()
    with database.read() as transaction:
        assert transaction.scalars(select(setting.c.name)).all() == []


def test_writers_take_turns_and_none_is_lost(database: Database) -> None:
    with database.begin() as transaction:
        transaction.execute(insert(setting).values(name="count", value="0"))
    together = Barrier(6)

    def add(_: int) -> None:
        together.wait()
        for _ in range(5):
            with database.begin() as transaction:
                query = select(setting.c.value).where(setting.c.name == "count")
                value = int(transaction.scalar(query.with_for_update()) or 0)
                transaction.execute(update(setting).values(value=str(value + 1)))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(add, range(6)))
    with database.read() as transaction:
        assert transaction.scalar(select(setting.c.value)) == "30"


def test_readers_go_on_while_somebody_writes(database: Database) -> None:
    with database.begin() as writer:
        writer.execute(insert(setting).values(name="a", value="1"))
        with database.read() as reader:
            assert reader.scalars(select(setting.c.name)).all() == []


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "postgresql://x/y", "sqlite+x://", "sqlite://"]
)
def test_another_kind_of_database_is_refused(url: str) -> None:
    with refused("config-invalid"):
        Database(url)


def test_a_database_that_does_not_answer_is_a_problem(tmp_path: Path) -> None:
    away = Database(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    with refused("database-unavailable"):
        check_current(away)
    away = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'directory.db'}")
    with refused("database-unavailable"):
        check_current(away)


def test_a_full_disk_is_a_problem_and_leaves_the_database_whole(embedded: Database) -> None:
    with embedded.begin() as transaction:
        transaction.execute(insert(setting).values(name="before", value="1"))
    with refused("storage-full"), embedded.begin() as transaction:
        pages = transaction.execute(text("PRAGMA page_count")).scalar()
        transaction.execute(text(f"PRAGMA max_page_count={pages}"))
        rows = [{"name": f"n{number}", "value": "x" * 400} for number in range(1000)]
        transaction.execute(insert(setting), rows)
    with embedded.read() as transaction:
        assert transaction.scalars(select(setting.c.name)).all() == ["before"]


def test_a_locked_database_is_busy_not_broken(
    embedded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collector.store import engine

    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    impatient = Database(str(embedded.engine.url))
    path = sqlite_file(str(embedded.engine.url))
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        with refused("storage-busy"), impatient.begin():
            pass
    finally:
        holder.close()
        impatient.close()
