"""The way from a reader's scope and a request's parameters to figures; API and pages share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from collector.api.library import Library
from collector.auth.scope import Level, Scope
from collector.registry.registered import RegisteredPoint
from collector.tables.engine import answer
from collector.tables.model import FigureTable
from collector.tables.query import read_query
from collector.texts import LANGUAGES
from shared.problems import AccessProblem, QueryProblem

MAX_PARAMETER_CHARACTERS: Final = 100
"""Longer than two question ids and a colon; a longer text can only be refused."""


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"


MEDIA_TYPES: Final[Mapping[str, Format]] = {
    "application/json": Format.JSON,
    "text/csv": Format.CSV,
}
"""What `Accept` may name; the first one when it names nothing that is offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's parameters, the API's own apart from those that `query` is made of."""

    format: Format
    language: str
    byte_order_mark: bool
    query: Mapping[str, str]


def read_asked(arguments: Iterable[tuple[str, str]], accepted: Format) -> Asked:
    """Read the parameters of an address.

    Args:
        arguments: name and value pairs, as they came.
        accepted: the format by the `Accept` header, when no `format` is given.

    Raises:
        QueryProblem: `query-invalid`: a parameter twice, too long, or with an unknown value.
    """
    values: dict[str, str] = {}
    for name, value in arguments:
        if name in values:
            raise _invalid(name, "is given twice")
        if len(value) > MAX_PARAMETER_CHARACTERS:
            raise _invalid(name, f"is longer than {MAX_PARAMETER_CHARACTERS} characters")
        values[name] = value
    form = _choice(values, "format", [each.value for each in Format], accepted.value)
    language = _choice(values, "lang", LANGUAGES, LANGUAGES[0])
    mark = _choice(values, "bom", ("0", "1"), "0")
    return Asked(Format(form), language, mark == "1", values)


def _choice(values: dict[str, str], name: str, known: Sequence[str], default: str) -> str:
    value = values.pop(name, "") or default
    if value not in known:
        raise _invalid(name, f"is one of {', '.join(known)}")
    return value


def _invalid(name: str, fault: str) -> QueryProblem:
    return QueryProblem("query-invalid", f"{name[:40]!r} {fault}.", parameter=name[:40])


def ask(library: Library, scope: Scope, table: str, parameters: Mapping[str, str]) -> FigureTable:
    """Answer a query within a scope.

    Raises:
        QueryProblem: see `collector.tables.query.read_query` and `collector.tables.engine.answer`.
        AccessProblem: `scope-refused`.
    """
    query = read_query(table, parameters, library)
    scope.check(query, lambda point: find_point(library, point).caf)
    return answer(library, query)


def find_point(library: Library, point: str) -> RegisteredPoint:
    """The Point with this id.

    Raises:
        QueryProblem: `point-unknown`.
    """
    found = library.point(point)
    if found is None:
        raise QueryProblem("point-unknown", point=point[:40])
    return found


def open_point(library: Library, scope: Scope, point: str) -> RegisteredPoint:
    """The Point with this id, once the scope opens it.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    found = find_point(library, point)
    if not scope.sees_point(found.id, found.caf):
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    return found


def points_in_scope(library: Library, scope: Scope, caf: str = "") -> list[RegisteredPoint]:
    """The Points that a scope opens, by id; those of one Caf when its code is given.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    if scope.level is Level.POINT and not caf:
        own = library.point(scope.id)
        return [own] if own else []
    if caf and not library.has_caf(caf):
        raise QueryProblem("caf-unknown", caf=caf[:40])
    if caf and not scope.opens_caf(caf):
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    wanted = caf or (scope.id if scope.level is Level.CAF else None)
    return [each for each in library.point_list(wanted) if scope.sees_point(each.id, each.caf)]
