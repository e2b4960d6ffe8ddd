"""A sheet as a workbook (XLSX): the figures on the first page, what they are worth on the second.

Texts are written as texts, so that nothing runs as a formula or becomes a link. Rows go to a
temporary file one by one: memory does not grow with them. Equal sheets give equal bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from collector.api.sheet import Sheet

PIECE_BYTES: Final = 64 * 1024

_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDE: Final = frozenset({"label", "name", "street", "title", "hours"})
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_pieces(sheet: Sheet, titles: tuple[str, str]) -> Iterator[bytes]:
    """The bytes of a workbook. `titles`: of its two pages."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "sheet.xlsx"
        book = Workbook(str(file), {**_OPTIONS, "tmpdir": directory})
        # The date of writing would tell when somebody asked, and make equal answers differ.
        book.set_properties({"title": f"Isoloir: {sheet.name}", "created": _NO_DATE})
        heading = book.add_format({"bold": True})
        _write_figures(book.add_worksheet(titles[0]), sheet, heading)
        _write_notes(book.add_worksheet(titles[1]), sheet, heading)
        book.close()
        with file.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                yield piece


def _write_figures(page: Any, sheet: Sheet, heading: Any) -> None:
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, 36 if column in _WIDE else 13)
        page.write_string(0, place, column, heading)
    for line, row in enumerate(sheet.rows(), 1):
        for place, column in enumerate(sheet.columns):
            _write(page, line, place, row.get(column))


def _write_notes(page: Any, sheet: Sheet, heading: Any) -> None:
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 90)
    for line, (name, value) in enumerate(sheet.notes.items()):
        page.write_string(line, 0, name, heading)
        _write(page, line, 1, value)


def _write(page: Any, line: int, place: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(line, place, value)
    elif isinstance(value, (int, float)):
        page.write_number(line, place, value)
    else:
        page.write_string(line, place, str(value))
