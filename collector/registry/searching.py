"""Finding a Point by what somebody remembers of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from collector.registry.registered import RegisteredPoint


def words_of(search: str) -> list[str]:
    """The words of a search, ready to compare."""
    return plain(search).split()


def matches(point: RegisteredPoint, words: Sequence[str]) -> bool:
    """Whether name, commune, postcode or id hold every word."""
    record = point.record
    text = f"{plain(record.name)} {plain(record.commune)} {record.postcode} {record.id}"
    return all(word in text for word in words)


def sort_key(point: RegisteredPoint) -> tuple[str, str, str]:
    """By commune, then name."""
    return plain(point.record.commune), plain(point.record.name), point.id


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Small letters without accents, so that `evreux` finds Évreux."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return apart.encode("ascii", "ignore").decode()
