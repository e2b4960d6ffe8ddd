"""Opened responses as columns, so that counting and checking run at the speed of C.

Responses to one survey have equal length: joined, the bytes of one field of all of them are
`joined[offset::length]`. Rules are checked on the distinct values that occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.limits import DIGEST_PREFIX_BYTES, FORMAT_VERSION
from shared.response import Channel, Layout, Pace, Slot
from shared.survey import HASTY, NO_ANSWER, NOT_ASKED, Kind, Survey

Value = int | tuple[int, int]
"""An encoded answer; for a question with a condition, with the encoded answer that it rests on."""

Places = tuple[int, ...]
"""Indexes among the cells of a question."""


# Every value of an eight-option mask under four gates; a wide mask has too many to keep them all.
_KNOWN_VALUES = 1024


class BrokenRuleError(Exception):
    """Some value among these responses is none that the survey allows."""


class Context(NamedTuple):
    """What a response carries beside answers. `language` is its index in the survey."""

    channel: Channel
    language: int
    hasty: bool


class Columns:
    """The fields of many responses to one survey.

    Raises BrokenRuleError when one has another length, format version or survey digest.
    """

    def __init__(self, survey: Survey, layout: Layout, plaintexts: Sequence[bytes]) -> None:
        self._survey = survey
        self._layout = layout
        self._joined = b"".join(plaintexts)
        self._size = len(plaintexts)
        if any(len(plaintext) != layout.length for plaintext in plaintexts):
            raise BrokenRuleError
        header = bytes((FORMAT_VERSION,)) + survey.digest[:DIGEST_PREFIX_BYTES]
        for offset, byte in enumerate(header, layout.version):
            if self._column(offset).count(byte) != self._size:
                raise BrokenRuleError

    def _column(self, offset: int) -> bytes:
        return self._joined[offset :: self._layout.length]

    def contexts(self) -> tuple[list[Context], list[int]]:
        """The distinct contexts, and each response's place among them. Raises BrokenRuleError."""
        places = self._layout
        trailers = list(
            zip(
                self._column(places.channel),
                self._column(places.language),
                self._column(places.pace),
                strict=True,
            )
        )
        index = {trailer: place for place, trailer in enumerate(dict.fromkeys(trailers))}
        return [self._context(*each) for each in index], [index[each] for each in trailers]

    def _context(self, channel: int, language: int, pace: int) -> Context:
        if language >= len(self._survey.languages):
            raise BrokenRuleError
        try:
            return Context(Channel(channel), language, Pace(pace) is Pace.HASTY)
        except ValueError:
            raise BrokenRuleError from None

    def values(self, slot: Slot) -> Sequence[Value]:
        """Each response's encoded answer to the question of a slot."""
        answers = self._encoded(slot)
        condition = slot.question.show_if
        if condition is None:
            return answers
        gate = next(each for each in self._layout.slots if each.question.id == condition.question)
        return list(zip(answers, self._column(gate.offset), strict=True))

    def _encoded(self, slot: Slot) -> Sequence[int]:
        if slot.width == 1:
            return self._column(slot.offset)
        length, start, stop = self._layout.length, slot.offset, slot.offset + slot.width
        return [
            int.from_bytes(self._joined[base + start : base + stop], "big")
            for base in range(0, self._size * length, length)
        ]


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
