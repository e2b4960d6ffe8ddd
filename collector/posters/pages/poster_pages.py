"""`/points/{id}/poster.pdf` and `/points/{id}/paper.pdf`: what an administrator prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.posters.making import make_paper_form, make_poster
from collector.store.engine import Database
from shared.poster import Size
from shared.problems import QueryProblem


def poster_pages(frame: Frame, database: Database, now: Callable[[], datetime]) -> Blueprint:
    """The blueprint of the printed documents."""
    pages = Blueprint("posters", __name__)

    @pages.get("/points/<point>/poster.pdf")
    @frame.needs(Right.ADMINISTER)
    def poster(point: str) -> ResponseReturnValue:
        made = make_poster(database, frame.reader(), point, _size(), now())
        return _pdf(made, f"isoloir-affiche-{point}.pdf")

    @pages.get("/points/<point>/paper.pdf")
    @frame.needs(Right.ADMINISTER)
    def paper(point: str) -> ResponseReturnValue:
        tag = request.args.get("language", "")
        made = make_paper_form(database, frame.reader(), point, tag, now())
        return _pdf(made, f"isoloir-formulaire-{point}.pdf")

    return pages


def _size() -> Size:
    try:
        return Size(request.args.get("size", Size.A4))
    except ValueError:
        raise QueryProblem("query-invalid", "size: A4 or A3.") from None


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
