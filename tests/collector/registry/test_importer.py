"""Files: which are read, which are refused as a whole, and how a broken row is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.registry.example import EXAMPLE_FILE
from collector.registry.importer import import_points, plan_import, read_plan
from collector.registry.model import Beside, Changes, PointRecord, PointSource
from collector.registry.sheet import MAX_FILE_BYTES, MAX_LINES
from shared.hours import half_days, meets_article_4, weekly_hours
from shared.problems import OperationProblem

HEADER = "id,caf,name,street,postcode,commune"
ROUEN = "rouen,761,Centre,74 rue Jules Adeline,76100,Rouen"
DIEPPE = "dieppe,761,Centre,1 rue de la Plage,76200,Dieppe"
ELBEUF = "elbeuf,761,Centre,2 rue de la Forêt,76500,Elbeuf"


class MemoryStore:
    """A registry in memory that keeps the promise of `PointStore`."""

    def __init__(self) -> None:
        self.points: dict[str, PointRecord] = {}

    def upsert_points(
        self, records: Sequence[PointRecord], *, beside: Mapping[str, Beside]
    ) -> Changes:
        self.beside = beside
        known = [record for record in records if record.id in self.points]
        unchanged = sum(self.points[record.id] == record for record in known)
        self.points |= {record.id: record for record in records}
        return Changes(len(records) - len(known), len(known) - unchanged, unchanged)


def ids(content: str) -> list[str]:
    return [record.id for record in plan_import(content.encode()).good]


def test_good_rows_are_imported_although_others_are_bad(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"{HEADER}\n{ROUEN}\nBAD,761,Centre,,76200,Dieppe\n{ELBEUF}\n", "utf-8")
    store = MemoryStore()
    plan, changes = import_points(file, store)
    assert set(store.points) == {"rouen", "elbeuf"}
    assert changes == Changes(new=2, changed=0, unchanged=0)
    assert [bad.line for bad in plan.bad] == [3]


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"{HEADER}\n{ROUEN}\n{ELBEUF}\n", "utf-8")
    store = MemoryStore()
    import_points(file, store)
    assert import_points(file, store)[1] == Changes(new=0, changed=0, unchanged=2)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_byte_order_mark_and_line_ends_do_not_matter(
    separator: str, mark: bytes, end: str
) -> None:
    text = end.join([HEADER, ROUEN, ELBEUF, ""]).replace(",", separator)
    plan = plan_import(mark + text.encode())
    assert plan.source is PointSource.OWN
    assert [record.id for record in plan.good] == ["rouen", "elbeuf"]
    assert plan.good[1].street == "2 rue de la Forêt"


def test_the_separator_may_stand_in_quoted_cells() -> None:
    assert ids(f'{HEADER}\nrouen,761,"Centre; annexe, salle 2",,76100,Rouen') == ["rouen"]


def test_empty_lines_and_empty_spreadsheet_rows_are_passed_over() -> None:
    plan = plan_import(f"{HEADER}\n\n{ROUEN}\n,,,,,\n{ELBEUF}\n\n".encode())
    assert len(plan.good) == 2
    assert plan.bad == ()


def test_line_numbers_are_those_of_an_editor_even_after_a_cell_of_several_lines() -> None:
    long = 'dieppe,761,"Centre\n\nsocial",,76200,Dieppe'
    plan = plan_import(f"{HEADER}\n{long}\nBAD,761,Centre,,76100,Rouen\n{ELBEUF}".encode())
    assert [record.id for record in plan.good] == ["dieppe", "elbeuf"]
    assert [bad.line for bad in plan.bad] == [5]


def test_a_row_with_too_few_or_too_many_columns_is_told() -> None:
    plan = plan_import(f"{HEADER}\nrouen,761\n{DIEPPE},more\n{ELBEUF}".encode())
    assert [record.id for record in plan.good] == ["elbeuf"]
    assert [(bad.line, bad.reason) for bad in plan.bad] == [
        (2, "The row has 2 columns, the header 6."),
        (3, "The row has 7 columns, the header 6."),
    ]


@pytest.mark.parametrize(
    "broken", ['x,761,"Centre,,76100,Rouen', 'x,761,"Centre" social,,76100,Rouen']
)
def test_a_misplaced_quotation_mark_costs_its_own_line_only(broken: str) -> None:
    quoted = 'elbeuf,761,"Centre",,76500,Elbeuf'
    plan = plan_import(f"{HEADER}\n{ROUEN}\n{broken}\n{DIEPPE}\n{quoted}\n".encode())
    assert [record.id for record in plan.good] == ["rouen", "dieppe", "elbeuf"]
    (bad,) = plan.bad
    assert bad.line == 3
    assert "quotation mark" in bad.reason


def test_the_second_of_two_rows_with_one_id_is_bad() -> None:
    plan = plan_import(f"{HEADER}\n{ROUEN}\n{DIEPPE}\n{ROUEN}".encode())
    assert len(plan.good) == 2
    assert [(bad.line, bad.reason) for bad in plan.bad] == [
        (4, "The id rouen is already on line 2.")
    ]


def test_a_bad_row_does_not_reserve_its_id() -> None:
    plan = plan_import(f"{HEADER}\nrouen,761,,,76100,Rouen\n{ROUEN}".encode())
    assert [record.name for record in plan.good] == ["Centre"]
    assert [bad.line for bad in plan.bad] == [2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header line"),
        (b"\n\n", "no header line"),
        (b"PK\x03\x04 a spreadsheet", "is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0 an old one", "is a spreadsheet"),
        (f"{HEADER}\n{ROUEN}".encode("utf-16"), "not text in UTF-8"),
        (b"\x7fELF\0\0\0", "not text in UTF-8"),
        (f"{HEADER}\n{ROUEN}\n{ELBEUF}".encode("cp1252"), "line 3 is not in UTF-8"),
        (b"id,caf\n" + b"x" * MAX_FILE_BYTES, "larger than 16 MiB"),
        (b"id,caf\n" + b'"\n' * MAX_LINES, "more than 100000 lines"),
    ],
)
def test_a_file_that_is_not_a_sensible_csv_is_refused_as_a_whole(content: bytes, said: str) -> None:
    with pytest.raises(OperationProblem, match=said) as caught:
        plan_import(content)
    assert caught.value.code == "file-unreadable"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,caf,name,street,postcode", "Missing columns: commune."),
        (f"{HEADER},phone", "Unknown columns: phone."),
        (HEADER.replace("name", "Name"), "Missing columns: name. Unknown columns: Name."),
        (f"{HEADER},id", "names a column twice: id."),
        ("id_fs,lib_fs", "Missing columns: insee_dep, adresse"),
        ("hello", "Missing columns: id, caf"),
        ('"id', "Missing columns: id, caf"),
    ],
)
def test_other_columns_than_those_of_a_known_format_are_named(header: str, said: str) -> None:
    with pytest.raises(OperationProblem, match=said) as caught:
        plan_import(f"{header}\n{ROUEN}".encode())
    assert caught.value.code == "points-header"


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
        | st.sampled_from([HEADER, ROUEN, DIEPPE, ELBEUF, '"', ROUEN.replace(",C", ',"C')]),
        max_size=8,
    )
)
def test_no_text_below_the_header_stops_the_import(lines: list[str]) -> None:
    plan = plan_import("\n".join([HEADER, *lines]).encode())
    told = {bad.line for bad in plan.bad}
    assert len(told) == len(plan.bad)
    assert len({record.id for record in plan.good}) == len(plan.good)
    assert {"rouen", "dieppe", "elbeuf"} >= {record.id for record in plan.good}


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(OperationProblem) as caught:
            read_plan(path)
        assert caught.value.code == "file-unreadable"
        assert path.name in caught.value.detail


def test_a_refused_file_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_bytes(b"PK\x03\x04")
    store = MemoryStore()
    with pytest.raises(OperationProblem):
        import_points(file, store)
    assert store.points == {}


def test_the_example_holds_the_conventions_own_point_and_four_made_up_ones() -> None:
    plan = read_plan(EXAMPLE_FILE)
    assert plan.bad == ()
    assert plan.warnings == ()
    rouen, *others = plan.good
    assert (rouen.name, rouen.street) == (
        "Centre socio-culturel Simone-Veil",
        "74 rue Jules Adeline",
    )
    assert (weekly_hours(rouen.hours), half_days(rouen.hours)) == (19.5, 5)
    assert not rouen.made_up
    assert len(others) == 4
    for point in others:
        assert point.made_up
        assert point.name.startswith("Point fictif")
        assert point.id.startswith("fictif-")
    assert {point.caf for point in plan.good} == {"761"}
    assert all(meets_article_4(point.hours) for point in plan.good)
    assert len({point.hours for point in plan.good}) == 5
