"""`GET /api/v1/points` and `GET /api/v1/tables`: what may be asked about, and what may be asked."""

from __future__ import annotations

import csv
import io

import pytest

from collector.api.comma_separated import csv_pieces
from collector.api.sheet import POINT_COLUMNS, TABLE_COLUMNS, Sheet, table_rows
from collector.registry.model import PointRecord
from tests.support.analysts import LYON, SURVEY, Site, json_of, library, published, site
from tests.support.memory_library import memory_library


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_points_come_with_all_that_the_registry_makes_public(collector: Site) -> None:
    document = json_of(collector.get("/api/v1/points"))
    lyon = next(each for each in document["points"] if each["id"] == LYON)
    assert set(lyon) == set(POINT_COLUMNS)
    assert (lyon["commune"], lyon["latitude"], lyon["active"]) == ("Lyon", 45.77, True)
    assert document["cafs"] == [
        {"code": "691", "name": "Caf 691"},
        {"code": "761", "name": "Caf 761"},
    ]


def test_the_address_of_a_points_phone_page_is_not_told(collector: Site) -> None:
    answered = collector.get("/api/v1/points").get_data(as_text=True)
    assert "token" not in answered


def test_points_as_lines_equal_the_document(collector: Site) -> None:
    document = json_of(collector.get("/api/v1/points"))["points"]
    lines = read_csv(collector.get("/api/v1/points?format=csv").get_data(as_text=True))
    shown = {True: "yes", False: "no", None: ""}
    for line, point in zip(lines, document, strict=True):
        for name, value in point.items():
            text = shown[value] if value is None or isinstance(value, bool) else str(value)
            assert line[name] == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_of_text_starts_a_formula(start: str) -> None:
    name = f'{start}HYPERLINK("x")'
    record = PointRecord("evil", "761", name, "rue", "76000", "Rouen", longitude=-1.5)
    shelf = memory_library(SURVEY, [record], published())
    lines = read_csv(site(shelf.open).get("/api/v1/points?format=csv").get_data(as_text=True))
    assert lines[0]["name"] == f"'{name}"
    assert lines[0]["longitude"] == "-1.5"


def test_a_label_with_quotes_commas_and_line_ends_stays_one_cell() -> None:
    label = 'a "b", c\nd'
    row = {"option": "x", "label": label, "count": 1, "share": 2, "low": 1, "high": 3}
    group = {"group": "", "breakdown": "", "n": 9, "base": 9, "status": "shown", "releases": 1}
    about = {"question": {"id": "q"}, "across": None}
    groups = [{**group, "figures": [row], "asides": []}]
    sheet = Sheet("site", TABLE_COLUMNS, lambda: table_rows(about, groups), lambda: iter(()), {})
    (line,) = read_csv("".join(csv_pieces(sheet)))
    assert line["label"] == label


def test_tables_say_what_may_be_asked(collector: Site) -> None:
    document = json_of(collector.get("/api/v1/tables"))
    assert [(each["table"], each["variance"], each["maximum"]) for each in document["tables"]] == [
        ("site", 5, 15),
        ("language", 25, 30),
        ("channel", 25, 30),
        ("crossing", 25, 30),
    ]
    assert document["released"] == {"from": "2026-01", "to": "2026-04"}
    assert [each["id"] for each in document["questions"]] == [each.id for each in SURVEY.counted]
    assert "comment" not in {each["id"] for each in document["questions"]}


def test_every_question_and_crossing_listed_is_answered(collector: Site) -> None:
    document = json_of(collector.get("/api/v1/tables"))
    for table in document["tables"]:
        names = [each["id"] for each in document["questions"]]
        for name in document["crossings"] if table["crossing"] else names:
            address = f"/api/v1/tables/{table['table']}?question={name}"
            assert json_of(collector.get(address))["groups"], address


def test_the_list_of_tables_as_lines_has_each_question_of_each_table(collector: Site) -> None:
    document = json_of(collector.get("/api/v1/tables"))
    lines = read_csv(collector.get("/api/v1/tables?format=csv").get_data(as_text=True))
    plain = len(document["questions"])
    assert len(lines) == 3 * plain + len(document["crossings"])
    assert {line["from"] for line in lines} == {"2026-01"}
