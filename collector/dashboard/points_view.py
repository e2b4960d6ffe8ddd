"""The list of Points to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from collector.api.ask import places_in_scope
from collector.api.library import Library
from collector.auth.scope import Level, Scope
from collector.registry.registered import PointPlace
from collector.registry.searching import plain
from collector.tables.history import PointTotal

PAGE_SIZE: Final = 50
"""Points on a page: a screen or two, and a page that stays small at national size."""


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """The list's filters. `page` counts from 1."""

    search: str = ""
    caf: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PointsView:
    """One page of the list. `totals`: of the listed Points that have releases."""

    points: Sequence[PointPlace]
    totals: Mapping[str, PointTotal]
    cafs: Mapping[str, str]
    asked: PointsAsked
    found: int
    pages: int


def points_view(library: Library, scope: Scope, asked: PointsAsked) -> PointsView:
    """The Points that a scope opens and the filters let through, by commune and name.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    words = plain(asked.search).split()
    found = places_in_scope(library, scope, asked.caf)
    if asked.search.strip():
        found = [each for each in found if words and _matches(each, words)]
    found.sort(key=lambda each: (plain(each.commune), plain(each.name), each.id))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, asked.page), pages)
    listed = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return PointsView(
        points=listed,
        totals=library.totals([each.id for each in listed]),
        cafs=library.cafs() if scope.level is Level.NATIONAL else {},
        asked=PointsAsked(asked.search, asked.caf, page),
        found=len(found),
        pages=pages,
    )


def _matches(point: PointPlace, words: Sequence[str]) -> bool:
    text = f"{plain(point.name)} {plain(point.commune)} {point.postcode} {point.id}"
    return all(word in text for word in words)
