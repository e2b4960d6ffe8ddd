"""Pages lead to files of the very figures that they show, in every format, within the scope."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pandas as pd  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.support.analysts import CAF, ROUEN, Site, library, site

PAGES = {
    "overview": ("/overview", "national"),
    "caf": (f"/cafs/{CAF}", "caf"),
    "ranking": ("/ranking", "national"),
    "ranking of a caf": (f"/ranking?caf={CAF}", "caf"),
    "question": ("/questions/overall_experience", "national"),
    "crossing": ("/questions/overall_experience?split=goal_achieved", "caf"),
    "languages": ("/questions/overall_experience?split=language", "caf"),
    "point": (f"/points/{ROUEN}?from=2026-02&to=2026-03", "point"),
    "question of a point": (f"/questions/goal_achieved?point={ROUEN}", "point"),
    "compare": (f"/compare?point={ROUEN}", "caf"),
    "periods": (f"/compare?caf={CAF}&from=2026-01&to=2026-02&from2=2026-03&to2=2026-04", "caf"),
    "own compare": ("/compare", "point"),
    "points": ("/points", "caf"),
}
FORMATS = {"json", "csv", "csv fr", "xlsx", "parquet"}


@pytest.fixture(scope="module")
def collector() -> Site:
    return site(library().open)


def links(page: str) -> dict[str, dict[str, str]]:
    """The addresses of files: what is asked → format → address."""
    found: dict[str, dict[str, str]] = {}
    for href in re.findall(r'href="(/api/v1/[^"]+)"', page):
        address = unescape(href)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        form = f"{asked.pop('format')} {asked.pop('dialect', '')}".strip()
        found.setdefault(f"{urlsplit(address).path} {sorted(asked.items())}", {})[form] = address
    return found


def rows_of(browser: FlaskClient, form: str, address: str) -> list[tuple[str, ...]]:
    """The rows of a file as texts, whatever its format."""
    answered = browser.get(address)
    assert answered.status_code == 200, address
    assert answered.headers["ETag"]
    data = io.BytesIO(answered.data)
    if form == "xlsx":
        figures, notes = load_workbook(data).worksheets
        assert notes.max_row >= 1
        lines = [list(row) for row in figures.iter_rows(values_only=True)]
        table = pd.DataFrame(lines[1:], columns=lines[0])
    elif form == "parquet":
        table = parquet.read_table(data).to_pandas()
    else:
        french = form.endswith("fr")
        marks = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"} if french else {}
        table = pd.read_csv(data, keep_default_na=False, **marks)
    wanted = ["option", "group", "breakdown", "count", "share", "low", "high", "base", "n"]
    texts = table[[name for name in wanted if name in table]].map(_text)
    return [tuple(row) for row in texts.to_numpy()]


def _text(value: object) -> str:
    if value is None or value != value or value == "":
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


@pytest.mark.parametrize("name", PAGES)
def test_every_table_has_its_files_and_they_agree(collector: Site, name: str) -> None:
    address, reader = PAGES[name]
    browser = collector.signed_in(reader)
    page = browser.get(address)
    assert page.status_code == 200
    found = links(page.get_data(as_text=True))
    assert found
    for number, (asked, formats) in enumerate(found.items()):
        assert set(formats) == FORMATS, asked
        if number == 0:
            by_format = {
                form: rows_of(browser, form, where)
                for form, where in formats.items()
                if form != "json"
            }
            assert len({str(rows) for rows in by_format.values()}) == 1, asked
        document = json.loads(browser.get(formats["json"]).data)
        for group in document.get("groups", ())[:1]:
            shown = [figure for figure in group["figures"] if figure["share"] is not None]
            for figure in shown if group["group"] is None and "by" not in asked else ():
                assert f"{figure['share']}\u202f%" in page.get_data(as_text=True) or (
                    f"{figure['share']}\u00a0%" in page.get_data(as_text=True)
                )


@pytest.mark.parametrize("reader", ["point", "other-caf"])
def test_no_page_leads_to_a_file_that_its_reader_may_not_have(collector: Site, reader: str) -> None:
    browser = collector.signed_in(reader)
    seen = 0
    for address, _ in PAGES.values():
        page = browser.get(address)
        if page.status_code == 200:
            for formats in links(page.get_data(as_text=True)).values():
                seen += 1
                assert browser.get(formats["csv"]).status_code == 200, formats["csv"]
    assert seen
