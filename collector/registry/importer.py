"""Reads a list of Points, whichever known format it has, into a plan; a store then writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from collector.registry import france_services, own_csv
from collector.registry.model import (
    Changes,
    Flaw,
    PointRecord,
    PointSource,
    PointStore,
    RowRefused,
)
from collector.registry.plan import BadRow, ImportPlan, Remark, RemarkKind, RowWarning
from collector.registry.sheet import MAX_FILE_BYTES, Row, read_sheet
from shared.hours import half_days, meets_article_4, weekly_hours
from shared.problems import OperationProblem

RowReader = Callable[[Mapping[str, str]], tuple[PointRecord, tuple[Remark, ...]]]

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
    return plan, store.upsert_points(plan.good)


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
    reading = _Reading(_READERS[source])
    for row in sheet.rows:
        reading.take(row)
    return ImportPlan(
        source,
        tuple(reading.good),
        tuple(sorted([*sheet.broken, *reading.bad], key=lambda bad: bad.line)),
        tuple(reading.warnings),
    )


class _Reading:
    """The rows read so far; remembers where each id was first seen."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._lines: dict[str, int] = {}
        self.good: list[PointRecord] = []
        self.bad: list[BadRow] = []
        self.warnings: list[RowWarning] = []

    def take(self, row: Row) -> None:
        try:
            record, remarks = self._reader(row.cells)
            self._refuse_twice(record)
        except RowRefused as refused:
            reasons = " ".join(flaw.reason for flaw in refused.flaws)
            fixes = " ".join(flaw.fix for flaw in refused.flaws)
            self.bad.append(BadRow(row.line, reasons, fixes))
            return
        self._lines[record.id] = row.line
        self.good.append(record)
        self.warnings += (
            RowWarning(row.line, record.id, remark.kind, remark.reason)
            for remark in (*remarks, *_article_4(record))
        )

    def _refuse_twice(self, record: PointRecord) -> None:
        first = self._lines.get(record.id)
        if first is not None:
            raise RowRefused(
                Flaw(f"The id {record.id} is already on line {first}.", "Give every Point its own.")
            )


def _article_4(record: PointRecord) -> Iterable[Remark]:
    if record.hours and not meets_article_4(record.hours):
        yield Remark(
            RemarkKind.ARTICLE_4,
            f"{weekly_hours(record.hours):g} hours and {half_days(record.hours)} half-days a week: "
            "article 4 of the convention asks for at least 12 hours and 4 half-days.",
        )


def _format_of(header: tuple[str, ...]) -> PointSource:
    names = set(header)
    if len(names) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        raise OperationProblem("points-header", f"It names a column twice: {', '.join(twice)}.")
    is_france_services = "id_fs" in names
    required = france_services.REQUIRED_COLUMNS if is_france_services else own_csv.REQUIRED_COLUMNS
    missing = [name for name in required if name not in names]
    unknown = [] if is_france_services else [name for name in header if name not in own_csv.COLUMNS]
    if missing or unknown:
        parts = (("Missing columns", missing), ("Unknown columns", unknown))
        detail = " ".join(f"{label}: {', '.join(found)[:300]}." for label, found in parts if found)
        raise OperationProblem("points-header", detail)
    return PointSource.FRANCE_SERVICES if is_france_services else PointSource.OWN
