"""A sheet as comma-separated values (RFC 4180), for spreadsheets and statistics.

A cell of text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from collector.api.asked import Dialect
from collector.api.sheet import Sheet

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_pieces(
    sheet: Sheet, dialect: Dialect = Dialect.STANDARD, *, byte_order_mark: bool = False
) -> Iterator[str]:
    """The lines of a sheet, its columns' names first.

    A French spreadsheet reads a file whose cells stand between semicolons, whose decimals have a
    comma, and which starts with a byte order mark.
    """
    french = dialect is Dialect.FR
    if french or byte_order_mark:
        yield BYTE_ORDER_MARK
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if french else ",")
    writer.writerow(sheet.columns)
    for row in sheet.rows():
        writer.writerow([_cell(row.get(column), french=french) for column in sheet.columns])
        yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Any, *, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        starts_formula = value.lstrip(" ").startswith(_FORMULA_STARTS)
        return f"'{value}" if starts_formula else value
    return str(value).replace(".", ",") if french else str(value)
