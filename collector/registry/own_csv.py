"""The project's own list of Points: one row a Point, columns named as in `PointRecord`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from collector.registry.convention import LONGEST_NAME
from collector.registry.model import (
    MAX_CONNECTION,
    Beside,
    Offered,
    PointRecord,
    PointSource,
    RowRefused,
    Signed,
    check,
    clean_text,
    flaw,
    refuse_unfit,
    shortened,
)
from collector.registry.plan import Remark, RemarkKind
from collector.texts import Said
from collector.texts import mark as _
from shared.hours import parse_hours
from shared.problems import Problem

REQUIRED_COLUMNS: Final = ("id", "caf", "name", "street", "postcode", "commune")
EQUIPMENT_COLUMNS: Final = ("computers", "printers", "connection")
CONVENTION_COLUMNS: Final = ("partner", "signed", "effective")
OPTIONAL_COLUMNS: Final = (
    "insee", "latitude", "longitude", "hours", "made_up", *EQUIPMENT_COLUMNS,
    *CONVENTION_COLUMNS,
)  # fmt: skip
COLUMNS: Final = REQUIRED_COLUMNS + OPTIONAL_COLUMNS

NO_HOURS: Final = Said(_("No opening hours are given."))

_FRENCH_DAY: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_NUMBER: Final = re.compile(r"[0-9]{1,3}")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}([.,][0-9]+)?")
_YES_OR_NO: Final = {"yes": True, "no": False, "": False}


def read_own_row(cells: Mapping[str, str]) -> tuple[PointRecord, tuple[Remark, ...]]:
    """The Point of a row, and what to look at in it.

    Raises:
        RowRefused: when a cell cannot be read or breaks a rule of `model`.
    """

    def cell(column: str) -> str:
        return cells.get(column, "").strip()

    record = PointRecord(
        id=cell("id"),
        caf=cell("caf"),
        name=clean_text(cell("name")),
        street=clean_text(cell("street")),
        postcode=cell("postcode"),
        commune=clean_text(cell("commune")),
        insee=cell("insee"),
        latitude=read_degrees("latitude", cell("latitude")),
        longitude=read_degrees("longitude", cell("longitude")),
        hours=_hours(cell("hours")),
        made_up=_made_up(cell("made_up")),
        source=PointSource.OWN,
    )
    return check(record), _remarks(record)


def read_beside(cells: Mapping[str, str]) -> Beside:
    """What a row says of the Point's equipment and convention.

    Raises:
        RowRefused: as `read_equipment` and `read_convention`.
    """
    return Beside(read_equipment(cells), read_convention(cells))


def read_convention(cells: Mapping[str, str]) -> Signed | None:
    """The convention of a row; None when its cells are empty or not there.

    Raises:
        RowRefused: a partner without a day or a day without a partner, days that are none, effect
            before signature, or a name that is too long or a formula.
    """
    partner, signed, effective = (clean_text(cells.get(each, "")) for each in CONVENTION_COLUMNS)
    if not (partner or signed or effective):
        return None
    if not partner or not signed:
        raise RowRefused(
            flaw(
                _("A convention wants both its partner and the day it was signed."),
                _("Fill in partner and signed, or leave both empty."),
            )
        )
    refuse_unfit("partner", partner, LONGEST_NAME)
    first = _day("signed", signed)
    begins = _day("effective", effective) if effective else first
    if begins < first:
        raise RowRefused(
            flaw(
                _("The convention takes effect before it is signed."),
                _("Put the days into the right order, or leave effective empty."),
            )
        )
    return Signed(partner, first, begins)


def _day(column: str, text: str) -> date:
    parts = _FRENCH_DAY.fullmatch(text)
    try:
        found = date.fromisoformat(f"{parts[3]}-{parts[2]}-{parts[1]}" if parts else text)
    except ValueError:
        found = date.min
    if not 1990 <= found.year <= 2100:
        raise RowRefused(
            flaw(
                _("The column {column} holds “{text}”, which is no day."),
                _("Write days as 2018-11-19 or 19/11/2018."),
                column=column,
                text=shortened(text),
            )
        )
    return found


def read_equipment(cells: Mapping[str, str]) -> Offered | None:
    """What a row says of the Point's equipment; None when its cells are empty or not there.

    Raises:
        RowRefused: numbers that are none, only one of the two, or a connection too long to be one.
    """
    computers, printers, connection = (
        clean_text(cells.get(column, "")) for column in EQUIPMENT_COLUMNS
    )
    if not (computers or printers or connection):
        return None
    for column, text in (("computers", computers), ("printers", printers)):
        if not _NUMBER.fullmatch(text):
            raise RowRefused(
                flaw(
                    _("The column {column} holds “{text}”, which is no whole number."),
                    _("Give computers and printers as numbers up to 999, or leave both empty."),
                    column=column,
                    text=shortened(text),
                )
            )
    refuse_unfit("connection", connection, MAX_CONNECTION)
    return Offered(int(computers), int(printers), connection)


def read_degrees(column: str, text: str) -> float | None:
    """Decimal degrees with a point, or the comma a French spreadsheet writes; None if empty.

    Raises:
        RowRefused: anything else, such as degrees and minutes.
    """
    if not text:
        return None
    if not _DEGREES.fullmatch(text):
        raise RowRefused(
            flaw(
                _("The {column} “{text}” is not a number."),
                _("Write degrees, such as 49.4431."),
                column=column,
                text=shortened(text),
            )
        )
    return float(text.replace(",", "."))


def _hours(text: str) -> str:
    try:
        return parse_hours(text)
    except Problem as problem:
        character = problem.facts.get("character")
        message = (
            _("The opening hours cannot be read. “{hours}” is too long.")
            if character is None
            else _("The opening hours cannot be read. “{hours}” is wrong from character {at} on.")
        )
        told = flaw(message, problem.kind.remedy, hours=shortened(text, 100), at=character)
        raise RowRefused(told) from None


def _made_up(text: str) -> bool:
    if text not in _YES_OR_NO:
        raise RowRefused(
            flaw(
                _("The column made_up holds “{text}”."),
                _("Write yes, no or nothing."),
                text=shortened(text),
            )
        )
    return _YES_OR_NO[text]


def _remarks(record: PointRecord) -> tuple[Remark, ...]:
    if record.hours:
        return ()
    return (Remark(RemarkKind.HOURS_MISSING, NO_HOURS),)
