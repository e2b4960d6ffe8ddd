"""One lane's file: which items it holds, and how it changes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from kiosk.files import remove_file, replace_file, storage_problems, write_all
from kiosk.spool.layout import Shape, capacity_for, home, image, positions, slot
from shared import limits
from shared.problems import FormatProblem


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
        position = self._free_slot(index, item_id)
        if position is None:
            self.rewrite([*self.items(), item])
            return
        self._write(self._shape.offset(position), slot(item))
        self.ids.insert(index, item_id)
        self._positions.insert(index, position)

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
        for place in places:
            self._write(place, bytes(length))

    def _free_slot(self, index: int, item_id: bytes) -> int | None:
        """The slot that is the item's in the new layout, if nothing else changes there."""
        capacity = self._shape.capacity
        if capacity_for(len(self.ids) + 1) != capacity:
            return None
        earliest = self._positions[index - 1] + 1 if index else 0
        position = max(home(item_id, capacity), earliest)
        next_taken = self._positions[index] if index < len(self.ids) else capacity
        return position if position < next_taken else None

    def _read(self, descriptor: int, position: int) -> bytes:
        found = os.pread(descriptor, self._shape.slot_length, self._shape.offset(position))
        return found[-self._shape.item_length :]

    def _write(self, place: int, data: bytes) -> None:
        with storage_problems():
            descriptor = os.open(self._path, os.O_WRONLY)
            try:
                write_all(descriptor, data, place)
                # A time of last writing would be the time of a visitor.
                os.utime(descriptor, ns=(0, 0))
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)


def _id_of(item: bytes) -> bytes:
    return item[: limits.ITEM_ID_BYTES]
