"""Masking: takes out of a comment what points at a person, before the comment is sealed.

E-mail addresses, telephone numbers, social security numbers (NIR) and Caf allocataire numbers are
replaced by a mark that names their kind and is never longer than what it replaces. Prices, dates,
hours and postcodes stay. The rules are followed by the phone's browser too
(`kiosk/phone_web/masking.js`), character for character; vectors: `tests/vectors/masking.json`.

Everything is looked for in a *shadow* of the text, as long as the text, in which letters are small
and without accents, digits of any script are ASCII, and every odd space or dash is a plain one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.masking_numbers import find_caf_numbers, find_nirs, find_phones


class Kind(StrEnum):
    """What was masked."""

    EMAIL = "email"
    PHONE = "phone"
    NIR = "nir"
    CAF_NUMBER = "caf_number"


MARKS: Final = {
    Kind.EMAIL: "[mail]",
    Kind.PHONE: "[tél.]",
    Kind.NIR: "[n° sécu]",
    Kind.CAF_NUMBER: "[n°Caf]",
}
"""What stands in place of each kind: French, since a Caf reads it, and the shortest that is clear,
so that masking never makes a comment too long."""

Span = tuple[int, int]
"""First place, and the place after the last, in code points."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text after masking, and the kind of every piece masked, in the order of the text."""

    text: str
    kinds: tuple[Kind, ...]


def mask(text: str) -> Masked:
    """Mask what points at a person. Masking twice is the same as masking once."""
    found = find(text)
    parts: list[str] = []
    last = 0
    for (start, end), kind in found:
        parts += [text[last:start], MARKS[kind]]
        last = end
    return Masked("".join([*parts, text[last:]]), tuple(kind for _, kind in found))


def marked_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds whose marks stand in a masked text, each once, in the order of `Kind`."""
    return tuple(kind for kind in Kind if MARKS[kind] in text)


def find(text: str) -> list[tuple[Span, Kind]]:
    """The pieces that point at a person, in the order of the text; they do not overlap."""
    shadow = "".join(map(_plain, text))
    found: list[tuple[Span, Kind]] = []
    for kind, finder in _FINDERS:
        for start, end in finder(shadow, text):
            found.append(((start, end), kind))
            shadow = shadow[:start] + "\n" * (end - start) + shadow[end:]
    return sorted(found)


def find_emails(shadow: str, text: str) -> Iterator[Span]:  # noqa: ARG001 - like every finder
    """E-mail addresses, also those spelled to be overlooked (`jean (at) exemple point fr`)."""
    return ((each.start(), each.end()) for each in _EMAIL.finditer(shadow))


_LOCAL = r"[a-z0-9][a-z0-9._%+-]{0,63}"
_PART = r"[a-z0-9][a-z0-9-]{0,62}"
_SPELLED_DOT = r"(?:\.| point | dot )"
_EMAIL = re.compile(
    rf"{_LOCAL}@[a-z0-9][a-z0-9.-]{{2,}}[a-z0-9]"
    rf"|{_LOCAL}(?: {{0,2}}@ {{0,2}}| {{0,2}}[(\[](?:at|a|arobase)[)\]] {{0,2}}| arobase? )"
    rf"{_PART}(?:{_SPELLED_DOT}{_PART})*{_SPELLED_DOT}[a-z]{{2,10}}(?![a-z])"
)

_FINDERS: Final = (
    (Kind.EMAIL, find_emails),
    (Kind.NIR, find_nirs),
    (Kind.PHONE, find_phones),
    (Kind.CAF_NUMBER, find_caf_numbers),
)
"""In this order: what one finds is hidden from the next."""

_ZEROS: Final = (0x660, 0x6F0, 0x966, 0x9E6, 0xBE6)
"""The digit zero of Arabic (two forms), Devanagari, Bengali and Tamil; the other nine follow."""


def _plain(character: str) -> str:
    """The one character that stands for this one in the shadow."""
    base = unicodedata.normalize("NFKD", character)[0]
    code = ord(base)
    for zero in _ZEROS:
        if zero <= code < zero + 10:
            return chr(ord("0") + code - zero)
    category = unicodedata.category(base)
    if base == "\n" or base.isascii():
        return base.lower() if base.isprintable() or base == "\n" else " "
    if category[0] in "LM":
        return "z"
    if category in ("Zs", "Zl", "Zp", "Cf"):
        return " "
    return "-" if category == "Pd" or base == "\N{MINUS SIGN}" else base
