"""The spool: sealed items waiting on this device, one file for each lane.

Its directory has no memory of order: names and bytes are a function of the set of items it holds
(`kiosk.spool.layout`), times of writing are all zero, and everything outside it that the spool
needs (`spool.lock`, `spool.damaged`) says nothing of any item.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kiosk.clock import RandomBytes
from kiosk.files import NEW_SUFFIX, make_directory, move_file, replace_file, storage_problems
from kiosk.locks import SharedLock
from kiosk.spool.lane import LaneFile
from kiosk.spool.layout import recover
from kiosk.spool.names import lane_name, lane_named
from shared import limits
from shared.problems import FormatProblem, StorageProblem
from shared.sealing import Context

_UNREADABLE_SUFFIX: Final = ".unreadable"


class Spool:
    """What waits on this device. Threads and processes may share one; nothing is lost between them.

    Args:
        data_dir: holds `spool/` and its lock.
        random_bytes: names this holder of the lock.

    Raises:
        StorageProblem: the directory cannot be made, read or repaired.
    """

    def __init__(self, data_dir: Path, random_bytes: RandomBytes = os.urandom) -> None:
        self._directory = data_dir / "spool"
        self._damaged_file = data_dir / "spool.damaged"
        self._set_aside = data_dir / "damaged"
        make_directory(data_dir)
        make_directory(self._directory)
        self._lock = SharedLock(data_dir / "spool.lock", random_bytes(16))
        self._lanes: dict[Context, LaneFile] = {}
        self._doubtful = True
        self._refused: dict[Context, set[bytes]] = {}
        self._uncounted = 0
        with self._held():
            pass

    def close(self) -> None:
        """Give the lock file back; the spool is not to be used any more."""
        self._lock.close()

    def store(self, lane: Context, item: bytes) -> bool:
        """Keep a sealed item; return once it is on disk. False if its id was kept already.

        Raises:
            StorageProblem: it is not kept, nor is any part of it; what was kept before still is.
        """
        item_id = _id_of(item)
        if len(item) <= limits.ITEM_ID_BYTES + limits.HPKE_OVERHEAD_BYTES:
            raise FormatProblem("batch-item-length", "A sealed item is longer.")
        with self._held():
            if self._holds(lane, item_id):
                return False
            try:
                self._add(lane, item)
            except BaseException:
                # Whatever reached the disk, somebody is told that this is not recorded.
                self._refused.setdefault(lane, set()).add(item_id)
                self._put_right()
                raise
        return True

    def remove(self, lane: Context, ids: Collection[bytes]) -> None:
        """Let go of items of a lane; ids that it does not hold do not matter.

        Raises:
            StorageProblem: they are all still there.
        """
        with self._held():
            file = self._lanes.get(lane)
            if file is None:
                return
            try:
                file.remove(ids)
            except BaseException:
                self._put_right()
                raise
            if not file:
                del self._lanes[lane]

    def lanes(self) -> tuple[Context, ...]:
        """The lanes that hold something, in the order of their names."""
        with self._held():
            return tuple(sorted(self._lanes, key=lane_name))

    def items(self, lane: Context, limit: int | None = None) -> tuple[bytes, ...]:
        """The items of a lane sorted by id; the first `limit` of them when given.

        Raises:
            StorageProblem: they cannot be read.
        """
        with self._held():
            file = self._lanes.get(lane)
            return tuple(file.items(limit)) if file else ()

    def count(self) -> int:
        """Number of items."""
        with self._held():
            return sum(map(len, self._lanes.values()))

    def count_by_period(self) -> dict[str, int]:
        """Number of items of each period (`YYYY-MM`) that has any."""
        counts: dict[str, int] = {}
        with self._held():
            for lane, file in sorted(self._lanes.items(), key=lambda each: each[0].period):
                counts[lane.period] = counts.get(lane.period, 0) + len(file)
        return counts

    @property
    def damaged(self) -> int:
        """Torn or unreadable pieces found since the device was set up; none was ever promised.

        A whole file that could not be read is set aside in `damaged/` and counts as one.
        """
        try:
            return int(self._damaged_file.read_text()) + self._uncounted
        except (OSError, ValueError):
            return self._uncounted

    def level_times(self) -> None:
        """Touch every file alike, so that the times a file system keeps by itself tell little.

        A file's change time cannot be set to zero as its time of writing can; called every few
        minutes, whatever happened, this makes it the time of the last call.
        """
        with self._held():
            self._level()

    def _level(self) -> None:
        with storage_problems():
            for path in (*self._directory.iterdir(), self._directory):
                os.utime(path, ns=(0, 0))

    def _holds(self, lane: Context, item_id: bytes) -> bool:
        """Whether the id is kept in any lane of this kind: a month may end between two tries."""
        return any(
            other.label is lane.label and item_id in file for other, file in self._lanes.items()
        )

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._lock.hold() as changed_hands:
            if changed_hands or self._doubtful:
                self._load()
            yield

    def _add(self, lane: Context, item: bytes) -> None:
        file = self._lanes.get(lane) or LaneFile(self._directory / lane_name(lane))
        file.add(item)
        self._lanes[lane] = file

    def _put_right(self) -> None:
        """After a failure trust the disk, not the memory: now if it answers, else next time."""
        self._doubtful = True
        with suppress(StorageProblem):
            self._load()

    def _load(self) -> None:
        self._doubtful = True
        lanes: dict[Context, LaneFile] = {}
        with storage_problems():
            paths = sorted(self._directory.iterdir())
        for path in paths:
            lane = lane_named(path.name)
            if path.name.endswith(NEW_SUFFIX):
                with storage_problems():
                    path.unlink()
            elif lane is not None:
                file = self._load_lane(path, lane)
                if file:
                    lanes[lane] = file
        self._lanes = lanes
        self._level()
        self._refused.clear()
        self._doubtful = False

    def _load_lane(self, path: Path, lane: Context) -> LaneFile | None:
        with storage_problems():
            data = path.read_bytes()
        found = recover(data)
        if found is None:
            make_directory(self._set_aside)
            move_file(path, self._set_aside / (path.name + _UNREADABLE_SUFFIX))
            self._count_damage(1)
            return None
        file = LaneFile.holding(path, found.items)
        if found.torn:
            file.clear(found.torn, found.slot_length)
        refused = self._refused.get(lane, set())
        if not found.canonical or not refused.isdisjoint(file.ids):
            file.rewrite(each for each in found.items if _id_of(each) not in refused)
        self._count_damage(len(found.torn))
        return file

    def _count_damage(self, pieces: int) -> None:
        self._uncounted += pieces
        if self._uncounted:
            # A full disk must not keep anybody from the items that are well.
            with suppress(StorageProblem):
                replace_file(self._damaged_file, str(self.damaged).encode())
                self._uncounted = 0


def _id_of(item: bytes) -> bytes:
    return item[: limits.ITEM_ID_BYTES]
