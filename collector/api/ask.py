"""The way from a reader's scope and a request's parameters to figures; API and pages share it."""

from __future__ import annotations

from collections.abc import Mapping

from collector.api.library import Library
from collector.auth.scope import Level, Scope
from collector.registry.registered import PointPlace, RegisteredPoint
from collector.tables.engine import answer
from collector.tables.model import FigureTable
from collector.tables.query import read_query
from shared.problems import AccessProblem, QueryProblem


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
    wanted = _caf_in_scope(library, scope, caf)
    found = [each for each in library.point_list(wanted) if scope.sees_point(each.id, each.caf)]
    # A database sorts texts by its own rules; pages of a list need an order that never changes.
    return sorted(found, key=lambda each: each.id)


def places_in_scope(library: Library, scope: Scope, caf: str = "") -> list[PointPlace]:
    """The same Points, only what lists and maps say of them.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    if scope.level is Level.POINT and not caf:
        return [PointPlace.of(each) for each in points_in_scope(library, scope)]
    found = library.places(_caf_in_scope(library, scope, caf))
    if scope.level is Level.NATIONAL:
        return list(found)
    return [each for each in found if scope.sees_point(each.id, each.caf)]


def _caf_in_scope(library: Library, scope: Scope, caf: str) -> str | None:
    """The Caf to look into, None for all."""
    if caf and not library.has_caf(caf):
        raise QueryProblem("caf-unknown", caf=caf[:40])
    if caf and not scope.opens_caf(caf):
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    return caf or (scope.id if scope.level is Level.CAF else None)
