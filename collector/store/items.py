"""Sealed items on their way into the vault, each counted once: the one path where speed matters.

A batch brings a hundred items and more. Written as SQL by hand, once for each database, since the
general way costs several times what the database itself does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from collector.store.engine import Transaction
from shared import limits
from shared.batch import Batch

_POSTGRESQL: Final = """
WITH item AS (
    SELECT * FROM unnest(%(ids)b::bytea[], %(items)b::bytea[]) AS item (item_id, sealed)
), new AS (
    INSERT INTO seen (point_id, item_id, period)
    SELECT %(point)s, item_id, %(period)s FROM item
    ON CONFLICT DO NOTHING
    RETURNING item_id
)
INSERT INTO vault (point_id, kind, period, item_id, survey, key_id, sealed)
SELECT %(point)s, %(kind)s, %(period)s, item_id, %(survey)b, %(key)b, sealed
FROM item JOIN new USING (item_id)
"""

_SQLITE_VAULT: Final = (
    "INSERT INTO vault (point_id, kind, period, item_id, survey, key_id, sealed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def keep_items(transaction: Transaction, batch: Batch) -> int:
    """Put the items that never came before into the vault, and return how many they are."""
    if transaction.dialect.name == "sqlite":
        return _keep_in_sqlite(transaction, batch)
    return _keep_in_postgresql(transaction, batch)


def _keep_in_postgresql(transaction: Transaction, batch: Batch) -> int:
    context = batch.context
    values = {
        "ids": list(batch.ids),
        "items": list(batch.items),
        "point": context.point,
        "period": context.period,
        "kind": context.label.value,
        "survey": context.survey,
        "key": context.key_id,
    }
    return transaction.exec_driver_sql(_POSTGRESQL, values).rowcount


def _keep_in_sqlite(transaction: Transaction, batch: Batch) -> int:
    context = batch.context
    values = (context.point, context.period, *batch.ids)
    result = transaction.exec_driver_sql(_sqlite_seen(len(batch.items)), values)
    new = {item_id for (item_id,) in result}
    head = (context.point, context.label.value, context.period)
    rows = [
        (*head, item_id, context.survey, context.key_id, item)
        for item in batch.items
        if (item_id := item[: limits.ITEM_ID_BYTES]) in new
    ]
    if rows:
        transaction.exec_driver_sql(_SQLITE_VAULT, rows)
    return len(rows)


@lru_cache(maxsize=limits.MAX_ITEMS_PER_BATCH)
def _sqlite_seen(items: int) -> str:
    rows = ", ".join(f"(?1, ?{number + 3}, ?2)" for number in range(items))
    return (
        f"INSERT INTO seen (point_id, item_id, period) VALUES {rows}"  # noqa: S608 - numbers only
        " ON CONFLICT DO NOTHING RETURNING item_id"
    )
