"""What goes wrong, told as the catalogue tells it: a calm page, or `application/problem+json`."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from kiosk.pages.phone import PhoneRoom, show_problem
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    FormatProblem,
    OperationProblem,
    Problem,
    problem_document,
)

_LOG = logging.getLogger(__name__)
_BY_STATUS = {404: "page-unknown", 405: "method-refused", 413: "format-oversize"}
_FIRST_SERVER_ERROR = 500


def add_error_pages(app: Flask, room: PhoneRoom) -> None:
    """Answer every error with its problem, saying nothing of who met it."""

    def on_problem(problem: Problem) -> Response:
        if not _wants_json():
            return show_problem(room, problem)
        document = problem_document(problem)
        response = jsonify(document.body)
        response.status_code = document.status
        response.mimetype = PROBLEM_MEDIA_TYPE
        return response

    def on_http_error(error: HTTPException) -> Response:
        status = error.code or _FIRST_SERVER_ERROR
        if status >= _FIRST_SERVER_ERROR:
            return on_crash(error)
        response = on_problem(FormatProblem(_BY_STATUS.get(status, "request-invalid")))
        if status == 405:  # RFC 9110 wants Allow with it
            response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
        return response

    def on_crash(error: Exception) -> Response:
        _log_without_values(error)
        return on_problem(OperationProblem("internal"))

    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_crash)


def _log_without_values(error: Exception) -> None:
    """Say where the program failed, not with which values nor for whom."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(frames[-4:]))
    _LOG.error("%s at %s", type(error).__name__, where)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", PROBLEM_MEDIA_TYPE, "application/json"], "text/html")
    return best != "text/html"
