"""Released comments as a sheet, to be written as CSV that no spreadsheet runs, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from collector.api.sheet import Sheet, json_pieces
from collector.store.comments import StoredComment
from collector.texts import mark

EXPLANATION: Final = mark(
    "What visitors wrote, after somebody of the Caf has read it. Each carries its Point and a"
    " quarter, nothing else."
)
"""Stands in every file: what one holds."""

COLUMNS: Final = ("caf", "point", "point_name", "quarter", "text", "themes")


def comments_sheet(read: Callable[[], Iterable[StoredComment]], explanation: str) -> Sheet:
    """All that is published of comments; `point` is empty for one that is only its Caf's."""

    notes = {"kind": "comments", "explanation": explanation}

    def rows() -> Iterator[dict[str, Any]]:
        return ({**_document(each), "themes": ", ".join(each.themes)} for each in read())

    def as_json() -> Iterator[str]:
        return json_pieces(notes, "comments", map(_document, read()))

    return Sheet("commentaires", COLUMNS, rows, as_json, notes)


def _document(comment: StoredComment) -> dict[str, Any]:
    return {
        "caf": comment.caf,
        "point": comment.point,
        "point_name": comment.point_name,
        "quarter": comment.quarter,
        "text": comment.text,
        "themes": list(comment.themes),
    }
