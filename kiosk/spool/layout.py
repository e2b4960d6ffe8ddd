"""The layout of a lane's file: bytes that are a function of the set of items, and of nothing else.

A header, then C slots of one size; a slot is a checksum and an item, or zeros. Items lie sorted by
id, each at the slot its id points to (`home`), or the next free one after the item before it, yet
never so far that the rest would not fit:

    position(i) = min(max(home(i), position(i-1) + 1), C - n + i)

So a set has one layout, whichever way it came about (ordered hash tables: Amble and Knuth 1974;
history independence: Naor and Teague 2001), and an item that finds its slot free is added by
writing that slot alone. C is a power of two, at least four times n, so that this is the common
case; else the few items in the way move up by one.

Header, 64 bytes: `isoloir-spool-1` and a zero byte ‖ item length (8 bytes, big-endian) ‖ C (8) ‖
the first 16 bytes of SHA-256 over what comes before ‖ zeros. Checksum of a slot: the first 16 bytes
of SHA-256 over the item.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared import limits

SMALLEST_CAPACITY: Final = 128
"""Room for 32 items before the file grows: usually they leave ten at a time. About 150 KB."""

SPARSENESS: Final = 4
"""Slots per item, at least: three quarters of the taps or more then find their slot free."""

HEADER_BYTES: Final = 64
CHECKSUM_BYTES: Final = 16
_MAGIC: Final = b"isoloir-spool-1\0"
_ID_BITS: Final = 8 * limits.ITEM_ID_BYTES


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a lane's file: bytes of an item, number of slots."""

    item_length: int
    capacity: int

    @property
    def slot_length(self) -> int:
        """Bytes of a slot."""
        return CHECKSUM_BYTES + self.item_length

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return HEADER_BYTES + self.capacity * self.slot_length

    def offset(self, position: int) -> int:
        """Where a slot begins in the file."""
        return HEADER_BYTES + position * self.slot_length


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a lane's file was found to hold.

    `torn` are the places of slots that hold something which is not an item, each `slot_length`
    bytes long. `canonical` is whether the file is as its set wants it once these are cleared.
    """

    items: tuple[bytes, ...]
    torn: tuple[int, ...]
    slot_length: int
    canonical: bool


def capacity_for(count: int) -> int:
    """Number of slots for so many items."""
    return max(SMALLEST_CAPACITY, 1 << (SPARSENESS * count - 1).bit_length()) if count else 0


def home(item_id: bytes, capacity: int) -> int:
    """The slot that an id points to: ids in order have homes in order."""
    return int.from_bytes(item_id, "big") * capacity >> _ID_BITS


def positions(ids: Sequence[bytes], capacity: int) -> list[int]:
    """The slot of each of these sorted ids."""
    found: list[int] = []
    last = -1
    first_bound = capacity - len(ids)
    for index, item_id in enumerate(ids):
        last = min(max(home(item_id, capacity), last + 1), first_bound + index)
        found.append(last)
    return found


def slot(item: bytes) -> bytes:
    """The bytes of a slot that holds an item."""
    return hashlib.sha256(item).digest()[:CHECKSUM_BYTES] + item


def image(items: Iterable[bytes]) -> bytes:
    """The whole file of a set of items of equal length, at least one."""
    ordered = sorted(items)
    shape = Shape(len(ordered[0]), capacity_for(len(ordered)))
    data = bytearray(shape.size)
    data[:HEADER_BYTES] = _header(shape)
    ids = [item[: limits.ITEM_ID_BYTES] for item in ordered]
    for position, item in zip(positions(ids, shape.capacity), ordered, strict=True):
        start = shape.offset(position)
        data[start : start + shape.slot_length] = slot(item)
    return bytes(data)


def recover(data: bytes) -> Recovered | None:
    """Everything that can be read from a lane's file; None when not even its header can.

    A power cut while a slot was written leaves it torn: its checksum fails. Nobody had been told
    that this item was kept.
    """
    shape = _read_header(data)
    if shape is None:
        return None
    cleared = bytearray(data)
    empty = bytes(shape.slot_length)
    items: dict[bytes, bytes] = {}
    torn: list[int] = []
    for start in range(HEADER_BYTES, len(data), shape.slot_length):
        found = data[start : start + shape.slot_length]
        if found == empty:
            continue
        item = found[CHECKSUM_BYTES:]
        if slot(item) == found and len(item) == shape.item_length:
            items[item[: limits.ITEM_ID_BYTES]] = item
        else:
            torn.append(start)
            cleared[start : start + len(found)] = bytes(len(found))
    ordered = tuple(items[each] for each in sorted(items))
    canonical = bool(ordered) and image(ordered) == cleared
    return Recovered(ordered, tuple(torn), shape.slot_length, canonical)


def _header(shape: Shape) -> bytes:
    head = _MAGIC + shape.item_length.to_bytes(8, "big") + shape.capacity.to_bytes(8, "big")
    return (head + hashlib.sha256(head).digest()[:CHECKSUM_BYTES]).ljust(HEADER_BYTES, b"\0")


def _read_header(data: bytes) -> Shape | None:
    start = len(_MAGIC)
    shape = Shape(
        int.from_bytes(data[start : start + 8], "big"),
        int.from_bytes(data[start + 8 : start + 16], "big"),
    )
    return shape if shape.item_length and _header(shape) == data[:HEADER_BYTES] else None
