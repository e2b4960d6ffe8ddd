"""Rows of the France services list, one oddity at a time."""

from __future__ import annotations

import pytest

from collector.registry.departement import DEPARTEMENT, caf_of, postcode_starts
from collector.registry.france_services import (
    REQUIRED_COLUMNS,
    read_france_services_row,
    read_week,
)
from collector.registry.importer import plan_import
from collector.registry.model import PointRecord, PointSource, RowRefused
from collector.registry.plan import BadRow, RemarkKind

CLOSED = [""] * 6


def row(**cells: str) -> dict[str, str]:
    usual = {
        "id_fs": "501",
        "insee_dep": "76",
        "lib_fs": "France services d'exemple",
        "adresse": "3 quai de l'Exemple",
        "insee_com": "76351",
        "code_postal": "76600",
        "lib_com": "Le Havre",
        "latitude": "49.49",
        "longitude": "0.11",
        **{f"h_{day}": "09:00 - 12:00" for day in ("lundi", "mardi", "mercredi", "jeudi")},
        "h_vendredi": "09:00 - 12:00 / 13:30 - 17:00",
        "h_samedi": "",
    }
    return usual | cells


def file_of(*rows: dict[str, str]) -> bytes:
    lines = [",".join(REQUIRED_COLUMNS), *(",".join(r.values()) for r in rows)]
    return "\n".join(lines).encode()


def test_a_row_becomes_a_point() -> None:
    record, remarks = read_france_services_row(row())
    assert remarks == ()
    assert record == PointRecord(
        id="fs-501",
        caf="761",
        name="France services d'exemple",
        street="3 quai de l'Exemple",
        postcode="76600",
        commune="Le Havre",
        insee="76351",
        latitude=49.49,
        longitude=0.11,
        hours="Mo-Th 09:00-12:00; Fr 09:00-12:00,13:30-17:00; PH off",
        made_up=False,
        source=PointSource.FRANCE_SERVICES,
    )


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        ("08:45 - 12:00 / 13:30 - 18:00", "Mo 08:45-12:00,13:30-18:00; PH off"),
        (" 8:45-12:00/13:30-18:00 ", "Mo 08:45-12:00,13:30-18:00; PH off"),
        ("09:00 - 11:00 / 11:00 - 12:00", "Mo 09:00-12:00; PH off"),
        ("13:30 - 17:00 / 09:00 - 12:00", "Mo 09:00-12:00,13:30-17:00; PH off"),
        ("18:00 - 24:00", "Mo 18:00-24:00; PH off"),
    ],
)
def test_a_day_that_is_plain_needs_no_remark(monday: str, hours: str) -> None:
    assert read_week([monday, *CLOSED]) == (hours, ())


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        ("00:00 - 00:00 / 09:00 - 12:00", "Mo 09:00-12:00; PH off"),
        ("00:00 - 00:00 / 00:00 - 00:00 / 08:30 - 16:00", "Mo 08:30-16:00; PH off"),
        ("09:00 - 12:00 / 09:00 - 12:00", "Mo 09:00-12:00; PH off"),
    ],
)
def test_empty_and_repeated_slots_are_dropped_with_a_remark(monday: str, hours: str) -> None:
    read, (remark,) = read_week([monday, *CLOSED])
    assert read == hours
    assert remark.kind is RemarkKind.HOURS_TIDIED
    assert f"h_lundi ({monday})" in remark.reason


@pytest.mark.parametrize(
    "tuesday",
    [
        "09:00 - 12:00 / 09:00 - 16:30 / 14:00 - 16:30",
        "08:30 - 12:00 / 08:30 - 16:00",
        "10:30 - 11:30 / 10:30 - 12:00",
        "12:00 - 09:00",
        "09:00 - 09:00",
        "09:00 - 25:00",
        "09:00 - 12:60",
        "09:00 - 12:00 /",
        "sur rendez-vous",
        "09h00 - 12h00",
        "=1+1",
    ],
)
def test_a_day_that_cannot_be_relied_on_leaves_all_hours_empty(tuesday: str) -> None:
    read, (remark,) = read_week(["09:00 - 12:00", tuesday, *CLOSED[1:]])
    assert read == ""
    assert remark.kind is RemarkKind.HOURS_UNREADABLE
    assert f"h_mardi: “{tuesday}”" in remark.reason


@pytest.mark.parametrize("monday", ["", "  ", "00:00 - 00:00"])
def test_a_week_without_openings_is_not_known_rather_than_closed(monday: str) -> None:
    read, remarks = read_week([monday, *CLOSED])
    assert read == ""
    assert remarks[-1].kind is RemarkKind.HOURS_MISSING


def test_a_sunday_column_would_be_read() -> None:
    record, _ = read_france_services_row(row(h_dimanche="10:00 - 12:00"))
    assert "Su 10:00-12:00" in record.hours


@pytest.mark.parametrize(
    ("departement", "caf"),
    [
        ("01", "011"),
        ("59", "591"),
        ("62", "621"),
        ("76", "761"),
        ("2A", "2A1"),
        ("2B", "2B1"),
        ("971", "971"),
        ("974", "974"),
        ("977", "971"),
        ("978", "971"),
    ],
)
def test_the_caf_follows_from_the_departement(departement: str, caf: str) -> None:
    assert DEPARTEMENT.fullmatch(departement)
    assert caf_of(departement) == (caf, None)


def test_the_two_cafs_of_pyrenees_atlantiques_are_not_told_apart_in_silence() -> None:
    pau = row(insee_dep="64", insee_com="64445", code_postal="64000", lib_com="Pau")
    record, (remark,) = read_france_services_row(pau)
    assert record.caf == "641"
    assert remark.kind is RemarkKind.CAF_UNSURE


@pytest.mark.parametrize(
    "departement", ["", "1", "001", "00", "20", "96", "99", "2C", "979", "Ain"]
)
def test_what_is_no_departement_is_refused(departement: str) -> None:
    with pytest.raises(RowRefused, match="is not a département"):
        read_france_services_row(row(insee_dep=departement))


def test_postcodes_of_corsica_and_the_northern_islands_are_usual() -> None:
    assert postcode_starts("2A") == postcode_starts("2B") == "20"
    assert postcode_starts("978") == "971"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"insee_dep": "27"}, "commune 76351 does not lie in département 27"),
        ({"code_postal": "06922"}, "postcode 06922 is unusual"),
    ],
)
def test_a_place_that_contradicts_itself_is_imported_with_a_remark(
    cells: dict[str, str], said: str
) -> None:
    _, (remark,) = read_france_services_row(row(**cells))
    assert remark.kind is RemarkKind.PLACE_UNSURE
    assert said in remark.reason


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"id_fs": ""}, "id_fs"),
        ({"id_fs": "5-1"}, "id_fs"),
        ({"id_fs": "٣"}, "id_fs"),
        ({"lib_fs": " "}, "name is missing"),
        ({"lib_fs": '=HYPERLINK("x")'}, "spreadsheet formula"),
        ({"code_postal": "7660"}, "postcode"),
        ({"insee_com": "7635"}, "commune code"),
        ({"latitude": "nan"}, "latitude “nan” is not a number"),
        ({"latitude": ""}, "Only one of latitude and longitude"),
        ({"latitude": "149.5"}, "no place on Earth"),
        ({"latitude": "0", "longitude": "0"}, "both 0"),
    ],
)
def test_other_defects_refuse_the_row_with_a_reason(cells: dict[str, str], said: str) -> None:
    with pytest.raises(RowRefused, match=said):
        read_france_services_row(row(**cells))


def test_a_broken_row_leaves_the_others_good() -> None:
    plan = plan_import(file_of(row(), row(id_fs="502", code_postal="x"), row(id_fs="503")))
    assert [record.id for record in plan.good] == ["fs-501", "fs-503"]
    (bad,) = plan.bad
    assert isinstance(bad, BadRow)
    assert bad.line == 3
    assert "postcode “x”" in bad.reason
    assert "five digits" in bad.fix


def test_columns_that_are_not_needed_are_left_alone() -> None:
    header, line = file_of(row()).decode().split("\n")
    published = f"{header},mail,telephone\n{line},someone@example.org,0102030405"
    (record,) = plan_import(published.encode()).good
    assert "example.org" not in repr(record)
    assert "0102030405" not in repr(record)
