"""Makes the PDFs of a Caf's year: one, or all of them in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from collector.posters.press import press
from collector.reports.caf_report import caf_report
from collector.reports.caf_year import CafYear
from collector.reports.point_report import PointYear, point_report, read_point_year
from shared.printed import Printed
from shared.problems import QueryProblem


def make_point_report(caf: CafYear, point: str, now: datetime) -> bytes:
    """The report on one Point as PDF.

    Raises:
        QueryProblem: `point-unknown`: it is none of this Caf's.
        OperationProblem: `text-unprintable`.
    """
    found = next((each for each in caf.points if each.id == point), None)
    if found is None:
        raise QueryProblem("point-unknown", point=point[:40])
    return press(point_report(read_point_year(caf, found)), now)


def make_caf_report(caf: CafYear, now: datetime) -> bytes:
    """The report on the Caf as PDF.

    Raises:
        OperationProblem: `text-unprintable`.
    """
    return press(caf_report(caf, [read_point_year(caf, each) for each in caf.points]), now)


def make_all(caf: CafYear, now: datetime, threads: int) -> Iterator[tuple[str, bytes]]:
    """Every report of the Caf with the name of its file, the Caf's own last.

    One thread reads the figures; the others set pages, which takes most of the time and leaves
    Python free meanwhile.

    Raises:
        OperationProblem: `text-unprintable`.
    """
    years: list[PointYear] = []

    def documents() -> Iterator[tuple[str, Printed]]:
        for point in caf.points:
            years.append(read_point_year(caf, point))
            yield file_name(caf.year, point.id), point_report(years[-1])
        yield file_name(caf.year, f"caf-{caf.place.id}"), caf_report(caf, years)

    with ThreadPoolExecutor(threads) as pool:
        waiting = []
        for name, document in documents():
            waiting.append((name, pool.submit(press, document, now)))
            if len(waiting) > 2 * threads:
                done, future = waiting.pop(0)
                yield done, future.result()
        for name, future in waiting:
            yield name, future.result()


def file_name(year: int, subject: str) -> str:
    """`isoloir-rapport-2026-rouen.pdf`."""
    return f"isoloir-rapport-{year}-{subject}.pdf"
