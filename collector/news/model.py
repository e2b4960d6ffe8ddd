"""Notices and messages, as both rooms and pages know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.bundle import Notice
from shared.declaration import Category
from shared.desk_answers import DeskAnswer, MessageState

OPEN_STATES: Final = (MessageState.RECEIVED, MessageState.IN_HAND)


class NoticePlace(StrEnum):
    """Where a notice is shown: to the agent, or to everybody on the first screen."""

    DESK = "desk"
    ATTRACT = "attract"


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice. `points`: ids, none for all of the Caf's; both days are included."""

    id: str
    caf: str
    place: NoticePlace
    starts: date
    ends: date
    texts: Mapping[str, str]
    points: tuple[str, ...] = ()
    withdrawn: bool = False

    def is_for(self, point: str, caf: str) -> bool:
        """Whether a Point of this Caf shows it."""
        return caf == self.caf and (not self.points or point in self.points)

    def in_bundle(self) -> Notice:
        """As devices read it."""
        starts, ends = self.starts.isoformat(), self.ends.isoformat()
        return Notice(self.id, self.place.value, starts, ends, self.texts)


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message from the desk of a Point. `day`: it arrived, ISO; `who`: answered last."""

    id: bytes
    point: str
    category: Category
    text: str
    day: str
    state: MessageState = MessageState.RECEIVED
    answer: str = ""
    who: str = ""

    @property
    def name(self) -> str:
        """Its id as an address has it."""
        return self.id.hex()

    @property
    def arrived(self) -> date:
        """On which day it came."""
        return date.fromisoformat(self.day)

    def in_bundle(self) -> DeskAnswer:
        """As the desk reads it."""
        return DeskAnswer(self.id, self.category, self.text, self.state, self.answer)
