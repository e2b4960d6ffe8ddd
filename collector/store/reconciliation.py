"""Counts every item that intake ever accepted, wherever it is now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, Select, func, literal, select, union_all

from collector.store.comment_schema import comment_opened
from collector.store.engine import Transaction
from collector.store.schema import ledger, set_aside, vault
from collector.store.tally_schema import claimed
from collector.tally.balance import Entry, Fate
from shared.sealing import Label

_ROWS: Final = 1000


def balance_entries(transaction: Transaction) -> Iterator[Entry]:
    """What was received, tallied, set aside and waits, by Point, period and kind; to be read at
    once, and within the transaction: there are a few for each Point and month there ever was.

    One statement, so that the parts are of the same instant also while batches come in.
    """
    response, comment = literal(Label.RESPONSE.value), literal(Label.COMMENT.value)
    parts = (
        _sum(ledger, ledger.c.kind, Fate.RECEIVED, func.sum(ledger.c.accepted)),
        _sum(claimed, response, Fate.TALLIED, func.sum(claimed.c.opened)),
        _sum(comment_opened, comment, Fate.TALLIED, func.sum(comment_opened.c.opened)),
        _sum(vault, vault.c.kind, Fate.WAITING, func.count()),
        _sum(set_aside, set_aside.c.kind, Fate.SET_ASIDE, func.count(), set_aside.c.code),
    )
    rows = transaction.execute(union_all(*parts), execution_options={"yield_per": _ROWS})
    for found in rows:
        yield Entry(found[0], found[1], found[2], Fate(found[3]), found[4], int(found[5]))


def waiting_items(transaction: Transaction) -> dict[str, int]:
    """How many sealed items wait for a tally, by kind."""
    query = select(vault.c.kind, func.count()).group_by(vault.c.kind)
    return {str(kind): int(number) for kind, number in transaction.execute(query)}


def _sum(
    table: FromClause,
    kind: ColumnElement[str],
    fate: Fate,
    items: ColumnElement[int],
    code: ColumnElement[str] | None = None,
) -> Select[Any]:
    groups = [table.c.point_id, table.c.period]
    groups += [each for each in (kind, code) if isinstance(each, Column)]
    reason = literal("") if code is None else code
    columns = (table.c.point_id, table.c.period, kind, literal(fate.value), reason, items)
    return select(*columns).group_by(*groups)
