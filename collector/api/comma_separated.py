"""The same documents as comma-separated values (RFC 4180), for spreadsheets and statistics.

Columns keep their names and their order; new ones are only ever added at the end. A cell of text
that a spreadsheet would run as a formula gets an apostrophe in front. README.md has the list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from collector.api.documents import Document

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"

TABLE_COLUMNS: Final = (
    "table", "question", "across", "by", "point", "caf", "from", "to", "group", "breakdown",
    "option", "label", "count", "base", "share", "low", "high", "status", "n", "n_exact",
    "releases", "variance", "maximum", "confidence", "method", "explanation",
)  # fmt: skip
"""`n` and `releases` are those of the row's group; `count` of an aside has no share."""

POINT_COLUMNS: Final = (
    "id", "caf", "name", "street", "postcode", "commune", "insee", "latitude", "longitude",
    "hours", "made_up", "active",
)  # fmt: skip

LIST_COLUMNS: Final = (
    "table", "title", "question", "kind", "label", "from", "to", "by_point", "n_exact",
    "variance", "maximum", "confidence", "method", "explanation",
)  # fmt: skip

ASIDE: Final = "aside"
"""Status of a count beside the options: no answer, not asked, too fast."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table_csv(document: Document) -> Iterator[str]:
    """The lines of a table: one for each option and aside of each group."""
    return _lines(TABLE_COLUMNS, _table_rows(document))


def points_csv(document: Document) -> Iterator[str]:
    """The lines of a list of Points."""
    return _lines(POINT_COLUMNS, document["points"])


def tables_csv(document: Document) -> Iterator[str]:
    """The lines of the list of tables: one for each question or crossing of each table."""
    return _lines(LIST_COLUMNS, _list_rows(document))


def _table_rows(document: Document) -> Iterator[Document]:
    about = {
        **document,
        "question": document["question"]["id"],
        "across": document["across"]["id"] if document["across"] else "",
    }
    for group in document["groups"]:
        for figure in group["figures"]:
            yield {**about, **group, **figure}
        for aside in group["asides"]:
            yield {**about, **group, **aside, "option": aside["cell"], "status": ASIDE}


def _list_rows(document: Document) -> Iterator[Document]:
    released = document["released"] or {"from": "", "to": ""}
    questions = {each["id"]: each for each in document["questions"]}
    for table in document["tables"]:
        for name in document["crossings"] if table["crossing"] else questions:
            outcome = questions[name.partition(":")[0]]
            asked = {"question": name, "kind": outcome["kind"], "label": outcome["label"]}
            yield {**table, **released, **asked}


def _lines(columns: tuple[str, ...], rows: Iterable[Document]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (dict(zip(columns, columns, strict=True)), *rows):
        writer.writerow([_cell(row.get(column)) for column in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        starts_formula = value.lstrip(" ").startswith(_FORMULA_STARTS)
        return f"'{value}" if starts_formula else value
    return str(value)
