"""Which of the Caf's notices to show at a date, and in which language."""

from __future__ import annotations

from datetime import date
from typing import Final

from kiosk.texts import FALLBACK
from shared.bundle import Bundle, Notice

DESK: Final = "desk"
ATTRACT: Final = "attract"
"""The places of notices: for the agent, or for everybody on the first screen."""


def notices_at(bundle: Bundle, place: str, today: date) -> list[Notice]:
    """The notices of a place on a day."""
    day = today.isoformat()
    return [
        each for each in bundle.notices if each.place == place and each.starts <= day <= each.ends
    ]


def text_in(notice: Notice, tag: str) -> tuple[str, str]:
    """The language and the text to show somebody who reads this language: theirs, or French."""
    for each in (tag, tag.partition("-")[0], FALLBACK):
        if each in notice.texts:
            return each, notice.texts[each]
    return next(iter(notice.texts.items()), (FALLBACK, ""))
