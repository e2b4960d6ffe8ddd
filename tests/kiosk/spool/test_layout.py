"""The layout of a lane's file is a function of its set of items."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.spool.layout import (
    HEADER_BYTES,
    SMALLEST_CAPACITY,
    SPARSENESS,
    Shape,
    capacity_for,
    home,
    image,
    positions,
    recover,
)
from tests.kiosk.parts import ITEM_BYTES, item

LAST_ID = 2**128 - 1

crowded_ids = st.one_of(
    st.sets(st.integers(0, LAST_ID), max_size=80),
    st.sets(st.integers(0, 90), max_size=80),
    st.sets(st.integers(LAST_ID - 90, LAST_ID), max_size=80),
    st.sets(st.integers(2**127 - 40, 2**127 + 40), max_size=80),
)
"""Random ids, and ids that all point to the first slot, the last one, or two in the middle."""


@given(crowded_ids)
def test_every_item_has_a_slot_of_its_own_in_the_order_of_ids(numbers: set[int]) -> None:
    ids = [each.to_bytes(16, "big") for each in sorted(numbers)]
    capacity = capacity_for(len(ids))
    found = positions(ids, capacity)
    assert all(earlier < later for earlier, later in pairwise(found))
    assert all(0 <= each < capacity for each in found)


@given(st.integers(1, 10**6))
def test_the_capacity_is_a_power_of_two_with_room_to_spare(count: int) -> None:
    capacity = capacity_for(count)
    assert capacity & (capacity - 1) == 0
    assert capacity >= max(SMALLEST_CAPACITY, SPARSENESS * count)
    assert capacity == SMALLEST_CAPACITY or capacity < 2 * SPARSENESS * count


def test_an_item_lies_where_its_id_points_when_nobody_is_in_the_way() -> None:
    assert home(bytes(16), 256) == 0
    assert home(b"\xff" * 16, 256) == 255
    assert home(b"\x80" + bytes(15), 256) == 128
    assert positions([b"\x01" + bytes(15), b"\x80" + bytes(15)], 256) == [1, 128]


def test_items_that_point_to_the_same_slot_lie_side_by_side_and_the_last_ones_move_up() -> None:
    low = [each.to_bytes(16, "big") for each in range(3)]
    high = [(LAST_ID - each).to_bytes(16, "big") for each in (2, 1, 0)]
    assert positions([*low, *high], 256) == [0, 1, 2, 253, 254, 255]


@given(crowded_ids.filter(bool), st.randoms())
def test_an_image_forgets_in_which_order_it_was_given_items(numbers: set[int], rng: object) -> None:
    items = [item(each) for each in numbers]
    assert image(items) == image(reversed(items))
    read = recover(image(items))
    assert read is not None
    assert read.canonical
    assert not read.torn
    assert set(read.items) == set(items)


@given(st.sets(st.integers(0, LAST_ID), min_size=1, max_size=20), st.data())
def test_a_torn_slot_costs_no_other_item(numbers: set[int], data: st.DataObject) -> None:
    items = sorted(item(each) for each in numbers)
    ids = [each[:16] for each in items]
    shape = Shape(ITEM_BYTES, capacity_for(len(items)))
    victim = data.draw(st.integers(0, len(items) - 1))
    whole = bytearray(image(items))
    start = shape.offset(positions(ids, shape.capacity)[victim])
    cut = data.draw(st.integers(1, shape.slot_length - 1))
    whole[start + cut : start + shape.slot_length] = bytes(shape.slot_length - cut)
    assume(bytes(whole) != image(items))
    read = recover(bytes(whole))
    assert read is not None
    assert read.torn == (start,)
    assert read.items == tuple(items[:victim] + items[victim + 1 :])


@pytest.mark.parametrize("place", range(0, HEADER_BYTES, 7))
def test_a_file_whose_header_was_altered_is_not_guessed_at(place: int) -> None:
    whole = bytearray(image([item(1)]))
    whole[place] ^= 1
    assert recover(bytes(whole)) is None
    assert recover(b"") is None
