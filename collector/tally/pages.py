"""The sealed items of a claim, read a page at a time so that memory stays bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from collector.store.claims import opened_tags, sealed_items
from collector.store.engine import Database, Transaction
from collector.tally.claim import ClaimedIds, SealedItem


class Page(NamedTuple):
    """Some claimed items of one Point and period. `tags`: of the Point's items before these."""

    point: str
    period: str
    items: list[SealedItem]
    tags: set[bytes]


class _Start(NamedTuple):
    point: str
    period: str
    after: bytes


def pages(database: Database, taken: ClaimedIds, size: int) -> Iterator[Page]:
    """All items of a claim by Point, period and id, without those that came in since.

    Reads about `size` items in a transaction, and none stays open in between: it would keep the
    database from emptying its journal while claims are published.
    """
    starts = deque(_Start(point, period, b"") for point, some in taken.items() for period in some)
    tags: dict[str, set[bytes]] = {}
    while starts:
        with database.read() as transaction:
            found = _read(transaction, taken, size, starts, tags)
        yield from found
        following = starts[0].point if starts else ""
        tags = {point: known for point, known in tags.items() if point == following}


def _read(
    transaction: Transaction,
    taken: ClaimedIds,
    room: int,
    starts: deque[_Start],
    tags: dict[str, set[bytes]],
) -> list[Page]:
    found: list[Page] = []
    while starts and room > 0:
        start = starts.popleft()
        if start.point not in tags:
            tags[start.point] = opened_tags(transaction, start.point)
        items = sealed_items(transaction, *start, room)
        if len(items) == room:
            starts.appendleft(start._replace(after=items[-1].id))
        room -= len(items)
        ids = taken[start.point][start.period]
        mine = [item for item in items if item.id in ids]
        found.append(Page(start.point, start.period, mine, tags[start.point]))
    return found
