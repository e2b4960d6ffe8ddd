"""`/api/v1`: the addresses of the analysts' API. README.md says how to use them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from collector.api.ask import MEDIA_TYPES, Asked, Format, ask, points_in_scope, read_asked
from collector.api.comma_separated import (
    BYTE_ORDER_MARK,
    MEDIA_TYPE,
    points_csv,
    table_csv,
    tables_csv,
)
from collector.api.documents import Document, points_document, table_document, tables_document
from collector.api.headers import DATA_HEADERS
from collector.api.library import OpenLibrary
from collector.api.words import Words
from collector.auth.reader import Gate
from collector.auth.scope import Scope
from collector.texts import Texts
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    AccessProblem,
    Problem,
    QueryProblem,
    problem_document,
)

ToLines = Callable[[Document], Iterator[str]]

_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class ApiParts:
    """What the API stands on. `session_scope`: the scope of a browser's session, or None."""

    open_library: OpenLibrary
    gate: Gate
    texts: Mapping[str, Texts]
    session_scope: Callable[[], Scope | None]


def api_blueprint(parts: ApiParts) -> Blueprint:
    """The blueprint of `/api/v1`."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

    @blueprint.get("/points")
    def points() -> Response:
        scope, asked = _scope(parts), _asked()
        caf = _only(asked, "caf").get("caf", "")
        with parts.open_library() as library:
            document = points_document(points_in_scope(library, scope, caf), library.cafs())
        return _answer(asked, document, points_csv, "points")

    @blueprint.get("/tables")
    def tables() -> Response:
        _scope(parts)
        asked = _asked()
        _only(asked)
        with parts.open_library() as library:
            document = tables_document(library, _words(parts, asked))
        return _answer(asked, document, tables_csv, "tables")

    @blueprint.get("/tables/<table>")
    def table(table: str) -> Response:
        scope, asked = _scope(parts), _asked()
        with parts.open_library() as library:
            figures = ask(library, scope, table, asked.query)
        return _answer(asked, table_document(figures, _words(parts, asked)), table_csv, table)

    @blueprint.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        document = problem_document(error)
        return _json(document.body, document.status, PROBLEM_MEDIA_TYPE)

    @blueprint.after_request
    def seal(response: Response) -> Response:
        response.headers.update(DATA_HEADERS)
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    return blueprint


def _scope(parts: ApiParts) -> Scope:
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        if kind.lower() != _BEARER or not token.strip():
            raise AccessProblem("token-missing")
        return parts.gate.token_scope(token.strip())
    scope = parts.session_scope()
    if scope is None:
        raise AccessProblem("token-missing")
    return scope


def _asked() -> Asked:
    best = request.accept_mimetypes.best_match(list(MEDIA_TYPES), "application/json")
    accepted = MEDIA_TYPES.get(best or "", Format.JSON)
    return read_asked(request.args.items(multi=True), accepted)


def _only(asked: Asked, *known: str) -> Mapping[str, str]:
    for name in asked.query:
        if name not in known:
            raise QueryProblem(
                "query-invalid", f"{name[:40]!r} is not a parameter of this address."
            )
    return asked.query


def _words(parts: ApiParts, asked: Asked) -> Words:
    texts = parts.texts[asked.language]
    return Words(texts.gettext, (texts.tag,))


def _answer(asked: Asked, document: Document, to_lines: ToLines, name: str) -> Response:
    if asked.format is Format.JSON:
        return _json(document)
    body = "".join(to_lines(document))
    if asked.byte_order_mark:
        body = BYTE_ORDER_MARK + body
    response = Response(body, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="isoloir-{name}.csv"'
    return response


def _json(document: Document, status: int = 200, media_type: str = "application/json") -> Response:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, content_type=media_type)
