"""Opened responses as columns, so that counting and checking run at the speed of C.

Responses to one survey have equal length: joined, the bytes of one field of all of them are
`joined[offset::length]`. Rules are checked on the distinct values that occur.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from collector.tables.forms import channel_name
from collector.tally.column import Column
from shared.limits import DIGEST_PREFIX_BYTES, FORMAT_VERSION
from shared.response import Channel, Layout, Pace, Slot
from shared.survey import HASTY, NO_ANSWER, NOT_ASKED, Kind, Survey

_T = TypeVar("_T")

Value = int | tuple[int, int]
"""An encoded answer; for a question with a condition, with the encoded answer that it rests on."""

Places = tuple[int, ...]
"""Indexes among the cells of a question."""


# Every value of an eight-option mask under four gates; a wide mask has too many to keep them all.
_KNOWN_VALUES = 1024


class BrokenRuleError(Exception):
    """Some value among these responses is none that the survey allows."""


class Columns:
    """The fields of many responses to one survey.

    Raises BrokenRuleError when one has another length, format version or survey digest.
    """

    def __init__(self, survey: Survey, layout: Layout, plaintexts: Sequence[bytes]) -> None:
        self._survey = survey
        self._layout = layout
        self._joined = b"".join(plaintexts)
        self._size = len(plaintexts)
        if set(map(len, plaintexts)) - {layout.length}:
            raise BrokenRuleError
        header = bytes((FORMAT_VERSION,)) + survey.digest[:DIGEST_PREFIX_BYTES]
        for offset, byte in enumerate(header, layout.version):
            if self._column(offset).count(byte) != self._size:
                raise BrokenRuleError

    def _column(self, offset: int) -> bytes:
        return self._joined[offset :: self._layout.length]

    def paces(self) -> Column[bool]:
        """Whether each response is hasty.

        Raises BrokenRuleError, as all of these do for a value that the survey does not allow.
        """
        return self._named(self._layout.pace, _is_hasty)

    def channels(self) -> Column[str]:
        """The channel of each response."""
        return self._named(self._layout.channel, _channel)

    def languages(self) -> Column[str]:
        """The language of each response."""
        return self._named(self._layout.language, self._language)

    def _named(self, offset: int, name: Callable[[int], _T]) -> Column[_T]:
        field = Column.of_bytes(self._column(offset))
        return Column([name(value) for value in field.values], field.codes)

    def _language(self, index: int) -> str:
        if index >= len(self._survey.languages):
            raise BrokenRuleError
        return self._survey.languages[index]

    def values(self, slot: Slot) -> Column[Value]:
        """Each response's encoded answer to the question of a slot."""
        answers = self._encoded(slot)
        condition = slot.question.show_if
        if condition is None:
            return answers
        gate = next(each for each in self._layout.slots if each.question.id == condition.question)
        return answers.beside(Column.of_bytes(self._column(gate.offset)))

    def _encoded(self, slot: Slot) -> Column[int]:
        if slot.width == 1:
            return Column.of_bytes(self._column(slot.offset))
        length, start, stop = self._layout.length, slot.offset, slot.offset + slot.width
        return Column.of(
            [
                int.from_bytes(self._joined[base + start : base + stop], "big")
                for base in range(0, self._size * length, length)
            ]
        )


def _channel(value: int) -> str:
    try:
        return channel_name(Channel(value))
    except ValueError:
        raise BrokenRuleError from None


def _is_hasty(value: int) -> bool:
    try:
        return Pace(value) is Pace.HASTY
    except ValueError:
        raise BrokenRuleError from None


class Answers:
    """How one question's encoded answer becomes places among its cells."""

    def __init__(self, survey: Survey, slot: Slot) -> None:
        question = slot.question
        self.slot = slot
        self.cells = {cell: place for place, cell in enumerate(question.cell_ids)}
        self.hasty: Places = (self.cells[HASTY],)
        self._known: dict[Value, Places] = {}
        self._size = len(question.options)
        self._one = question.kind is Kind.ONE
        self._opening: frozenset[int] = frozenset()
        if question.show_if is not None:
            ids = survey.by_id[question.show_if.question].option_ids
            self._opening = frozenset(ids.index(each) + 1 for each in question.show_if.options)

    def places(self, value: Value) -> Places:
        """The cells that an answer counts in, were it not hasty. Raises BrokenRuleError."""
        known = self._known.get(value)
        if known is None:
            known = self._places(value)
            if len(self._known) < _KNOWN_VALUES:
                self._known[value] = known
        return known

    def _places(self, value: Value) -> Places:
        if isinstance(value, int):
            return self._asked(value)
        answer, gate = value
        return self._asked(answer) if gate in self._opening else self._special(NOT_ASKED, answer)

    def _asked(self, answer: int) -> Places:
        if answer == 0:
            return self._special(NO_ANSWER, answer)
        if self._one:
            if answer > self._size:
                raise BrokenRuleError
            return (answer - 1,)
        if answer >> self._size:
            raise BrokenRuleError
        return tuple(place for place in range(self._size) if answer >> place & 1)

    def _special(self, cell: str, answer: int) -> Places:
        if answer or cell not in self.cells:
            raise BrokenRuleError
        return (self.cells[cell],)
