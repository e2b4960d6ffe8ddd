"""A backup holds every row, for either kind of database, and is taken whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from sqlalchemy import select

from collector.store.audit import record
from collector.store.dump import read_dump, write_dump
from collector.store.engine import Database
from collector.store.metadata import metadata
from collector.store.migrate import check_current, revision
from tests.support.databases import Databases, SqliteDatabases
from tests.support.problems import refused
from tests.support.town import Town, found_town


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.read() as transaction:
        return {
            table.name: sorted((tuple(row) for row in transaction.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def a_full_town(url: str, directory: Path) -> Town:
    town = found_town(Database(url), directory)
    machine = town.kiosk()
    town.intake().accept(machine.batch(town.context(), town.items(450)))
    with town.database.begin() as transaction:
        record(transaction, town.clock(), "somebody", "try", "a subject", {"à": [1, {"b": None}]})
    return town


def dumped(database: Database) -> bytes:
    stream = io.BytesIO()
    write_dump(database, stream, "2026-10-15")
    return stream.getvalue()


def test_a_backup_restored_is_the_same_database(databases: Databases, tmp_path: Path) -> None:
    town = a_full_town(databases.new(), tmp_path)
    data = dumped(town.database)
    for url in (databases.blank(), SqliteDatabases(tmp_path / "other").blank()):
        (tmp_path / "other").mkdir(exist_ok=True)
        restored = Database(url)
        assert read_dump(restored, io.BytesIO(data)) == sum(map(len, rows(restored).values()))
        check_current(restored)
        assert rows(restored) == rows(town.database)
        with restored.begin() as transaction:
            record(transaction, town.clock(), "somebody", "go-on", "counters go on")
        again = dumped(restored)
        assert len(again) > len(data)
        restored.close()
    town.database.close()


def test_a_backup_is_of_one_instant_although_batches_come_in(
    databases: Databases, tmp_path: Path
) -> None:
    town = a_full_town(databases.new(), tmp_path)
    machine = town.kiosk()

    class Busy(io.BytesIO):
        def write(self, data: Any) -> int:
            if machine.sequence < 5:
                town.intake().accept(machine.batch(town.context(), town.items(2)))
            return super().write(data)

    stream = Busy()
    before = rows(town.database)
    write_dump(town.database, stream, "2026-10-15")
    restored = Database(databases.blank())
    read_dump(restored, io.BytesIO(stream.getvalue()))
    found = rows(restored)
    assert machine.sequence == 5
    assert (len(found["seen"]), len(found["vault"])) == (len(found["vault"]), len(found["seen"]))
    assert len(found["ledger"]) in (len(before["ledger"]), len(before["ledger"]) + 1)
    assert sum(row[10] for row in found["ledger"]) == len(found["vault"])
    restored.close()
    town.database.close()


def test_a_backup_that_is_not_whole_leaves_the_database_empty(
    databases: Databases, tmp_path: Path
) -> None:
    town = a_full_town(databases.new(), tmp_path)
    data = dumped(town.database)
    town.database.close()
    blank = Database(databases.blank())
    altered = data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:]
    for wrong in (b"", data[:9], data[: len(data) // 2], data[:-70], altered, b"\0\0\0\1\xf6"):
        with refused("backup-damaged"):
            read_dump(blank, io.BytesIO(wrong))
        with blank.read() as transaction:
            assert revision(transaction) is None
    newer = data.replace(b"hrevisiond00", b"hrevisiond99", 1)
    assert newer != data
    with refused("schema-outdated"):
        read_dump(blank, io.BytesIO(newer))
    blank.close()


def test_a_collector_is_never_written_over(town: Town) -> None:
    data = dumped(town.database)
    before = rows(town.database)
    with refused("restore-occupied"):
        read_dump(town.database, io.BytesIO(data))
    assert rows(town.database) == before
