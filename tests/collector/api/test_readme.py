"""The API's README says what the API does."""

from __future__ import annotations

from pathlib import Path

import pytest

import collector.api
from collector.api.documents import table_document
from collector.api.sheet import TABLE_COLUMNS
from collector.api.words import Words
from collector.tables.engine import answer
from collector.tables.estimate import LEAST_BASE, SOLID_BASE, Status
from collector.tables.model import By
from collector.tables.query import PARAMETERS, read_query
from collector.tables.released import TABLES
from shared.problem_catalogue import CATALOGUE
from tests.support.analysts import library

README = (Path(collector.api.__file__).parent / "README.md").read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    lines = [line.strip("| ").split(" | ") for line in README.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_every_table_stands_with_its_noise(table: object) -> None:
    released = next(each for each in TABLES.values() if each is table)
    (row,) = [row for row in rows() if row[0] == f"`{released.id.value}`" and len(row) == 5]
    assert row[3:] == [str(released.variance), str(released.maximum)]


def test_every_parameter_stands_there() -> None:
    named = " ".join(row[0] for row in rows())
    for parameter in (*PARAMETERS, "format", "lang", "bom", "dialect", "limit", "after"):
        assert f"`{parameter}`" in named
    (by,) = [row[1] for row in rows() if row[0] == "`by`"]
    assert all(f"`{each.value}`" in by for each in By)


def test_every_field_of_a_table_stands_there() -> None:
    store = library()
    table = answer(store, read_query("site", {"question": "goal_achieved"}, store))
    document = table_document(table, Words(str, ("fr",)))
    group = document["groups"][0]
    for name in (*document, *group, *group["figures"][0]):
        assert f"`{name}`" in README


def test_the_columns_are_those_of_the_lines() -> None:
    assert f"    {','.join(TABLE_COLUMNS)}\n" in README


def test_every_status_stands_with_its_bases() -> None:
    described = {row[0]: row[1] for row in rows() if len(row) == 2}
    assert all(f"`{status.value}`" in described for status in Status)
    assert str(SOLID_BASE) in described["`shown`"]
    assert f"{LEAST_BASE} to {SOLID_BASE - 1}" in described["`fragile`"]
    assert f"under {LEAST_BASE}, or under {SOLID_BASE}" in described["`hidden`"]


def test_the_errors_have_the_status_of_the_catalogue() -> None:
    described = [row for row in rows() if len(row) == 3 and row[1].isdigit()]
    assert described
    for codes, status, _ in described:
        for code in codes.replace("`", "").split(", "):
            assert CATALOGUE[code].status == int(status)
