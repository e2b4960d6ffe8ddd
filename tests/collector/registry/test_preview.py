"""The real list at two dates: what is new, gone, moved, renamed and open otherwise is said first.

The second date is made from the published list in memory; the changes are this test's own.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from datetime import date
from functools import cache

import pytest

from collector.registry.importer import plan_import
from collector.registry.model import Changes
from collector.registry.preview import Change, ChangeKind, Held, Preview, preview
from collector.store.openings import record_on
from collector.store.points import RegistryPoints, all_points
from tests.collector.registry.test_national_list import LIST
from tests.support.town import Town

planned = cache(plan_import)
"""Reading the whole list takes a second or two, and it is asked for again and again."""

NEXT_YEAR = date(2027, 8, 1)
pytestmark = pytest.mark.skipif(
    not LIST.is_file(), reason="the national list is not beside the repository (../shared/data)"
)


def written(header: list[str], rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def later_list() -> tuple[bytes, dict[ChangeKind, set[str]]]:
    """The list a year on: 20 gone, 15 new, 12 moved, 9 renamed, 30 with other hours."""
    with LIST.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = list(reader.fieldnames or ()), list(reader)
    touched: dict[ChangeKind, set[str]] = {kind: set() for kind in ChangeKind}

    def note(kind: ChangeKind, row: dict[str, str]) -> dict[str, str]:
        touched[kind].add(f"fs-{row['id_fs']}")
        return row

    for row in rows[100:120]:
        note(ChangeKind.GONE, row)
    for row in rows[300:312]:
        note(ChangeKind.MOVED, row)["adresse"] = "1 place Neuve"
    for row in rows[305:314]:
        note(ChangeKind.RENAMED, row)["lib_fs"] += " (nouveau nom)"
    for row in rows[500:530]:
        note(ChangeKind.HOURS, row)["h_samedi"] = "09:17 - 12:00"
    added = [{**row, "id_fs": f"99{number:06}"} for number, row in enumerate(rows[:15])]
    for row in added:
        note(ChangeKind.NEW, row)
    return written(header, rows[:100] + rows[120:] + added), touched


def ahead(town: Town, content: bytes) -> Preview:
    with town.database.read() as transaction:
        return preview(planned(content), all_points(transaction), Held({}, {}))


@pytest.mark.slow
def test_the_real_list_twice(town: Town) -> None:
    store = RegistryPoints(town.database, town.clock, os.urandom)
    first = planned(LIST.read_bytes())
    assert len(ahead(town, LIST.read_bytes()).of(ChangeKind.NEW)) == 2845
    store.upsert_points(first.good)
    assert ahead(town, LIST.read_bytes()) == Preview((), 2845, gone_unknown=False)

    content, touched = later_list()
    found = ahead(town, content)
    assert {kind: {each.point for each in found.of(kind)} for kind in ChangeKind} == touched
    assert Counter(each.kind for each in found.changes) == {
        ChangeKind.NEW: 15,
        ChangeKind.GONE: 20,
        ChangeKind.MOVED: 12,
        ChangeKind.RENAMED: 9,
        ChangeKind.HOURS: 30,
    }
    assert found.unchanged == 2825 - 14 - 30

    town.clock.set(NEXT_YEAR)
    later = planned(content)
    assert store.upsert_points(later.good, closed=found.gone) == Changes(15, 44, 2781)
    by_id = {each.id: each for each in first.good}
    with town.database.read() as transaction:
        gone, moved = found.gone[0], found.of(ChangeKind.MOVED)[0].point
        assert record_on(transaction, gone, NEXT_YEAR) == (by_id[gone], False)
        for day, is_before in ((date(2027, 7, 31), True), (NEXT_YEAR, False)):
            held = record_on(transaction, moved, day)
            assert held is not None
            assert (held[0] == by_id[moved]) is is_before
    again = ahead(town, content)
    assert (again.changes, again.unchanged) == ((), len(later.good))
    back = ahead(town, LIST.read_bytes())
    assert {each.point for each in back.of(ChangeKind.CLOSED)} == touched[ChangeKind.GONE]


def test_a_row_left_out_lets_no_point_count_as_gone(town: Town) -> None:
    header = b"id,caf,name,street,postcode,commune\n"
    whole = header + b"a,761,A,,76000,Rouen\nb,761,B,,76000,Rouen\n"
    RegistryPoints(town.database, town.clock, os.urandom).upsert_points(planned(whole).good)
    spoilt = header + b"a,761,A,,76000,Rouen\nb,761,B,,76,Rouen\n"
    found = ahead(town, spoilt)
    assert (found.gone, found.gone_unknown) == ((), True)
    shorter = ahead(town, header + b"a,761,Autre,,76000,Rouen\n")
    assert shorter.changes[:1] == (Change(ChangeKind.RENAMED, "a", "Autre", "A", "Autre"),)
    assert set(shorter.gone) == {"b", "rouen", "dieppe"}
