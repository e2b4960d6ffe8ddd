"""What goes wrong, told as the catalogue tells it: `application/problem+json`, or a calm page."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from collector.api.headers import DATA_HEADERS, PAGE_HEADERS, UNSTORED
from collector.texts import LANGUAGES, Texts, choose_language
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    FormatProblem,
    OperationProblem,
    Problem,
    problem_document,
)

_LOG = logging.getLogger(__name__)
_BY_STATUS = {404: "page-unknown", 405: "method-refused", 413: "format-oversize"}
_FOR_PROGRAMS = ("/v1/", "/api/", "/healthz")
_UNAUTHORIZED = 401
_METHOD_REFUSED = 405
_FIRST_SERVER_ERROR = 500


def add_error_answers(app: Flask, texts: Mapping[str, Texts]) -> None:
    """Answer every error that no page answers by itself."""

    def on_problem(problem: Problem) -> Response:
        return _answer(problem, texts)

    def on_http_error(error: HTTPException) -> Response:
        status = error.code or _FIRST_SERVER_ERROR
        if status >= _FIRST_SERVER_ERROR:
            return on_crash(error)
        response = _answer(FormatProblem(_BY_STATUS.get(status, "request-invalid")), texts)
        if status == _METHOD_REFUSED:
            response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
        return response

    def on_crash(error: Exception) -> Response:
        _log_without_values(error)
        return _answer(OperationProblem("internal"), texts)

    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_crash)


def _log_without_values(error: Exception) -> None:
    """Say where the program failed, not with which values nor at whose request."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(frames[-4:]))
    _LOG.error("%s at %s", type(error).__name__, where)


def _answer(problem: Problem, texts: Mapping[str, Texts]) -> Response:
    if request.path.startswith(_FOR_PROGRAMS):
        document = problem_document(problem)
        response = Response(
            json.dumps(document.body, ensure_ascii=False),
            document.status,
            content_type=PROBLEM_MEDIA_TYPE,
        )
        response.headers.update({**DATA_HEADERS, "Cache-Control": UNSTORED})
        if document.status == _UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Isoloir"
        return response
    language = choose_language(None, lambda: request.accept_languages.best_match(LANGUAGES))
    page = render_template("problem.html", problem=problem.kind, texts=texts[language])
    response = make_response(page, problem.kind.status)
    response.headers.update({**PAGE_HEADERS, "Cache-Control": UNSTORED})
    return response
