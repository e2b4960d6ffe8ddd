"""A column counts as plain counting does, whatever its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from collector.tally.column import Column

MOST = 40
FIELDS = st.one_of(
    st.lists(st.integers(0, 5), min_size=MOST, max_size=MOST).map(bytes),
    st.binary(min_size=MOST, max_size=MOST),
    st.lists(st.integers(0, 70_000), min_size=MOST, max_size=MOST),
)


def column(field: Sequence[Any]) -> Column[Any]:
    return Column.of_bytes(field) if isinstance(field, bytes) else Column.of(field)


@given(FIELDS)
def test_values_are_counted(field: Sequence[int]) -> None:
    assert dict(column(field).times()) == Counter(field)


@given(FIELDS, FIELDS)
def test_values_are_counted_together(one: Sequence[int], other: Sequence[int]) -> None:
    expected = Counter(zip(one, other, strict=True))
    assert dict(column(one).times_with(column(other))) == expected
    assert dict(column(one).beside(column(other)).times()) == expected


@given(FIELDS, FIELDS, FIELDS)
def test_two_fields_side_by_side_are_one(
    one: Sequence[int], two: Sequence[int], three: Sequence[int]
) -> None:
    first, second, third = column(one), column(two), column(three)
    found = first.beside(second).times_with(third)
    expected = Counter(zip(one, two, three, strict=True))
    assert {(*pair, last): times for (pair, last), times in found} == expected


def test_more_than_a_byte_can_tell_apart() -> None:
    field = list(range(300))
    assert dict(Column.of(field).beside(Column.of(field)).times()) == {(n, n): 1 for n in field}


def test_nothing_is_counted_as_nothing() -> None:
    nothing = Column.of_bytes(b"")
    assert not nothing.times()
    assert not nothing.times_with(nothing)
    assert not Column.of([]).beside(nothing).times()
