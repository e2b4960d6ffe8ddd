"""The national list of France services, as the ANCT publishes it on data.gouv.fr.

Only the columns named here are read; e-mail, telephone and comments are never kept. A Point's id is
`fs-` and the list's own number. Whatever needed a judgement is told in a remark, never guessed:

- `00:00 - 00:00` lasts no time and stands for no opening; a slot given twice counts once;
- slots that overlap otherwise contradict each other (alternate weeks, two places…): the hours of
  that Point are left empty;
- the list says nothing of public holidays; they are taken to be closed days, as in public services:
  the strings end in `; PH off`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from collector.registry.departement import DEPARTEMENT, caf_of, postcode_starts
from collector.registry.model import (
    PointRecord,
    PointSource,
    RowRefused,
    check,
    clean_text,
    flaw,
    shortened,
)
from collector.registry.own_csv import NO_HOURS, read_degrees
from collector.registry.plan import Remark, RemarkKind
from collector.texts import Said
from collector.texts import mark as _
from shared.weekly import DAY_MINUTES, Slot, opening_hours

DAY_COLUMNS: Final = (
    "h_lundi",
    "h_mardi",
    "h_mercredi",
    "h_jeudi",
    "h_vendredi",
    "h_samedi",
    "h_dimanche",
)
REQUIRED_COLUMNS: Final = (
    "id_fs",
    "insee_dep",
    "lib_fs",
    "adresse",
    "insee_com",
    "code_postal",
    "lib_com",
    "latitude",
    "longitude",
    *DAY_COLUMNS[:6],
)
"""The list has no Sunday column so far; one named `h_dimanche` would be read."""

_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_SLOT: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9])\s*-\s*([0-9]{1,2}):([0-5][0-9])")


def read_france_services_row(cells: Mapping[str, str]) -> tuple[PointRecord, tuple[Remark, ...]]:
    """The Point of a row, and what to look at in it.

    Raises:
        RowRefused: when a cell other than the hours cannot be read or breaks a rule of `model`.
    """

    def cell(column: str) -> str:
        return cells[column].strip()

    number, departement = cell("id_fs"), cell("insee_dep")
    _refuse_unless_known(number, departement)
    caf, caf_remark = caf_of(departement)
    hours, hours_remarks = read_week([cells.get(column, "") for column in DAY_COLUMNS])
    record = PointRecord(
        id=f"fs-{number}",
        caf=caf,
        name=clean_text(cell("lib_fs")),
        street=clean_text(cell("adresse")),
        postcode=cell("code_postal"),
        commune=clean_text(cell("lib_com")),
        insee=cell("insee_com"),
        latitude=read_degrees("latitude", cell("latitude")),
        longitude=read_degrees("longitude", cell("longitude")),
        hours=hours,
        source=PointSource.FRANCE_SERVICES,
    )
    check(record)
    remarks = [*hours_remarks, *_place_remarks(record, departement)]
    if caf_remark:
        remarks.append(Remark(RemarkKind.CAF_UNSURE, caf_remark))
    return record, tuple(remarks)


def read_week(cells: Iterable[str]) -> tuple[str, tuple[Remark, ...]]:
    """The OpenStreetMap string of the days' cells, Monday first, and what to look at.

    A cell looks like `08:45 - 12:00 / 13:30 - 18:00`; an empty one is a closed day.
    """
    week: list[list[Slot]] = []
    tidied: list[str] = []
    for column, cell in zip(DAY_COLUMNS, cells, strict=True):
        slots = _slots(cell)
        if slots is None or _contradict(slots):
            message = (
                _("{column}: “{cell}” is not understood; the hours are left empty.")
                if slots is None
                else _("{column}: “{cell}” overlaps itself; the hours are left empty.")
            )
            said = Said(message, {"column": column, "cell": shortened(cell, 100)})
            return "", (Remark(RemarkKind.HOURS_UNREADABLE, said),)
        kept = sorted({slot for slot in slots if slot.start < slot.end})
        if len(kept) < len(slots):
            tidied.append(f"{column} ({shortened(cell, 100)})")
        week.append(kept)
    hours = opening_hours(week)
    remarks = []
    if tidied:
        message = _("Empty or repeated openings were dropped from {cells}.")
        said = Said(message, {"cells": ", ".join(tidied)})
        remarks.append(Remark(RemarkKind.HOURS_TIDIED, said))
    if not hours:
        remarks.append(Remark(RemarkKind.HOURS_MISSING, NO_HOURS))
    return hours, tuple(remarks)


def _slots(cell: str) -> list[Slot] | None:
    slots = []
    for part in cell.split("/") if cell.strip() else ():
        match = _SLOT.fullmatch(part.strip())
        if match is None:
            return None
        from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
        slot = Slot(from_hour * 60 + from_minute, to_hour * 60 + to_minute)
        is_empty = slot == Slot(0, 0)
        if not is_empty and not slot.start < slot.end <= DAY_MINUTES:
            return None
        slots.append(slot)
    return slots


def _contradict(slots: Iterable[Slot]) -> bool:
    return any(later.start < earlier.end for earlier, later in pairwise(sorted(set(slots))))


def _refuse_unless_known(number: str, departement: str) -> None:
    if not _NUMBER.fullmatch(number):
        message, fix = _("The id_fs “{text}” is not a number."), _("Write its number.")
        raise RowRefused(flaw(message, fix, text=shortened(number)))
    if not DEPARTEMENT.fullmatch(departement):
        raise RowRefused(
            flaw(
                _("The insee_dep “{text}” is not a département."),
                _("Write its code, such as 01, 2A or 974; format the column as text."),
                text=shortened(departement),
            )
        )


def _place_remarks(record: PointRecord, departement: str) -> Iterable[Remark]:
    told = {"code": record.insee, "departement": departement, "caf": record.caf}
    if not record.insee.startswith(departement):
        message = _(
            "The commune {code} does not lie in département {departement}; the Caf {caf} follows "
            "the département."
        )
        yield Remark(RemarkKind.PLACE_UNSURE, Said(message, told))
    elif not record.postcode.startswith(postcode_starts(departement)):
        message = _(
            "The postcode {code} is unusual in département {departement}; it is kept as it is."
        )
        yield Remark(RemarkKind.PLACE_UNSURE, Said(message, {**told, "code": record.postcode}))
