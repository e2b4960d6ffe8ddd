"""A Point as the registry knows it, the rules a record keeps, and where records go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from collector.texts import Said
from collector.texts import mark as _
from shared.problems import FormatProblem, OperationProblem

MAX_NAME: Final = 120
MAX_STREET: Final = 150
MAX_COMMUNE: Final = 60
MAX_CONNECTION: Final = 40
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


class Offered(NamedTuple):
    """What a list says that a Point offers its visitors (article 8). `connection`: to Internet."""

    computers: int
    printers: int
    connection: str


class Signed(NamedTuple):
    """A convention as a list tells it. `partner`: an organisation."""

    partner: str
    signed: date
    effective: date


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row tells beside the Point itself; None where it tells nothing."""

    equipment: Offered | None = None
    convention: Signed | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a row, and how to put it right."""

    reason: Said
    fix: Said


def flaw(reason: str, fix: str, **values: object) -> Flaw:
    """A flaw; both sentences are message ids with the same values."""
    return Flaw(Said(reason, values), Said(fix, values))


class RowRefused(Exception):
    """A row that no Point can be made of; carries its flaws."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__(" ".join(str(each.reason) for each in flaws))


class FileRefused(OperationProblem):
    """A file that cannot be read as a list. `said`: why, for people."""

    def __init__(self, code: str, message: str, **values: object) -> None:
        self.said = (Said(message, values),)
        super().__init__(code, str(self.said[0]))


class RecordRefused(FormatProblem):
    """What a form says of a Point breaks a rule. `said`: why, and how to put it right."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.said = tuple(each for flaw in flaws for each in (flaw.reason, flaw.fix))
        super().__init__("registry-input", " ".join(map(str, self.said)))


@contextmanager
def told_by_a_form() -> Iterator[None]:
    """Refuse what breaks a rule of rows in the way of a form.

    Raises:
        RecordRefused: for the `RowRefused` of the block.
    """
    try:
        yield
    except RowRefused as refused:
        raise RecordRefused(refused.flaws) from None


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import did to the registry, in Points."""

    new: int
    changed: int
    unchanged: int


class PointStore(Protocol):
    """Where records go; `collector.store` keeps them in the database."""

    def upsert_points(
        self, records: Sequence[PointRecord], *, beside: Mapping[str, Beside]
    ) -> Changes:
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


def shortened(text: str, longest: int = 40) -> str:
    """A cell's text for a message: short, and on one line."""
    shown = clean_text(text)
    return f"{shown[:longest]}…" if len(shown) > longest else shown


def _shape_flaws(record: PointRecord) -> Iterator[Flaw]:
    if not _ID.fullmatch(record.id):
        yield flaw(
            _("The id “{id}” is not one."),
            _("Write 1 to 40 small letters, digits or hyphens, starting with a letter or digit."),
            id=shortened(record.id),
        )
    if not _CAF.fullmatch(record.caf):
        yield flaw(
            _("The Caf code “{code}” is not one."),
            _("Write three characters, such as 761 or 011; format the column as text."),
            code=shortened(record.caf),
        )
    if not _POSTCODE.fullmatch(record.postcode):
        yield flaw(
            _("The postcode “{code}” does not have five digits."),
            _("Write five digits; format the column as text so that 01200 keeps its zero."),
            code=shortened(record.postcode),
        )
    if record.insee and not _INSEE.fullmatch(record.insee):
        yield flaw(
            _("The commune code “{code}” is not one."),
            _("Write the five characters of the official code, such as 76540, or nothing."),
            code=shortened(record.insee),
        )


def _text_flaws(record: PointRecord) -> Iterator[Flaw]:
    if not record.name:
        yield flaw(_("The name is missing."), _("Write what the Point is called in public."))
    if not record.commune:
        yield flaw(_("The commune is missing."), _("Write the name of the commune."))
    for column, text, longest in (
        ("name", record.name, MAX_NAME),
        ("street", record.street, MAX_STREET),
        ("commune", record.commune, MAX_COMMUNE),
    ):
        yield from _unfit(column, text, longest)


def refuse_unfit(column: str, text: str, longest: int) -> None:
    """See that a text is short enough, and neither a formula nor invisible.

    Raises:
        RowRefused: with every flaw found.
    """
    flaws = tuple(_unfit(column, text, longest))
    if flaws:
        raise RowRefused(*flaws)


def _unfit(column: str, text: str, longest: int) -> Iterator[Flaw]:
    if len(text) > longest:
        yield flaw(
            _("The column {column} has {length} characters."),
            _("Keep it to {longest}."),
            column=column,
            length=len(text),
            longest=longest,
        )
    if text.startswith(_FORMULA_STARTS):
        yield flaw(
            _("The column {column} starts like a spreadsheet formula: “{text}”."),
            _("Begin it with a letter or a digit instead of {sign}"),
            column=column,
            text=shortened(text),
            sign=text[0],
        )
    invisible = next((c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co"}), None)
    if invisible is not None:
        yield flaw(
            _("The column {column} holds an invisible character ({code})."),
            _("Type the text again instead of pasting it."),
            column=column,
            code=f"U+{ord(invisible):04X}",
        )


def _place_flaws(record: PointRecord) -> Iterator[Flaw]:
    latitude, longitude = record.latitude, record.longitude
    if (latitude is None) != (longitude is None):
        yield flaw(_("Only one of latitude and longitude is given."), _("Give both or neither."))
    elif latitude is not None and longitude is not None:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            yield flaw(
                _("Latitude {latitude} and longitude {longitude} are no place on Earth."),
                _("Write degrees, such as 49.4431 and 1.0993."),
                latitude=latitude,
                longitude=longitude,
            )
        elif latitude == longitude == 0:
            yield flaw(
                _("Latitude and longitude are both 0."),
                _("Give the place, or leave both empty."),
            )
