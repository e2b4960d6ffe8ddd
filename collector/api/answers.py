"""From what was asked to a sheet, and from a sheet to the bytes of one format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from collector.api.ask import ask, points_in_scope
from collector.api.asked import MEDIA_TYPES, Asked, Format, Paging
from collector.api.comma_separated import MEDIA_TYPE, csv_pieces
from collector.api.documents import (
    Document,
    about_document,
    group_documents,
    point_document,
    points_about,
    tables_document,
)
from collector.api.json_stat import cube_pieces
from collector.api.library import Library
from collector.api.parquet import load_pyarrow, parquet_pieces
from collector.api.sheet import (
    LIST_COLUMNS,
    POINT_COLUMNS,
    TABLE_COLUMNS,
    Sheet,
    compact,
    json_pieces,
    list_rows,
    table_rows,
)
from collector.api.words import Words
from collector.api.workbook import workbook_pieces
from collector.auth.scope import Scope

_TYPES: Final = {form: media_type for media_type, form in MEDIA_TYPES.items()}
_SHOWN_ON_PAGES: Final = frozenset({Format.JSON, Format.JSONSTAT})


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in its format. `file`: its name when it is for saving, else empty.

    `etag`: equal for equal answers. It is a digest of the answer itself, so it tells nothing that
    the answer does not.
    """

    media_type: str
    etag: str
    file: str
    pieces: Iterator[str] | Iterator[bytes]


def table_sheet(
    library: Library, scope: Scope, table: str, parameters: Mapping[str, str], words: Words
) -> Sheet:
    """The figures that answer a query within a scope.

    Raises:
        QueryProblem, AccessProblem: see `collector.api.ask.ask`.
    """
    figures = ask(library, scope, table, parameters)
    about = about_document(figures, words)
    groups = partial(group_documents, figures, words)
    return Sheet(
        name=table,
        columns=TABLE_COLUMNS,
        rows=lambda: table_rows(about, groups()),
        json=lambda: json_pieces(about, "groups", groups()),
        notes=_notes(about),
        cube=lambda: cube_pieces(figures, words),
    )


def _notes(about: Document) -> Document:
    question, across = about["question"], about["across"]
    return {
        **about,
        "question": question["id"],
        "label": question["label"],
        "across": across["id"] if across else None,
    }


def points_sheet(library: Library, scope: Scope, caf: str, paging: Paging) -> Sheet:
    """The Points of a scope, by id; those of one Caf when its code is given.

    Raises:
        QueryProblem, AccessProblem: see `collector.api.ask.points_in_scope`.
    """
    whole = points_in_scope(library, scope, caf)
    rest = [each for each in whole if each.id > paging.after]
    page = rest[: paging.limit]
    onward = page[-1].id if len(page) < len(rest) else None
    about = points_about(page, library.cafs(), len(whole), onward)
    return Sheet(
        name="points",
        columns=POINT_COLUMNS,
        rows=lambda: map(point_document, page),
        json=lambda: json_pieces(about, "points", map(point_document, page)),
        notes={"total": len(whole), "after": onward},
    )


def tables_sheet(library: Library, words: Words) -> Sheet:
    """What may be asked."""
    document = tables_document(library, words)
    return Sheet(
        name="tables",
        columns=LIST_COLUMNS,
        rows=lambda: list_rows(document),
        json=lambda: iter((compact(document),)),
        notes={"status_rule": document["status_rule"]},
    )


def write(sheet: Sheet, asked: Asked, words: Words) -> Written:
    """A sheet in the format asked for; nothing but its pieces is held in memory.

    Raises:
        OperationProblem: `parquet-missing`.
    """
    form = asked.format
    media_type = MEDIA_TYPE if form is Format.CSV else _TYPES[form]
    file = "" if form in _SHOWN_ON_PAGES else f"isoloir-{sheet.name}.{form.value}"
    manner = f"{form} {asked.language} {asked.dialect} {asked.byte_order_mark}"
    return Written(media_type, _digest(manner, sheet.json()), file, _pieces(sheet, asked, words))


def _pieces(sheet: Sheet, asked: Asked, words: Words) -> Iterator[str] | Iterator[bytes]:
    if asked.format is Format.CSV:
        return csv_pieces(sheet, asked.dialect, byte_order_mark=asked.byte_order_mark)
    if asked.format is Format.XLSX:
        return workbook_pieces(sheet, words.page_titles())
    if asked.format is Format.PARQUET:
        return parquet_pieces(sheet, load_pyarrow())
    if asked.format is Format.JSONSTAT and sheet.cube:
        return sheet.cube()
    return sheet.json()


def _digest(manner: str, pieces: Iterable[str]) -> str:
    found = hashlib.sha256(manner.encode())
    for piece in pieces:
        found.update(piece.encode())
    return found.hexdigest()[:32]
