"""Rows of the project's own list of Points."""

from __future__ import annotations

from datetime import date

import pytest

from collector.registry.importer import plan_import
from collector.registry.model import Beside, Offered, PointRecord, Signed
from collector.registry.own_csv import COLUMNS, read_own_row
from collector.registry.plan import BadRow, ImportPlan, RemarkKind

USUAL = {
    "id": "rouen",
    "caf": "761",
    "name": "Centre socio-culturel",
    "street": "74 rue Jules Adeline",
    "postcode": "76100",
    "commune": "Rouen",
    "insee": "76540",
    "latitude": "",
    "longitude": "",
    "hours": "Mo-Fr 09:00-12:00",
    "made_up": "",
    "computers": "",
    "printers": "",
    "connection": "",
    "partner": "",
    "signed": "",
    "effective": "",
}


def bad_row(**cells: str) -> BadRow:
    """The one bad row of a file that holds only this one."""
    plan = plan_of(USUAL | cells)
    assert plan.good == ()
    (bad,) = plan.bad
    return bad


def plan_of(*rows: dict[str, str]) -> ImportPlan:
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in r.values()) for r in rows)
    return plan_import("\n".join([";".join(COLUMNS), *quoted]).encode())


def test_a_row_becomes_a_point() -> None:
    record, remarks = read_own_row(USUAL | {"latitude": "49.43", "longitude": "-1,09"})
    assert remarks == ()
    assert record == PointRecord(
        id="rouen",
        caf="761",
        name="Centre socio-culturel",
        street="74 rue Jules Adeline",
        postcode="76100",
        commune="Rouen",
        insee="76540",
        latitude=49.43,
        longitude=-1.09,
        hours="Mo-Fr 09:00-12:00",
    )


def test_columns_that_may_be_left_out_may_be_left_out() -> None:
    content = "id,caf,name,street,postcode,commune\nrouen,761,Centre,,76100,Rouen\n"
    plan = plan_import(content.encode())
    assert plan.good == (PointRecord("rouen", "761", "Centre", "", "76100", "Rouen"),)
    (warning,) = plan.warnings
    assert (warning.line, warning.point, warning.kind) == (2, "rouen", RemarkKind.HOURS_MISSING)


def test_blanks_and_accents_are_put_in_one_form() -> None:
    record, _ = read_own_row(USUAL | {"name": "  Centre\u00a0social\ne\u0301te\u0301 "})
    assert record.name == "Centre social été"


def test_equipment_is_read_where_it_is_told() -> None:
    offered = {"computers": "5", "printers": "1", "connection": " fibre "}
    plan = plan_of(USUAL, USUAL | {"id": "elbeuf"} | offered)
    assert plan.beside == {"elbeuf": Beside(Offered(5, 1, "fibre"))}


@pytest.mark.parametrize(
    ("signed", "effective", "begins"),
    [("19/11/2018", "", date(2018, 11, 19)), ("2018-11-19", "01/01/2019", date(2019, 1, 1))],
)
def test_a_convention_is_read_where_it_is_told(signed: str, effective: str, begins: date) -> None:
    plan = plan_of(USUAL | {"partner": "Ville", "signed": signed, "effective": effective})
    convention = Signed("Ville", date(2018, 11, 19), begins)
    assert plan.beside == {"rouen": Beside(convention=convention)}


@pytest.mark.parametrize(("text", "made_up"), [("yes", True), ("no", False), ("", False)])
def test_a_made_up_point_is_marked(text: str, made_up: bool) -> None:
    record, _ = read_own_row(USUAL | {"made_up": text})
    assert record.made_up is made_up


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": ""}, "The id “” is not one."),
        ({"id": "Rouen"}, "The id “Rouen” is not one."),
        ({"id": "-rouen"}, "The id “-rouen” is not one."),
        ({"id": "a" * 41}, "is not one."),
        ({"caf": "11"}, "The Caf code “11” is not one."),
        ({"caf": "76A"}, "The Caf code “76A” is not one."),
        ({"name": ""}, "The name is missing."),
        ({"name": "x" * 121}, "The column name has 121 characters."),
        ({"name": "Centre\u202esocial"}, "The column name holds an invisible character (U+202E)."),
        ({"name": "Centre\u200bsocial"}, "The column name holds an invisible character (U+200B)."),
        ({"street": "x" * 151}, "The column street has 151 characters."),
        ({"postcode": "1200"}, "The postcode “1200” does not have five digits."),
        ({"postcode": "٧٦١٠٠"}, "does not have five digits."),
        ({"commune": ""}, "The commune is missing."),
        ({"insee": "2C004"}, "The commune code “2C004” is not one."),
        ({"latitude": "49°26'"}, "The latitude “49°26'” is not a number."),
        ({"latitude": "1e9"}, "The latitude “1e9” is not a number."),
        ({"longitude": "1.09"}, "Only one of latitude and longitude is given."),
        ({"hours": "Lu 9h-12h"}, "The opening hours cannot be read."),
        ({"computers": "cinq", "printers": "1"}, "The column computers holds “cinq”"),
        ({"partner": "Ville de Rouen"}, "both its partner and the day"),
        ({"signed": "2018-11-19"}, "both its partner and the day"),
        ({"partner": "Ville", "signed": "19 novembre"}, "“19 novembre”, which is no day"),
        ({"partner": "Ville", "signed": "31/02/2018"}, "“31/02/2018”, which is no day"),
        ({"partner": "+33", "signed": "19/11/2018"}, "spreadsheet formula"),
        (
            {"partner": "Ville", "signed": "19/11/2018", "effective": "2018-11-18"},
            "takes effect before it is signed",
        ),
        ({"computers": "5"}, "The column printers holds “”, which is no whole number."),
        ({"connection": "fibre"}, "The column computers holds “”"),
        ({"computers": "5", "printers": "1", "connection": "=1"}, "spreadsheet formula"),
        ({"made_up": "maybe"}, "The column made_up holds “maybe”."),
    ],
)
def test_a_wrong_cell_refuses_the_row_with_line_reason_and_fix(
    cells: dict[str, str], reason: str
) -> None:
    bad = bad_row(**cells)
    assert bad.line == 2
    assert reason in bad.reason
    assert bad.fix


@pytest.mark.parametrize("column", ["name", "street", "commune"])
@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2+3", "@SUM(A1)", "\t=1+1"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(column: str, text: str) -> None:
    assert "starts like a spreadsheet formula" in bad_row(**{column: text}).reason


def test_all_flaws_of_a_row_are_told_at_once() -> None:
    bad = bad_row(id="A", postcode="x", name="")
    assert bad.reason.count(".") == 3


def test_the_place_of_a_mistake_in_the_hours_is_told() -> None:
    bad = bad_row(hours="Mo 09:00-12:00; Ma 09:00-12:00")
    assert "wrong from character 17 on" in bad.reason
    assert "OpenStreetMap" in bad.fix


def test_hours_below_article_4_are_imported_with_a_warning() -> None:
    plan = plan_of(USUAL | {"hours": "Mo-We 09:00-12:00"})
    assert len(plan.good) == 1
    (warning,) = plan.warnings
    assert warning.kind is RemarkKind.ARTICLE_4
    assert warning.reason.startswith("9 hours and 3 half-days a week")
