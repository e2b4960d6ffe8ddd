"""A Point as the registry knows it, the rules a record keeps, and where records go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

MAX_NAME: Final = 120
MAX_STREET: Final = 150
MAX_COMMUNE: Final = 60
"""Characters; the longest of the 2,845 France services have 97, 96 and 45."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CAF: Final = re.compile(r"[0-9]{3}|2[AB][0-9]")
_POSTCODE: Final = re.compile(r"[0-9]{5}")
_INSEE: Final = re.compile(r"[0-9]{5}|2[AB][0-9]{3}")
_FORMULA_STARTS: Final = ("=", "+", "-", "@")


class PointSource(StrEnum):
    """Which kind of list a record was read from."""

    OWN = "own"
    FRANCE_SERVICES = "france-services"


@dataclass(frozen=True, slots=True)
class PointRecord:
    """One Point of a list, before anything is written.

    Attributes:
        id: small letters, digits and hyphens, at most 40; the same id later means the same Point.
        caf: code of the Caf, such as "761".
        name: what the Point is called in public.
        street: number and street; may be empty (a bus has none).
        postcode: five digits.
        commune: name of the commune.
        insee: the commune's code in the official geographic code, or empty.
        latitude: degrees, WGS 84, or None.
        longitude: degrees, WGS 84, or None; known exactly when the latitude is.
        hours: an OpenStreetMap `opening_hours` string that `shared.hours` reads; empty = not known.
        made_up: the Point exists only for demonstrations, and every page says so.
        source: the kind of list it was read from.
    """

    id: str
    caf: str
    name: str
    street: str
    postcode: str
    commune: str
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None
    hours: str = ""
    made_up: bool = False
    source: PointSource = PointSource.OWN


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a row, and how to put it right; both plain English sentences."""

    reason: str
    fix: str


class RowRefused(Exception):
    """A row that no Point can be made of; carries its flaws."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__(" ".join(flaw.reason for flaw in flaws))


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import did to the registry, in Points."""

    new: int
    changed: int
    unchanged: int


class PointStore(Protocol):
    """Where records go; `collector.store` keeps them in the database."""

    def upsert_points(self, records: Sequence[PointRecord]) -> Changes:
        """Add or replace these Points, all or none; Points that are not named stay as they are."""


def check(record: PointRecord) -> PointRecord:
    """The record itself, once every rule holds.

    Raises:
        RowRefused: with every flaw found.
    """
    flaws = (*_shape_flaws(record), *_text_flaws(record), *_place_flaws(record))
    if flaws:
        raise RowRefused(*flaws)
    return record


def clean_text(text: str) -> str:
    """Text in Unicode's composed form, with every run of blanks as one space and none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def quoted(text: str, longest: int = 40) -> str:
    """A cell's text for a message: quoted, short, and on one line."""
    shown = clean_text(text)
    return f"“{shown[:longest]}…”" if len(shown) > longest else f"“{shown}”"


def _shape_flaws(record: PointRecord) -> Iterator[Flaw]:
    if not _ID.fullmatch(record.id):
        yield Flaw(
            f"The id {quoted(record.id)} is not one.",
            "Write 1 to 40 small letters, digits or hyphens, starting with a letter or digit.",
        )
    if not _CAF.fullmatch(record.caf):
        yield Flaw(
            f"The Caf code {quoted(record.caf)} is not one.",
            "Write three characters, such as 761 or 011; format the column as text.",
        )
    if not _POSTCODE.fullmatch(record.postcode):
        yield Flaw(
            f"The postcode {quoted(record.postcode)} does not have five digits.",
            "Write five digits; format the column as text so that 01200 keeps its zero.",
        )
    if record.insee and not _INSEE.fullmatch(record.insee):
        yield Flaw(
            f"The commune code {quoted(record.insee)} is not one.",
            "Write the five characters of the official geographic code, such as 76540, or nothing.",
        )


def _text_flaws(record: PointRecord) -> Iterator[Flaw]:
    if not record.name:
        yield Flaw("The name is missing.", "Write what the Point is called in public.")
    if not record.commune:
        yield Flaw("The commune is missing.", "Write the name of the commune.")
    for column, text, longest in (
        ("name", record.name, MAX_NAME),
        ("street", record.street, MAX_STREET),
        ("commune", record.commune, MAX_COMMUNE),
    ):
        if len(text) > longest:
            yield Flaw(f"The {column} has {len(text)} characters.", f"Keep it to {longest}.")
        if text.startswith(_FORMULA_STARTS):
            yield Flaw(
                f"The {column} {quoted(text)} starts like a spreadsheet formula.",
                f"Begin it with a letter or a digit instead of {text[0]}",
            )
        invisible = next((c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co"}), None)
        if invisible is not None:
            yield Flaw(
                f"The {column} holds an invisible character (U+{ord(invisible):04X}).",
                "Type the text again instead of pasting it.",
            )


def _place_flaws(record: PointRecord) -> Iterator[Flaw]:
    latitude, longitude = record.latitude, record.longitude
    if (latitude is None) != (longitude is None):
        yield Flaw("Only one of latitude and longitude is given.", "Give both or neither.")
    elif latitude is not None and longitude is not None:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            yield Flaw(
                f"Latitude {latitude} and longitude {longitude} are no place on Earth.",
                "Write degrees, such as 49.4431 and 1.0993.",
            )
        elif latitude == longitude == 0:
            yield Flaw("Latitude and longitude are both 0.", "Give the place, or leave both empty.")
