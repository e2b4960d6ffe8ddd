"""One lane's file: which items it holds, and how it changes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.files import remove_file, replace_file, storage_problems, write_all
from kiosk.spool.layout import Shape, capacity_for, home, image, positions, slot
from shared import limits
from shared.problems import FormatProblem

MOST_MOVES: Final = 8
"""Items moved one by one, a quarter of a millisecond each, before a new file is quicker."""


class LaneFile:
    """The items of one lane, on disk; in memory only their ids and slots.

    Args:
        path: of its file, which is there only while the lane holds something.
        ids: the sorted ids of what the file holds.
        item_length: bytes of an item; 0 when it holds none.
    """

    def __init__(self, path: Path, ids: Iterable[bytes] = (), item_length: int = 0) -> None:
        self._path = path
        self._set(list(ids), item_length)

    @classmethod
    def holding(cls, path: Path, items: Sequence[bytes]) -> LaneFile:
        """The lane whose file is known to hold these sorted items."""
        return cls(path, map(_id_of, items), len(items[0]) if items else 0)

    def _set(self, ids: list[bytes], item_length: int) -> None:
        self.ids = ids
        self._shape = Shape(item_length, capacity_for(len(ids)))
        self._positions = positions(ids, self._shape.capacity)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, item_id: bytes) -> bool:
        index = bisect_left(self.ids, item_id)
        return index < len(self.ids) and self.ids[index] == item_id

    def items(self, limit: int | None = None) -> list[bytes]:
        """Its items sorted by id; the first `limit` of them when given.

        Raises:
            StorageProblem: its file cannot be read.
        """
        if not self.ids:
            return []
        with storage_problems(), self._path.open("rb") as file:
            return [self._read(file.fileno(), position) for position in self._positions[:limit]]

    def add(self, item: bytes) -> None:
        """Add an item whose id it does not hold; return once it is on disk.

        Raises:
            FormatProblem: `batch-item-length`: the others have another length.
            StorageProblem: it could not be added.
        """
        if self.ids and len(item) != self._shape.item_length:
            raise FormatProblem("batch-item-length", "The lane's items have another length.")
        item_id = _id_of(item)
        index = bisect_left(self.ids, item_id)
        changing = self._changing_slots(index, item_id)
        if changing is None:
            self.rewrite([*self.items(), item])
            return
        self._insert(changing, slot(item))
        self.ids.insert(index, item_id)
        self._positions[index : index + len(changing) - 1] = changing

    def remove(self, ids: Collection[bytes]) -> None:
        """Remove the items with these ids; others of these ids do not matter.

        Raises:
            StorageProblem: they are all still there.
        """
        gone = set(ids)
        if gone.isdisjoint(self.ids):
            return
        self.rewrite(item for item in self.items() if _id_of(item) not in gone)

    def rewrite(self, items: Iterable[bytes]) -> None:
        """Hold exactly these items, in a new file; none of them: no file.

        Raises:
            StorageProblem: what the file holds is uncertain only if it came after the change.
        """
        ordered = sorted(items)
        if ordered:
            replace_file(self._path, image(ordered))
        else:
            remove_file(self._path)
        with storage_problems():
            os.utime(self._path.parent, ns=(0, 0))
        self._set(list(map(_id_of, ordered)), len(ordered[0]) if ordered else 0)

    def clear(self, places: Iterable[int], length: int) -> None:
        """Write zeros over torn slots; this needs no room on a full disk.

        Raises:
            StorageProblem: some may not be cleared.
        """
        with self._open_to_write() as descriptor:
            for place in places:
                write_all(descriptor, bytes(length), place)

    def _changing_slots(self, index: int, item_id: bytes) -> range | None:
        """The new item's slot, and those that the items in its way each move up to.

        None when more than that changes, or so much that a new file is the quicker way.
        """
        capacity = self._shape.capacity
        if capacity_for(len(self.ids) + 1) != capacity:
            return None
        taken = self._positions
        first = max(home(item_id, capacity), taken[index - 1] + 1 if index else 0)
        moving = 0
        while index + moving < len(taken) and taken[index + moving] == first + moving:
            moving += 1
        beyond = taken[index + moving] if index + moving < len(taken) else capacity
        fits = first + moving < beyond and moving <= MOST_MOVES
        return range(first, first + moving + 1) if fits else None

    def _read(self, descriptor: int, position: int) -> bytes:
        found = os.pread(descriptor, self._shape.slot_length, self._shape.offset(position))
        return found[-self._shape.item_length :]

    def _insert(self, changing: range, data: bytes) -> None:
        """Move items up by one slot, the last one first, then write the new one.

        Each step is on disk before the next begins, so that every item is whole in one slot at
        least; a crash in between leaves a file that `recover` tells from a canonical one.
        """
        with self._open_to_write() as descriptor:
            for position in reversed(changing[1:]):
                offset = self._shape.offset(position)
                length = self._shape.slot_length
                write_all(descriptor, os.pread(descriptor, length, offset - length), offset)
                os.fdatasync(descriptor)
            write_all(descriptor, data, self._shape.offset(changing[0]))

    @contextmanager
    def _open_to_write(self) -> Iterator[int]:
        """Give a descriptor; what is written to it is on disk at the end."""
        with storage_problems():
            descriptor = os.open(self._path, os.O_RDWR)
            try:
                yield descriptor
                # A time of last writing would be the time of a visitor.
                os.utime(descriptor, ns=(0, 0))
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)


def _id_of(item: bytes) -> bytes:
    return item[: limits.ITEM_ID_BYTES]
