"""What a visitor has set in the accessibility menu, carried by the page alone.

The field `_access` of every form: the text size (0 to 3), then a letter for each thing switched on,
in the order of `Aid`; `0` for a page as it comes. No cookie, no storage: a page without the field
is the next visitor's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from kiosk.viewing import SIZES
from shared.problems import ResponseProblem

ACCESS: Final = "_access"

PATIENCE: Final = 3
"""How many times longer everything waits for who asked for more time."""


class Aid(StrEnum):
    """What can be switched on; the value is its letter in the field."""

    CONTRAST = "c"
    DYSLEXIA = "d"
    VOICE = "v"
    LOUD = "l"
    TIME = "t"
    KEYS_OFF = "k"


_SHAPE: Final = re.compile(f"[0-{SIZES - 1}]{''.join(f'{each}?' for each in Aid)}", re.ASCII)
_CLASSES: Final = {Aid.CONTRAST: "contrast", Aid.DYSLEXIA: "dyslexia"}


@dataclass(frozen=True, slots=True)
class Access:
    """The settings of one visitor: `size` counts from 0, the look's own; `aids` are on."""

    size: int = 0
    aids: frozenset[Aid] = frozenset()

    @property
    def text(self) -> str:
        """The field's value."""
        return f"{self.size}{''.join(each for each in Aid if each in self.aids)}"

    @property
    def classes(self) -> str:
        """The classes of a screen drawn so."""
        size = [f"sized size-{self.size}"] if self.size else []
        return " ".join((*size, *(name for aid, name in _CLASSES.items() if aid in self.aids)))

    @property
    def voice(self) -> bool:
        """Whether screens are read aloud."""
        return Aid.VOICE in self.aids

    @property
    def loud(self) -> bool:
        """Whether they are read louder."""
        return Aid.LOUD in self.aids

    @property
    def keys(self) -> bool:
        """Whether single keys choose and move (RGAA 12.10 wants that they can be switched off)."""
        return Aid.KEYS_OFF not in self.aids

    @property
    def patience(self) -> int:
        """By how much the waiting times are multiplied."""
        return PATIENCE if Aid.TIME in self.aids else 1

    def has(self, aid: str) -> bool:
        """Whether an aid is on, by its letter."""
        return aid in self.aids


AS_IT_COMES: Final = Access()


def read_access(text: str) -> Access:
    """The settings in a posted field.

    Raises:
        ResponseProblem: `response-invalid`.
    """
    if not _SHAPE.fullmatch(text):
        raise ResponseProblem("response-invalid", "These settings are unknown.")
    return Access(int(text[0]), frozenset(map(Aid, text[1:])))


def change(access: Access, what: str) -> Access:
    """The settings after a tap: `smaller`, `larger`, or the letter of an aid to turn on or off.

    Raises:
        ResponseProblem: `response-invalid`.
    """
    if what in ("smaller", "larger"):
        step = 1 if what == "larger" else -1
        return replace(access, size=min(max(access.size + step, 0), SIZES - 1))
    if what not in Aid.__members__.values():
        raise ResponseProblem("response-invalid", "There is no such setting.")
    return replace(access, aids=access.aids ^ {Aid(what)})


def with_voice(access: Access) -> Access:
    """The settings with reading aloud turned on."""
    return replace(access, aids=access.aids | {Aid.VOICE})
