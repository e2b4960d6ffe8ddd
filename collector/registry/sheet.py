"""A CSV file as rows with their line numbers, so that one broken row spoils no other.

A row is read on its own: a quotation mark that never closes costs its own line, not the rest of the
file. Separators are `;` (a French spreadsheet's) or `,`, told apart by the header line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from collector.registry.model import FileRefused, flaw
from collector.registry.plan import BadRow
from collector.texts import mark as _

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""Twenty times the national list; more is another file than the one that was meant."""

MAX_LINES: Final = 100_000
"""Thirty-five times the national list; a file of nothing but broken lines is soon refused."""

_MAX_LINES_OF_A_ROW: Final = 20
"""Addresses are published with line breaks inside quotes, five at most so far."""

_SPREADSHEET_STARTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx and .ods, and of .xls."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name, and the line of the file where it begins (the header is line 1)."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns, its rows, and the rows that could not be split into columns."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[BadRow, ...]


def read_sheet(content: bytes) -> Sheet:
    """The rows of a CSV file, in UTF-8 with or without a byte order mark.

    Raises:
        FileRefused: `file-unreadable` when it is too large, not text, not UTF-8 or empty.
    """
    lines = list(io.StringIO(_text(content), newline=""))
    if not lines or not lines[0].strip():
        raise FileRefused("file-unreadable", _("It has no header line."))
    if len(lines) > MAX_LINES:
        message = _("It has more than {most} lines.")
        raise FileRefused("file-unreadable", message, most=MAX_LINES)
    separator = ";" if lines[0].count(";") > lines[0].count(",") else ","
    records = _records(lines, separator)
    first = next(records)[1]
    header = tuple(name.strip() for name in first or ())
    rows: list[Row] = []
    broken: list[BadRow] = []
    for line, cells in records:
        if cells is None:
            broken.append(_misquoted(line))
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != len(header):
            broken.append(_miscounted(line, len(cells), len(header)))
        else:
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
    return Sheet(header, tuple(rows), tuple(broken))


def _text(content: bytes) -> str:
    if len(content) > MAX_FILE_BYTES:
        message = _("It is larger than {most} MiB.")
        raise FileRefused("file-unreadable", message, most=MAX_FILE_BYTES // 2**20)
    if content.startswith(_SPREADSHEET_STARTS):
        message = _("It is a spreadsheet: save it as “CSV UTF-8” first.")
        raise FileRefused("file-unreadable", message)
    if b"\0" in content:
        message = _("It is not text in UTF-8: save it as “CSV UTF-8” first.")
        raise FileRefused("file-unreadable", message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = _("Its line {line} is not in UTF-8: save it as “CSV UTF-8” first.")
        raise FileRefused("file-unreadable", message, line=line) from None


def _records(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    at = 0
    while at < len(lines):
        chunk = lines[at : at + _MAX_LINES_OF_A_ROW]
        reader = csv.reader(chunk, delimiter=separator, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            yield at + 1, None
            at += 1
        else:
            yield at + 1, cells
            at += reader.line_num


def _misquoted(line: int) -> BadRow:
    found = flaw(
        _("The line cannot be split into columns: a quotation mark is misplaced or never closes."),
        _("Put the whole cell between quotation marks, and double those inside it."),
    )
    return BadRow(line, (found,))


def _miscounted(line: int, found: int, wanted: int) -> BadRow:
    told = flaw(
        _("The row has {found} columns, the header {wanted}."),
        _("Look for a missing separator, or a cell with a separator that lacks quotation marks."),
        found=found,
        wanted=wanted,
    )
    return BadRow(line, (told,))
