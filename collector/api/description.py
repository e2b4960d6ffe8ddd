"""The description of `/api/v1` in OpenAPI 3.1, from the lists that requests are checked with.

A parameter that is given without a value counts as left out, so every schema allows for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from collector.api.asked import (
    LIST_FORMATS,
    MAX_PARAMETER_CHARACTERS,
    MEDIA_TYPES,
    MOST_PER_PAGE,
    Dialect,
    Format,
)
from collector.api.documents import Document
from collector.api.sheet import POINT_COLUMNS, TYPES
from collector.tables.estimate import Status
from collector.tables.model import By
from collector.tables.released import METHOD_VERSION, TableId
from collector.texts import LANGUAGES
from shared.problems import PROBLEM_MEDIA_TYPE

_MONTH: Final = r"^([0-9]{4}-(0[1-9]|1[0-2]))?$"
_NAMES: Final[dict[type, str]] = {int: "integer", float: "number", bool: "boolean", str: "string"}
_WHOLE: Final = {"type": "integer", "minimum": 0}
_POINTS: Final = {"type": ["integer", "null"], "minimum": 0, "maximum": 100}
_TEXT: Final = {"type": "string"}


def description() -> Document:
    """The whole document; it is the same for everybody."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Isoloir",
            "version": str(METHOD_VERSION),
            "description": "Released figures of the surveys at the Points numériques.",
        },
        "security": [{"token": []}],
        "paths": {
            "/api/v1/points": {"get": _points()},
            "/api/v1/tables": {"get": _tables()},
            "/api/v1/tables/{table}": {"get": _table()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _points() -> Document:
    number = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE}
    limit = {"anyOf": [number, {"const": ""}]}
    parameters = [
        _parameter("caf", _text(), "Only the Points of this Caf."),
        _parameter("limit", limit, "At most so many; all when left out."),
        _parameter("after", _text(), "Only those whose id comes after this one."),
        *_common(LIST_FORMATS),
    ]
    return _operation("points", "The Points of your scope, by id.", parameters, LIST_FORMATS)


def _tables() -> Document:
    return _operation("tables", "What may be asked.", _common(LIST_FORMATS), LIST_FORMATS)


def _table() -> Document:
    month = {"type": "string", "pattern": _MONTH}
    table = _parameter("table", _one_of(TableId), "The released table.")
    parameters = [
        {**table, "in": "path", "required": True},
        {
            **_parameter("question", _text(), "A question's id, or outcome:given for a crossing."),
            "required": True,
        },
        _parameter("point", _text(), "A Point's id, for the table site."),
        _parameter("caf", _text(), "A Caf's code; not together with point."),
        _parameter("from", month, "First month of release."),
        _parameter("to", month, "Last month of release."),
        _parameter("by", _one_of((*By, "")), "One group of figures for each."),
        *_common(tuple(Format)),
    ]
    return _operation("table", "Figures of one question or crossing.", parameters, tuple(Format))


def _common(formats: tuple[Format, ...]) -> list[Document]:
    return [
        _parameter("format", _one_of((*formats, "")), "When left out, the header Accept chooses."),
        _parameter("lang", {"enum": [*LANGUAGES, ""]}, "Of labels and sentences."),
        _parameter("dialect", _one_of((*Dialect, "")), "fr: CSV as a French spreadsheet opens it."),
        _parameter("bom", {"enum": ["0", "1", ""]}, "1: CSV starts with a byte order mark."),
    ]


def _operation(
    name: str, summary: str, parameters: list[Document], formats: tuple[Format, ...]
) -> Document:
    schema = {"$ref": f"#/components/schemas/{name}"}
    content = {
        media_type: {"schema": schema} if form is Format.JSON else {}
        for media_type, form in MEDIA_TYPES.items()
        if form in formats
    }
    tag = {"ETag": {"required": True, "schema": _TEXT}}
    problem = {
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer.", "content": content, "headers": tag},
            "304": {"description": "The answer has not changed since this ETag."},
            "400": {"description": "A parameter is wrong; detail names it.", **problem},
            "401": {"description": "No token, or an unknown one.", **problem},
            "403": {"description": "Outside your scope, or not published.", **problem},
            "404": {"description": "There is none of this name.", **problem},
            "501": {"description": "This collector cannot write this format.", **problem},
        },
    }


def _parameter(name: str, schema: Document, text: str) -> Document:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _text() -> Document:
    return {"type": "string", "maxLength": MAX_PARAMETER_CHARACTERS}


def _one_of(values: Iterable[str]) -> Document:
    return {"type": "string", "enum": [str(each) for each in values]}


def _object(properties: Document) -> Document:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(of: Document) -> Document:
    return {"type": "array", "items": of}


def _schemas() -> Document:
    point = {name: {"type": [_NAMES[TYPES.get(name, str)], "null"]} for name in POINT_COLUMNS}
    figure = {"option": _TEXT, "label": _TEXT, "count": {"type": ["integer", "null"], "minimum": 0}}
    shares = {"share": _POINTS, "low": _POINTS, "high": _POINTS}
    group = {
        "group": _TEXT,
        "breakdown": _TEXT,
        "releases": _WHOLE,
        "n": _WHOLE,
        "base": _WHOLE,
        "status": _one_of(Status),
        "figures": _list(_object({**figure, **shares})),
        "asides": _list(_object({"cell": _TEXT, "label": _TEXT, "count": _WHOLE})),
    }
    method = {
        "n_exact": {"type": "boolean"},
        "variance": _WHOLE,
        "maximum": _WHOLE,
        "confidence": {"type": "number"},
        "method": _WHOLE,
    }
    table = {
        **dict.fromkeys(("title", "by", "from", "to", "explanation", "status_rule"), _TEXT),
        "table": _one_of(TableId),
        "n": _WHOLE,
        "releases": _WHOLE,
        **method,
        "groups": _list(_object(group)),
    }
    problem = {**dict.fromkeys(("type", "title", "code"), _TEXT), "status": {"type": "integer"}}
    after = {"type": ["string", "null"]}
    return {
        "points": _object({"total": _WHOLE, "after": after, "points": _list(_object(point))}),
        "tables": _object(
            {"tables": _list(_object(method)), "crossings": _list(_TEXT), "by": _list(_TEXT)}
        ),
        "table": _object(table),
        "problem": _object(problem),
    }
