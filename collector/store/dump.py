"""A backup of the database: every row of every table, the same for SQLite and PostgreSQL.

A file is a sequence of frames: four bytes of length, then deterministic CBOR. The first has `v`,
`revision` (of the schema) and `made` (a day); then `table`, `columns` and `rows`, a few hundred
rows at a time, in an order in which they can be written again; the last has `rows`, their number,
and `digest`, SHA-256 of all frames before. It holds sealed responses, which become unreadable with
their keys, and no private key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from sqlalchemy import JSON, MetaData, Table, delete, func, insert, select, text

from collector.store.engine import Database, Transaction
from collector.store.metadata import metadata
from collector.store.migrate import knows, revision, upgrade, upgrade_to
from shared import cbor, limits
from shared.problems import FormatProblem, OperationProblem

_ROWS: Final = 200
_MOST_BYTES: Final = 1 << 30
_LENGTH_BYTES: Final = 4


def write_dump(database: Database, stream: IO[bytes], made: str) -> int:
    """Write everything, as it is at one instant, while others go on; returns the number of rows.

    Raises:
        StorageProblem: the database does not answer. OSError: it could not be written.
    """
    digest, rows = hashlib.sha256(), 0

    def put(value: Any) -> None:
        data = cbor.encode(value)
        frame = len(data).to_bytes(_LENGTH_BYTES, "big") + data
        digest.update(frame)
        stream.write(frame)

    with database.snapshot() as transaction:
        put({"v": limits.FORMAT_VERSION, "revision": revision(transaction), "made": made})
        for table in metadata.sorted_tables:
            columns = [column.name for column in table.columns]
            found = transaction.execution_options(yield_per=_ROWS).execute(
                select(table).order_by(*table.primary_key.columns)
            )
            for some in found.partitions(_ROWS):
                listed = [list(row) for row in some]
                rows += len(listed)
                put({"table": table.name, "columns": columns, "rows": listed})
    put({"rows": rows, "digest": digest.digest()})
    return rows


def read_dump(database: Database, stream: IO[bytes]) -> int:
    """Fill an empty database from a backup, of this or an earlier version; the number of rows.

    Raises:
        OperationProblem: `restore-occupied`; `backup-damaged`; `schema-outdated`: the backup is of
            a later version.
        StorageProblem: the database does not answer. In each case it is as it was.
    """
    with database.read() as transaction:
        if revision(transaction) is not None:
            raise OperationProblem("restore-occupied")
    frames = _frames(stream)
    head = next(frames, {})
    if head.get("v") != limits.FORMAT_VERSION or not isinstance(head.get("revision"), str):
        raise OperationProblem("backup-damaged", "It does not begin as one.")
    if not knows(head["revision"]):
        raise OperationProblem("schema-outdated", f"The backup is at {head['revision']}.")
    with database.begin() as transaction:
        upgrade_to(transaction, head["revision"])
        rows = _fill(transaction, frames)
    upgrade(database)
    return rows


def _fill(transaction: Transaction, frames: Iterable[dict[str, Any]]) -> int:
    there = MetaData()
    there.reflect(transaction)
    for table in reversed(there.sorted_tables):
        if table.name != "alembic_version":
            transaction.execute(delete(table))
    rows = 0
    for frame in frames:
        if "digest" in frame:
            if frame.get("rows") != rows:
                raise OperationProblem("backup-damaged", "Rows are missing.")
            _set_counters(transaction, there)
            return rows
        table = there.tables[frame["table"]]
        values = [dict(zip(frame["columns"], row, strict=True)) for row in frame["rows"]]
        transaction.execute(insert(table), [_fitting(table, each) for each in values])
        rows += len(values)
    raise OperationProblem("backup-damaged", "Its end is missing.")


def _frames(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    digest = hashlib.sha256()
    while length := stream.read(_LENGTH_BYTES):
        data = stream.read(int.from_bytes(length, "big"))
        try:
            frame = cbor.decode(data, _MOST_BYTES)
        except FormatProblem as problem:
            raise OperationProblem("backup-damaged", problem.detail) from None
        if not isinstance(frame, dict):
            raise OperationProblem("backup-damaged", "A frame is not as expected.")
        if "digest" in frame and frame["digest"] != digest.digest():
            raise OperationProblem("backup-damaged", "It was altered.")
        digest.update(length + data)
        yield frame


def _fitting(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """JSON values as texts, where the database itself does not know the type."""
    return {
        name: json.dumps(value)
        if isinstance(value, (list, dict)) and not isinstance(table.c[name].type, JSON)
        else value
        for name, value in values.items()
    }


def _set_counters(transaction: Transaction, there: MetaData) -> None:
    """PostgreSQL counts rows apart from them; SQLite looks for the highest."""
    if transaction.dialect.name != "postgresql":
        return
    for table in there.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = transaction.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": column.name},
        )
        highest = transaction.scalar(select(func.max(column)))
        if name and highest:
            transaction.execute(select(func.setval(name, highest)))
