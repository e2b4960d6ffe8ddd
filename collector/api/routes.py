"""`/api/v1`: the addresses of the analysts' API. README.md says how to use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from collector.api.answers import points_sheet, table_sheet, tables_sheet, write
from collector.api.asked import (
    LIST_FORMATS,
    MEDIA_TYPES,
    Asked,
    Format,
    only,
    read_asked,
    read_paging,
)
from collector.api.description import description
from collector.api.headers import DATA_HEADERS
from collector.api.library import OpenLibrary
from collector.api.sheet import Sheet, compact
from collector.api.words import Words
from collector.auth.reader import Gate
from collector.auth.scope import Scope
from collector.texts import Texts
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    AccessProblem,
    Problem,
    problem_document,
)

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

    _add_lists(blueprint, parts)

    @blueprint.get("/tables/<table>")
    def table(table: str) -> Response:
        scope, asked = _scope(parts), _asked()
        words = _words(parts, asked)
        with parts.open_library() as library:
            sheet = table_sheet(library, scope, table, asked.query, words)
        return _answer(sheet, asked, words)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(compact(description()), content_type="application/json")

    @blueprint.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        document = problem_document(error)
        body = compact(document.body)
        return Response(body, document.status, content_type=PROBLEM_MEDIA_TYPE)

    @blueprint.after_request
    def seal(response: Response) -> Response:
        response.headers.update(DATA_HEADERS)
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    return blueprint


def _add_lists(blueprint: Blueprint, parts: ApiParts) -> None:
    @blueprint.get("/points")
    def points() -> Response:
        scope, asked = _scope(parts), _asked(LIST_FORMATS)
        query = only(asked, "caf", "limit", "after")
        paging = read_paging(query)
        with parts.open_library() as library:
            sheet = points_sheet(library, scope, query.get("caf", ""), paging)
        response = _answer(sheet, asked, _words(parts, asked))
        if sheet.notes["after"]:
            response.headers["Link"] = f'<{_next_page(sheet.notes["after"])}>; rel="next"'
        return response

    @blueprint.get("/tables")
    def tables() -> Response:
        _scope(parts)
        asked = _asked(LIST_FORMATS)
        only(asked)
        words = _words(parts, asked)
        with parts.open_library() as library:
            sheet = tables_sheet(library, words)
        return _answer(sheet, asked, words)


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


def _asked(formats: Sequence[Format] = tuple(Format)) -> Asked:
    best = request.accept_mimetypes.best_match(list(MEDIA_TYPES), "application/json")
    accepted = MEDIA_TYPES.get(best or "", Format.JSON)
    return read_asked(request.args.items(multi=True), accepted, formats)


def _words(parts: ApiParts, asked: Asked) -> Words:
    texts = parts.texts[asked.language]
    return Words(texts.gettext, (texts.tag,))


def _next_page(after: str) -> str:
    return f"{request.path}?{urlencode({**request.args, 'after': after})}"


def _answer(sheet: Sheet, asked: Asked, words: Words) -> Response:
    written = write(sheet, asked, words)
    response = Response(written.pieces, content_type=written.media_type)
    if written.file:
        response.headers["Content-Disposition"] = f'attachment; filename="{written.file}"'
    response.set_etag(written.etag)
    response.make_conditional(request)
    return response
