"""The real list of sites at two dates; the second one is made from the first, in memory.

The list lies beside the repository and is read, never copied. The changes are the tests' own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from collector.registry.france_services import DAY_COLUMNS, read_week
from collector.registry.preview import ChangeKind

LIST: Final = (
    Path(__file__).resolve().parents[2].parent
    / "shared"
    / "data"
    / "france_services_2024-08-01.csv"
)
MISSING: Final = "the national list is not beside the repository (../shared/data)"

Row = dict[str, str]

_EVERY: Final = 40
_GONE, _MOVED, _RENAMED, _HOURS, _NEW = 3, 7, 11, 15, 19


@dataclass(frozen=True, slots=True)
class SiteList:
    """A list of sites: its rows, by the order of the file, and its column names."""

    header: Sequence[str]
    rows: Sequence[Row]

    @property
    def content(self) -> bytes:
        """The file."""
        stream = io.StringIO()
        writer = csv.DictWriter(stream, self.header)
        writer.writeheader()
        writer.writerows(self.rows)
        return stream.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Later:
    """A list a year on, and the Points that each kind of change touches."""

    sites: SiteList
    touched: dict[ChangeKind, list[str]] = field(default_factory=dict)


def real_list(departements: Sequence[str] = ()) -> SiteList:
    """The published list, or the part of it that is about these départements."""
    with LIST.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if not departements or row["insee_dep"] in departements]
        return SiteList(list(reader.fieldnames or ()), rows)


def a_year_on(sites: SiteList) -> Later:
    """The same list later: of every forty sites one is gone, and one each moved, has another name,
    opens otherwise and is new."""
    touched: dict[ChangeKind, list[str]] = {kind: [] for kind in ChangeKind}
    rows: list[Row] = []
    for number, row in enumerate(sites.rows):
        kind = number % _EVERY
        point = f"fs-{row['id_fs']}"
        if kind == _GONE:
            touched[ChangeKind.GONE].append(point)
            continue
        later = dict(row)
        if kind == _MOVED:
            later["adresse"] = "1 place Neuve"
            touched[ChangeKind.MOVED].append(point)
        elif kind == _RENAMED:
            later["lib_fs"] += " (nouveau nom)"
            touched[ChangeKind.RENAMED].append(point)
        elif kind == _HOURS and read_week([row.get(day, "") for day in DAY_COLUMNS])[0]:
            later["h_samedi"] = "09:17 - 12:00"
            touched[ChangeKind.HOURS].append(point)
        elif kind == _NEW:
            added = {**row, "id_fs": f"99{number:06}"}
            touched[ChangeKind.NEW].append(f"fs-{added['id_fs']}")
            rows.append(added)
        rows.append(later)
    return Later(SiteList(sites.header, rows), touched)
