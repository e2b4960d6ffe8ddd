"""What goes wrong, told as the catalogue tells it: a calm page, or `application/problem+json`."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from kiosk.access import ACCESS, Access, read_access
from kiosk.forms import LANGUAGE
from kiosk.pages.outside import show_problem
from kiosk.pages.room import Room
from kiosk.texts import FALLBACK
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    FormatProblem,
    OperationProblem,
    Problem,
    problem_document,
)

_LOG = logging.getLogger(__name__)
_BY_STATUS = {404: "page-unknown", 405: "method-refused", 413: "format-oversize"}


def add_error_pages(app: Flask, room: Room) -> None:
    """Answer every error with its problem page."""

    def on_problem(problem: Problem) -> Response:
        return _answer(room, problem)

    def on_http_error(error: HTTPException) -> Response:
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return on_crash(error)
        problem = FormatProblem(_BY_STATUS.get(status, "request-invalid"))
        response = _answer(room, problem)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:  # RFC 9110 wants Allow with it
            response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
        return response

    def on_crash(error: Exception) -> Response:
        _log_without_values(error)
        return _answer(room, OperationProblem("internal"))

    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_crash)


def _log_without_values(error: Exception) -> None:
    """Say where the program failed, not with which values: they may be a visitor's answers."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(frames[-4:]))
    _LOG.error("%s at %s", type(error).__name__, where)


def _answer(room: Room, problem: Problem) -> Response:
    if _wants_json():
        document = problem_document(problem)
        response = jsonify(document.body)
        response.status_code = document.status
        response.mimetype = PROBLEM_MEDIA_TYPE
        return response
    return show_problem(room, problem.kind, _language(), _access())


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", PROBLEM_MEDIA_TYPE, "application/json"], "text/html")
    return best != "text/html"


def _access() -> Access:
    """What the visitor had set, when the request can still be read."""
    try:
        return read_access(request.form.get(ACCESS, ""))
    except (HTTPException, Problem):
        return Access()


def _language() -> str:
    """The language of the visit, when the request can still be read."""
    try:
        return request.form.get(LANGUAGE, FALLBACK)
    except HTTPException:
        return FALLBACK
