"""What became of the desk's messages, as the bundle brings it back to the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared import limits
from shared.cbor import Reader
from shared.declaration import Category, category_of
from shared.problems import FormatProblem

MAX_ANSWERS: Final = 5000
"""Of all Points of a bundle."""


class MessageState(StrEnum):
    """How far the Caf is with a message."""

    RECEIVED = "received"
    IN_HAND = "in-hand"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """A message of a Point with its state; `answer` is empty until the Caf wrote one.

    `id` is that of the declaration it came by.
    """

    id: bytes
    category: Category
    text: str
    state: MessageState
    answer: str = ""


def answers_to_fields(answers: Iterable[DeskAnswer]) -> list[dict[str, Any]]:
    """The bundle's field `answers`."""
    return [
        {
            "id": each.id,
            "category": each.category.value,
            "text": each.text,
            "state": each.state.value,
            "answer": each.answer,
        }
        for each in answers
    ]


def answers_from_fields(fields: Reader) -> tuple[DeskAnswer, ...]:
    """Take the field `answers`, absent where there is none.

    Raises:
        FormatProblem: `format-malformed`.
    """
    if not fields.has("answers"):
        return ()
    return tuple(
        _answer(Reader(each, "answer")) for each in fields.items("answers", dict, MAX_ANSWERS)
    )


def _answer(fields: Reader) -> DeskAnswer:
    return DeskAnswer(
        id=fields.raw("id", limits.ITEM_ID_BYTES),
        category=category_of(fields.text("category")),
        text=fields.text("text", limits.MESSAGE_CHARACTERS),
        state=_state(fields.text("state")),
        answer=fields.text("answer", limits.MESSAGE_CHARACTERS),
    )


def _state(text: str) -> MessageState:
    try:
        return MessageState(text)
    except ValueError:
        raise FormatProblem("format-malformed", "The state of a message is unknown.") from None
