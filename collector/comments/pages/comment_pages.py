"""`/comments`: released comments, their files, and the queue of those that wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from collector.api.asked import MEDIA_TYPES, Dialect, Format
from collector.api.comma_separated import MEDIA_TYPE, csv_pieces
from collector.api.headers import UNSTORED
from collector.api.sheet import Sheet
from collector.api.workbook import workbook_pieces
from collector.auth.rights import Right
from collector.comments.export import EXPLANATION, comments_sheet
from collector.comments.moderation import check_moderates, decide, set_themes
from collector.dashboard.pages.frame import Frame
from collector.store.comments import (
    State,
    StoredComment,
    Wanted,
    all_comments,
    find_page,
    themes_of,
)
from collector.store.engine import Database
from shared.problems import QueryProblem

_LAST_PAGE = 100_000
_WORKBOOK = next(name for name, form in MEDIA_TYPES.items() if form is Format.XLSX)


def comment_pages(database: Database, now: Callable[[], datetime]) -> Callable[[Frame], Blueprint]:
    """Makes the pages of comments."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("comments", __name__)
        _add_released(blueprint, frame, database)
        _add_moderation(blueprint, frame, database, now)
        return blueprint

    return make


def _add_released(blueprint: Blueprint, frame: Frame, database: Database) -> None:
    @blueprint.get("/comments")
    @frame.needs(Right.READ)
    def released() -> ResponseReturnValue:
        wanted = _wanted(frame, State.RELEASED)
        with database.read() as transaction:
            found = find_page(transaction, wanted)
            themes = themes_of(transaction, wanted.scope)
        return frame.page("comments/released.html", found=found, wanted=wanted, themes=themes)

    @blueprint.get("/comments.csv")
    @frame.needs(Right.READ)
    def as_csv() -> ResponseReturnValue:
        return _file(csv_pieces(_sheet(frame, database), Dialect.FR), MEDIA_TYPE, "csv")

    @blueprint.get("/comments.xlsx")
    @frame.needs(Right.READ)
    def as_workbook() -> ResponseReturnValue:
        pieces = workbook_pieces(_sheet(frame, database), frame.words.page_titles())
        return _file(pieces, _WORKBOOK, "xlsx")

    @blueprint.get("/comments.json")
    @frame.needs(Right.READ)
    def as_json() -> ResponseReturnValue:
        return _file(_sheet(frame, database).json(), "application/json", "json")


def _add_moderation(
    blueprint: Blueprint, frame: Frame, database: Database, now: Callable[[], datetime]
) -> None:
    def queue(**shown: Any) -> Response:
        wanted = _wanted(frame, State.WAITING)
        check_moderates(frame.reader())
        with database.read() as transaction:
            found = find_page(transaction, wanted)
        page = frame.page("comments/queue.html", found=found, wanted=wanted, **shown)
        page.headers["Cache-Control"] = UNSTORED
        return page

    @blueprint.get("/comments/queue")
    @frame.needs(Right.MODERATE)
    def waiting() -> ResponseReturnValue:
        return queue()

    @blueprint.post("/comments/queue/<comment>")
    @frame.needs(Right.MODERATE)
    def decided(comment: str) -> ResponseReturnValue:
        form = request.form
        edited = form.get("text", "")
        try:
            decide(database, g.reader, comment, form.get("decision", ""), edited, now())
        except QueryProblem as problem:
            if problem.code != "comment-edit":
                raise
            page = queue(problem=problem, refused=comment, edited=edited)
            page.status_code = problem.kind.status
            return page
        return redirect(frame.link("comments.waiting", page=form.get("page")), 303)

    @blueprint.post("/comments/<comment>/themes")
    @frame.needs(Right.MODERATE)
    def themes(comment: str) -> ResponseReturnValue:
        set_themes(database, g.reader, comment, request.form.get("themes", ""), now())
        return redirect(frame.link("comments.released"), 303)


def _wanted(frame: Frame, state: State) -> Wanted:
    asked = request.args
    page = min(max(asked.get("page", 1, type=int), 1), _LAST_PAGE)
    search, theme = asked.get("search", "")[:60], asked.get("theme", "")[:40]
    return Wanted(frame.reader().scope, state, search, theme, page)


def _read(database: Database, wanted: Wanted) -> Iterator[StoredComment]:
    with database.read() as transaction:
        yield from all_comments(transaction, wanted)


def _sheet(frame: Frame, database: Database) -> Sheet:
    wanted = _wanted(frame, State.RELEASED)
    explanation = frame.texts.gettext(EXPLANATION)
    return comments_sheet(lambda: _read(database, wanted), explanation)


def _file(pieces: Iterator[str] | Iterator[bytes], media_type: str, ending: str) -> Response:
    response = Response(pieces, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="commentaires.{ending}"'
    return response
