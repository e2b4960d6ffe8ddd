"""One question in every format, each opened by somebody else's reader: the same figures in all."""

from __future__ import annotations

import importlib
import io
import json
import math
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pandas as pd  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]
import pytest
from pyjstat import pyjstat  # type: ignore[import-untyped]

from collector.api.asked import MEDIA_TYPES, Dialect, Format
from collector.api.comma_separated import csv_pieces
from collector.api.json_stat import MEASURES
from collector.api.parquet import load_pyarrow, parquet_pieces
from collector.api.sheet import TABLE_COLUMNS, Sheet
from collector.api.workbook import workbook_pieces
from collector.registry.model import PointRecord
from tests.collector.api.test_tables import QUERIES
from tests.support.analysts import CAF, LATE, SURVEY, Site, json_of, library, published, site
from tests.support.memory_library import memory_library
from tests.support.problems import refused

pytestmark = pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning")

Key = tuple[str, str, str]
Figures = dict[Key, tuple[Any, ...]]
KEY = ("group", "breakdown", "option")


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


def fetch(collector: Site, address: str, form: str) -> bytes:
    answered = collector.get(f"{address}&format={form}")
    assert answered.status_code == 200, answered.text
    data: bytes = answered.data
    return data


def plain(value: Any) -> Any:
    """A cell as any reader may give it: numbers as numbers, what is empty as None."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def of_frame(frame: pd.DataFrame) -> Figures:
    return {
        tuple("" if plain(row[name]) is None else str(row[name]) for name in KEY): tuple(  # type: ignore[misc]
            plain(row[name]) for name in MEASURES
        )
        for row in frame.to_dict("records")
    }


def from_json(collector: Site, address: str) -> Figures:
    document = json.loads(fetch(collector, address, "json"))
    return {
        (group["group"], group["breakdown"], row.get("option") or row["cell"]): tuple(
            {**group, **row}.get(name) for name in MEASURES
        )
        for group in document["groups"]
        for row in (*group["figures"], *group["asides"])
    }


def from_json_stat(collector: Site, address: str) -> Figures:
    text = fetch(collector, address, "jsonstat").decode()
    frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    found: dict[Key, dict[str, Any]] = {}
    for row in frame.to_dict("records"):
        key = (row.get("group", ""), row.get("breakdown", ""), row["option"])
        found.setdefault(key, {})[row["measure"]] = plain(row["value"])
    return {
        key: tuple(measures[name] for name in MEASURES)
        for key, measures in found.items()
        if any(value is not None for value in measures.values())
    }


def from_csv(collector: Site, address: str) -> Figures:
    return of_frame(pd.read_csv(io.BytesIO(fetch(collector, address, "csv"))))


def from_french_csv(collector: Site, address: str) -> Figures:
    data = fetch(collector, f"{address}&dialect=fr", "csv")
    frame = pd.read_csv(io.BytesIO(data), sep=";", decimal=",", encoding="utf-8-sig")
    assert set(frame["confidence"]) == {0.95}
    return of_frame(frame)


def from_workbook(collector: Site, address: str) -> Figures:
    book = openpyxl.load_workbook(io.BytesIO(fetch(collector, address, "xlsx")))
    header, *rows = book["Chiffres"].iter_rows(values_only=True)
    assert header == TABLE_COLUMNS
    return of_frame(pd.DataFrame(rows, columns=list(TABLE_COLUMNS), dtype=object))


def from_parquet(collector: Site, address: str) -> Figures:
    table = pyarrow.parquet.read_table(io.BytesIO(fetch(collector, address, "parquet")))
    return of_frame(pd.DataFrame(table.to_pylist(), dtype=object))


@pytest.mark.parametrize(("table", "query"), QUERIES)
def test_every_format_gives_the_same_figures(collector: Site, table: str, query: str) -> None:
    address = f"/api/v1/tables/{table}?{query}"
    expected = from_json(collector, address)
    assert expected
    for read in (from_json_stat, from_csv, from_french_csv, from_workbook, from_parquet):
        assert read(collector, address) == expected, read.__name__


def notes_of(collector: Site, address: str, form: str) -> dict[str, Any]:
    data = fetch(collector, address, form)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return {str(name): value for name, value in book["Notes"].iter_rows(values_only=True)}
    if form == "parquet":
        metadata = pyarrow.parquet.read_schema(io.BytesIO(data)).metadata
        return dict(json.loads(metadata[b"isoloir"]))
    if form == "jsonstat":
        return dict(json.loads(data)["extension"])
    if form == "csv":
        line = pd.read_csv(io.BytesIO(data)).iloc[0]
        return {**line, "n_exact": {"yes": True, "no": False}[line["n_exact"]]}
    return dict(json.loads(data))


@pytest.mark.parametrize("form", [each.value for each in Format])
def test_every_format_says_how_its_figures_were_made(collector: Site, form: str) -> None:
    address = f"/api/v1/tables/language?question=overall_experience&caf={CAF}"
    document = json.loads(fetch(collector, address, "json"))
    notes = notes_of(collector, address, form)
    names = ("table", "caf", "from", "to", "n_exact", "variance", "maximum", "method", "confidence")
    for name in (*names, "releases", "explanation"):
        assert str(notes[name]) == str(document[name]), name
    # A line of CSV has the number of responses of its own group.
    assert notes["n"] == (document["groups"][0] if form == "csv" else document)["n"]


@pytest.mark.parametrize("form", [each.value for each in Format])
def test_a_format_may_be_asked_for_by_the_header(collector: Site, form: str) -> None:
    (media_type,) = [name for name, each in MEDIA_TYPES.items() if each == form]
    address = "/api/v1/tables/site?question=overall_experience"
    answered = collector.get(address, Accept=media_type)
    assert answered.mimetype == media_type
    assert answered.data == fetch(collector, address, form)


def test_a_hidden_share_is_empty_in_every_format(collector: Site) -> None:
    address = f"/api/v1/tables/site?question=overall_experience&point={LATE}"
    for read in (from_json_stat, from_csv, from_workbook, from_parquet):
        figures = read(collector, address)
        assert all(
            values[:4] == (None, None, None, None)
            for (_, _, option), values in figures.items()
            if not option.startswith("_")
        ), read.__name__


def test_a_window_without_release_is_an_empty_table_in_every_format(collector: Site) -> None:
    address = f"/api/v1/tables/site?question=overall_experience&point={LATE}&to=2026-01"
    for form in Format:
        assert fetch(collector, address, form.value)
    assert from_json_stat(collector, address) == {}
    assert from_workbook(collector, address) == from_csv(collector, address) == {}


def test_a_workbook_runs_no_text_as_a_formula() -> None:
    name = '=HYPERLINK("https://example.org";"x")'
    record = PointRecord("evil", CAF, name, "https://example.org", "76000", "Rouen")
    shelf = memory_library(SURVEY, [record], published())
    data = site(shelf.open).get("/api/v1/points?format=xlsx").data
    page = openpyxl.load_workbook(io.BytesIO(data))["Chiffres"]
    cell = page.cell(2, 3)
    assert (cell.value, cell.data_type) == (name, "s")
    assert page.cell(2, 4).hyperlink is None


def test_lists_come_in_every_format_but_json_stat(collector: Site) -> None:
    for address in ("/api/v1/points", "/api/v1/tables"):
        lines = pd.read_csv(io.BytesIO(fetch(collector, f"{address}?", "csv")))
        data = fetch(collector, f"{address}?", "parquet")
        assert pyarrow.parquet.read_table(io.BytesIO(data)).num_rows == len(lines)
        book = openpyxl.load_workbook(io.BytesIO(fetch(collector, f"{address}?", "xlsx")))
        assert book["Chiffres"].max_row == len(lines) + 1
        answered = collector.get(f"{address}?format=jsonstat")
        assert (answered.status_code, json_of(answered)["code"]) == (400, "query-invalid")


def test_parquet_without_its_extra_is_a_named_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with refused("parquet-missing"):
        load_pyarrow()


def long_sheet(rows: int) -> Sheet:
    row = {"table": "site", "option": "bad", "count": 7, "label": "Pas bien", "confidence": 0.95}
    return Sheet("site", TABLE_COLUMNS, lambda: (row for _ in range(rows)), lambda: iter(()), {})


def peak(form: Format, rows: int) -> int:
    sheet = long_sheet(rows)
    writers: dict[Format, Callable[[], Iterator[Any]]] = {
        Format.CSV: lambda: csv_pieces(sheet, Dialect.FR),
        Format.XLSX: lambda: workbook_pieces(sheet, ("Figures", "Notes")),
        Format.PARQUET: lambda: parquet_pieces(sheet, load_pyarrow()),
    }
    pieces = writers[form]()
    tracemalloc.start()
    try:
        for _ in pieces:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX, Format.PARQUET])
def test_memory_does_not_grow_with_the_rows_of_an_export(form: Format) -> None:
    peak(form, 10)
    some, many = (3_000, 12_000) if form is Format.PARQUET else (300, 3_000)
    assert peak(form, many) < 1.3 * peak(form, some) + 50_000


def test_an_answer_that_did_not_change_is_not_sent_again(collector: Site) -> None:
    seen = set()
    for form in Format:
        address = f"/api/v1/tables/site?question=overall_experience&format={form.value}"
        first = collector.get(address)
        tag = first.headers["ETag"]
        again = collector.get(address, **{"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert collector.get(address, **{"If-None-Match": '"other"'}).data == first.data
        seen.add(tag)
    assert len(seen) == len(Format)


def test_points_come_page_by_page_in_one_order(collector: Site) -> None:
    whole = [each["id"] for each in json_of(collector.get("/api/v1/points"))["points"]]
    assert whole == sorted(whole)
    found: list[str] = []
    address = "/api/v1/points?limit=4"
    while address:
        answered = collector.get(address)
        page = json_of(answered)
        assert page["total"] == len(whole)
        assert len(page["points"]) <= 4
        found += [each["id"] for each in page["points"]]
        address = answered.headers.get("Link", "").partition(">")[0].lstrip("<")
        assert (page["after"] is None) == (not address)
    assert found == whole
    for limit in ("0", "1001", "-1", "x", "٣"):
        assert collector.get(f"/api/v1/points?limit={limit}").status_code == 400
