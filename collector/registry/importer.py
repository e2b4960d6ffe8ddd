"""Reads a list of Points, whichever known format it has, into a plan; a store then writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from collector.registry import france_services, own_csv
from collector.registry.model import (
    Beside,
    Changes,
    FileRefused,
    PointRecord,
    PointSource,
    PointStore,
    RowRefused,
    flaw,
)
from collector.registry.plan import BadRow, ImportPlan, Remark, RemarkKind, RowWarning
from collector.registry.sheet import MAX_FILE_BYTES, Row, read_sheet
from collector.texts import Said
from collector.texts import mark as _
from shared.hours import half_days, meets_article_4, weekly_hours
from shared.problems import OperationProblem

RowReader = Callable[[Mapping[str, str]], tuple[PointRecord, tuple[Remark, ...]]]

BesideReader = Callable[[Mapping[str, str]], Beside]

_READERS: Final[dict[PointSource, RowReader]] = {
    PointSource.OWN: own_csv.read_own_row,
    PointSource.FRANCE_SERVICES: france_services.read_france_services_row,
}


def import_points(path: Path, store: PointStore) -> tuple[ImportPlan, Changes]:
    """Import the good rows of a file, whatever is wrong with the others; close no Point.

    Raises:
        OperationProblem: `file-unreadable` or `points-header`; nothing was written then.
    """
    plan = read_plan(path)
    return plan, store.upsert_points(plan.good, beside=plan.beside)


def read_plan(path: Path) -> ImportPlan:
    """The plan of a file on disk, whose size is looked at before it is read.

    Raises:
        OperationProblem: as `plan_import`, and `file-unreadable` for what cannot be opened.
    """
    try:
        if not path.is_file():
            raise OperationProblem("file-unreadable", f"{path} is not a file.")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        detail = f"{path}: {error.strerror or error}."
        raise OperationProblem("file-unreadable", detail) from None
    return plan_import(content)


def plan_import(content: bytes) -> ImportPlan:
    """What importing this CSV file would do: which rows are good, bad, or deserve a look.

    Raises:
        OperationProblem: `file-unreadable` when it is not a CSV file in UTF-8 of a sensible size,
            `points-header` when its columns are those of no known format.
    """
    sheet = read_sheet(content)
    source = _format_of(sheet.header)
    read_beside = own_csv.read_beside if source is PointSource.OWN else _nothing_beside
    reading = _Reading(_READERS[source], read_beside)
    for row in sheet.rows:
        reading.take(row)
    return ImportPlan(
        source,
        tuple(reading.good),
        tuple(sorted([*sheet.broken, *reading.bad], key=lambda bad: bad.line)),
        tuple(reading.warnings),
        reading.beside,
    )


class _Reading:
    """The rows read so far; remembers where each id was first seen."""

    def __init__(self, reader: RowReader, read_beside: BesideReader) -> None:
        self._reader = reader
        self._read_beside = read_beside
        self._lines: dict[str, int] = {}
        self.good: list[PointRecord] = []
        self.bad: list[BadRow] = []
        self.warnings: list[RowWarning] = []
        self.beside: dict[str, Beside] = {}

    def take(self, row: Row) -> None:
        try:
            record, remarks = self._reader(row.cells)
            beside = self._read_beside(row.cells)
            self._refuse_twice(record)
        except RowRefused as refused:
            self.bad.append(BadRow(row.line, refused.flaws))
            return
        self._lines[record.id] = row.line
        self.good.append(record)
        if beside != Beside():
            self.beside[record.id] = beside
        self.warnings += (
            RowWarning(row.line, record.id, remark.kind, remark.said)
            for remark in (*remarks, *_article_4(record))
        )

    def _refuse_twice(self, record: PointRecord) -> None:
        first = self._lines.get(record.id)
        if first is not None:
            raise RowRefused(
                flaw(
                    _("The id {id} is already on line {first}."),
                    _("Give every Point its own."),
                    id=record.id,
                    first=first,
                )
            )


def _article_4(record: PointRecord) -> Iterable[Remark]:
    if record.hours and not meets_article_4(record.hours):
        yield Remark(
            RemarkKind.ARTICLE_4,
            Said(
                _(
                    "{hours} hours and {halves} half-days a week: article 4 of the convention asks "
                    "for at least 12 hours and 4 half-days."
                ),
                {"hours": f"{weekly_hours(record.hours):g}", "halves": half_days(record.hours)},
            ),
        )


def _format_of(header: tuple[str, ...]) -> PointSource:
    names = set(header)
    if len(names) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        message = _("It names a column twice: {columns}.")
        raise FileRefused("points-header", message, columns=_listed(twice))
    is_france_services = "id_fs" in names
    required = france_services.REQUIRED_COLUMNS if is_france_services else own_csv.REQUIRED_COLUMNS
    missing = [name for name in required if name not in names]
    unknown = [] if is_france_services else [name for name in header if name not in own_csv.COLUMNS]
    if missing and unknown:
        message = _("Missing columns: {missing}. Unknown columns: {unknown}.")
        found = {"missing": _listed(missing), "unknown": _listed(unknown)}
        raise FileRefused("points-header", message, **found)
    if missing:
        raise FileRefused("points-header", _("Missing columns: {names}."), names=_listed(missing))
    if unknown:
        raise FileRefused("points-header", _("Unknown columns: {names}."), names=_listed(unknown))
    return PointSource.FRANCE_SERVICES if is_france_services else PointSource.OWN


def _nothing_beside(_: Mapping[str, str]) -> Beside:
    """The France services list tells neither equipment nor conventions."""
    return Beside()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)[:300]
