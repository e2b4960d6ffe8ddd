"""What a moderator may do to a comment's text: take words out, and nothing else."""

from __future__ import annotations

import re
from typing import Final

REMOVED: Final = "[…]"
"""Stands where words were taken out."""

_WRITTEN: Final = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")
_WORD: Final = re.compile(r"\w+|[^\w\s]")


def redacted(original: str, edited: str) -> str | None:
    """The edited text as it is kept, or None when it says anything that the original does not.

    Whole words and signs may go, or be replaced by `[…]`. None may be added, altered or moved, and
    half a word may not go: what is left of it would be another word.
    """
    kept = " ".join(_WRITTEN.sub(REMOVED, edited).split())
    if kept == " ".join(original.split()) or not _words(kept):
        return None
    left = iter(_words(original))
    return kept if all(word in left for word in _words(kept)) else None


def _words(text: str) -> list[str]:
    return _WORD.findall(_WRITTEN.sub(" ", text))
