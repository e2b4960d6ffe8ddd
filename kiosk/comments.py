"""What happens to a visitor's comment between the page and its sealing."""

from __future__ import annotations

import unicodedata

from shared import limits

_KEPT_CONTROLS = "\n"


def clean(text: str) -> str:
    """The comment as it will be sealed: lines end in LF, no control characters, trimmed.

    Everything that must happen to a comment before it is shown for review or sealed happens here.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if _is_text(each)).strip()


def is_too_long(text: str) -> bool:
    """Whether a cleaned comment has more characters than one may have."""
    return len(text) > limits.COMMENT_CHARACTERS


def _is_text(character: str) -> bool:
    return character in _KEPT_CONTROLS or unicodedata.category(character) != "Cc"
