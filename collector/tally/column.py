"""One field of many responses, held so that counting runs at the speed of C."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

_T_co = TypeVar("_T_co", covariant=True)
_U = TypeVar("_U")

_A_BYTE: Final = 256


@dataclass(frozen=True, slots=True)
class Column(Generic[_T_co]):
    """The distinct values of a field, and each response's place among them.

    `codes` are bytes unless there are more than 256 distinct values.
    """

    values: Sequence[_T_co]
    codes: Sequence[int]

    @staticmethod
    def of_bytes(field: bytes) -> Column[int]:
        """A field of one byte."""
        values = bytes(set(field))
        return Column(values, field.translate(bytes.maketrans(values, bytes(range(len(values))))))

    @staticmethod
    def of(field: Sequence[_U]) -> Column[_U]:
        """A field of anything that can be told apart."""
        places = {value: place for place, value in enumerate(dict.fromkeys(field))}
        codes = [places[value] for value in field]
        return Column(list(places), bytes(codes) if len(places) <= _A_BYTE else codes)

    def times(self) -> list[tuple[_T_co, int]]:
        """How often each value occurs."""
        return [(self.values[code], times) for code, times in Counter(self.codes).items()]

    def times_with(self, other: Column[_U]) -> list[tuple[tuple[_T_co, _U], int]]:
        """How often each value occurs together with each of another field."""
        mixed = self._mixed(other)
        if mixed is None:
            counted = Counter(zip(self.codes, other.codes, strict=True))
            pairs = list(counted.items())
        else:
            size = len(other.values)
            pairs = [(divmod(code, size), times) for code, times in Counter(mixed).items()]
        return [((self.values[one], other.values[two]), times) for (one, two), times in pairs]

    def beside(self, other: Column[_U]) -> Column[tuple[_T_co, _U]]:
        """Both fields as one."""
        mixed = self._mixed(other)
        if mixed is None:
            places = Column.of(list(zip(self.codes, other.codes, strict=True)))
            return Column(
                [(self.values[a], other.values[b]) for a, b in places.values], places.codes
            )
        both, size = Column.of_bytes(mixed), len(other.values)
        pairs = [divmod(code, size) for code in both.values]
        return Column([(self.values[a], other.values[b]) for a, b in pairs], both.codes)

    def _mixed(self, other: Column[_U]) -> bytes | None:
        """Both codes as the two digits of one byte, where it holds them.

        Counting such bytes takes a third of counting pairs.
        """
        size = len(other.values)
        mine, others = self.codes, other.codes
        if not isinstance(mine, bytes) or not isinstance(others, bytes):
            return None
        if len(self.values) * size > _A_BYTE:
            return None
        # As two long numbers: no digit grows beyond its byte.
        mixed = int.from_bytes(mine, "big") * size + int.from_bytes(others, "big")
        return mixed.to_bytes(len(mine), "big")
