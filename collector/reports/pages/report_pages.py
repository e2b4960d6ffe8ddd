"""`/points/{id}/report.pdf` and `/cafs/{caf}/report.pdf`: reports, for whoever opens a Caf."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from collector.api.ask import find_point
from collector.api.library import Library, OpenLibrary
from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.reports.caf_year import CafYear, read_caf_year
from collector.reports.facts import YearFactsOf
from collector.reports.making import file_name, make_caf_report, make_point_report
from collector.texts import LANGUAGES, load_texts
from shared.problems import QueryProblem


def report_pages(
    frame: Frame,
    open_library: OpenLibrary,
    facts_of: YearFactsOf,
    threshold: float,
    now: Callable[[], datetime],
) -> Blueprint:
    """The blueprint of reports. Without a year they are about the last one that is over."""
    pages = Blueprint("reports", __name__)
    french = load_texts()[LANGUAGES[0]]

    def year_of(library: Library, caf: str) -> CafYear:
        today = now().date()
        year = _year(request.args.get("year", ""), today.year)
        scope = frame.reader().scope
        return read_caf_year(library, scope, facts_of, caf, year, threshold, french, today)

    @pages.get("/points/<point>/report.pdf")
    @frame.needs(Right.READ)
    def point(point: str) -> ResponseReturnValue:
        with open_library() as library:
            caf = find_point(library, point).caf
            frame.reader().check_caf(caf)
            year = year_of(library, caf)
            made = make_point_report(year, point, now())
        return _pdf(made, file_name(year.year, point))

    @pages.get("/cafs/<caf>/report.pdf")
    @frame.needs(Right.READ)
    def caf(caf: str) -> ResponseReturnValue:
        with open_library() as library:
            year = year_of(library, caf)
            made = make_caf_report(year, now())
        return _pdf(made, file_name(year.year, f"caf-{caf}"))

    return pages


def _year(text: str, this: int) -> int:
    if not text:
        return this - 1
    if not (text.isascii() and text.isdigit() and 2000 <= int(text[:6]) <= this):
        raise QueryProblem("query-invalid", f"year: 2000 to {this}.")
    return int(text)


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
