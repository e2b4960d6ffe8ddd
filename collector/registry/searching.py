"""Finding a Point by what somebody remembers of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from collector.registry.registered import RegisteredPoint


def words_of(search: str) -> list[str]:
    """The words of a search, ready to compare."""
    return plain(search).split()


def matches(point: RegisteredPoint, words: Sequence[str], partner: str = "") -> bool:
    """Whether name, commune, postcode, id and the partner's name hold every word between them."""
    record = point.record
    text = f"{plain(record.name)} {plain(record.commune)} {record.postcode} {record.id}"
    text += f" {plain(partner)}"
    return all(word in text for word in words)


def sort_key(point: RegisteredPoint) -> tuple[str, str, str]:
    """By commune, then name."""
    return plain(point.record.commune), plain(point.record.name), point.id


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Small letters without accents, so that `evreux` finds Évreux and `l'estuaire` L’Estuaire."""
    small = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    apart = unicodedata.normalize("NFKD", small)
    return apart.encode("ascii", "ignore").decode()
