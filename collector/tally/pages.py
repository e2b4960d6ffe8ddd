"""The sealed items of a claim, read a page at a time so that memory stays bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from collector.store.claims import opened_tags, sealed_items
from collector.store.engine import Database, Transaction
from collector.tally.claim import ClaimedIds, SealedItem
from shared.limits import ITEM_ID_BYTES


@dataclass
class _Tags:
    """Tags of a Point: of items counted in earlier tallies, and of this claim's by lane."""

    counted: set[bytes]
    of_lane: dict[tuple[bytes, bytes], set[bytes]] = field(default_factory=dict)


class Page(NamedTuple):
    """Some claimed items of one Point and period.

    `counted`: tags of the Point's items that earlier tallies counted; `tags`: of those of this
    claim that came on earlier pages, by survey digest and key id.
    """

    point: str
    period: str
    items: Sequence[SealedItem]
    counted: set[bytes]
    tags: dict[tuple[bytes, bytes], set[bytes]]


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
    tags: dict[str, _Tags] = {}
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
    tags: dict[str, _Tags],
) -> list[Page]:
    found: list[Page] = []
    while starts and room > 0:
        start = starts.popleft()
        if start.point not in tags:
            tags[start.point] = _Tags(opened_tags(transaction, start.point))
        items = sealed_items(transaction, *start, room)
        if len(items) == room:
            starts.appendleft(start._replace(after=_id(items[-1])))
        room -= len(items)
        mine = _claimed(items, taken[start.point][start.period])
        known = tags[start.point]
        found.append(Page(start.point, start.period, mine, known.counted, known.of_lane))
    return found


def _claimed(items: Sequence[SealedItem], ids: frozenset[bytes]) -> Sequence[SealedItem]:
    # Sliced in place: a call an item costs as much as the question itself.
    if ids.issuperset([sealed[:ITEM_ID_BYTES] for _, _, sealed in items]):
        return items
    return [item for item in items if _id(item) in ids]


def _id(item: SealedItem) -> bytes:
    return item[2][:ITEM_ID_BYTES]
