"""The project's own list of Points: one row a Point, columns named as in `PointRecord`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from collector.registry.model import (
    Flaw,
    PointRecord,
    PointSource,
    RowRefused,
    check,
    clean_text,
    quoted,
)
from collector.registry.plan import Remark, RemarkKind
from shared.hours import parse_hours
from shared.problems import Problem

REQUIRED_COLUMNS: Final = ("id", "caf", "name", "street", "postcode", "commune")
OPTIONAL_COLUMNS: Final = ("insee", "latitude", "longitude", "hours", "made_up")
COLUMNS: Final = REQUIRED_COLUMNS + OPTIONAL_COLUMNS

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


def read_degrees(column: str, text: str) -> float | None:
    """Decimal degrees with a point, or the comma a French spreadsheet writes; None if empty.

    Raises:
        RowRefused: anything else, such as degrees and minutes.
    """
    if not text:
        return None
    if not _DEGREES.fullmatch(text):
        raise RowRefused(
            Flaw(f"The {column} {quoted(text)} is not a number.", "Write degrees, such as 49.4431.")
        )
    return float(text.replace(",", "."))


def _hours(text: str) -> str:
    try:
        return parse_hours(text)
    except Problem as problem:
        raise RowRefused(
            Flaw(f"{problem.kind.title} {problem.detail}", problem.kind.remedy)
        ) from None


def _made_up(text: str) -> bool:
    if text not in _YES_OR_NO:
        raise RowRefused(
            Flaw(f"The column made_up holds {quoted(text)}.", "Write yes, no or nothing.")
        )
    return _YES_OR_NO[text]


def _remarks(record: PointRecord) -> tuple[Remark, ...]:
    if record.hours:
        return ()
    return (Remark(RemarkKind.HOURS_MISSING, "No opening hours are given."),)
