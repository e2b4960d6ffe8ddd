"""What a page of figures is asked about: its filters, as they stand in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from collector.api.ask import find_point
from collector.api.library import Library
from collector.auth.scope import Level, Scope
from collector.dashboard.point_view import Window
from collector.texts import Texts
from shared.periods import Period
from shared.problems import QueryProblem

DEFAULT_MONTHS: Final = 12
"""A year: long enough for most Points to be told apart, and every season once."""

_DEPARTEMENT: Final = re.compile(r"[0-9]{2,3}|2[AB]", re.ASCII)
_LONGEST: Final = 60
_MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; empty texts stand for what was not. `page` counts from 1.

    `months`: first, last; then those of a second period to compare with.
    """

    months: tuple[Period | None, Period | None, Period | None, Period | None]
    caf: str = ""
    departement: str = ""
    point: str = ""
    other: str = ""
    question: str = ""
    option: str = ""
    split: str = ""
    page: int = 1


def read_filters(given: Callable[[str], str]) -> Filters:
    """Read an address. `given`: the text of a parameter, empty if it is absent.

    Raises:
        FormatProblem: `period-invalid`.
        QueryProblem: `query-invalid` for a département that cannot be one.
    """

    def month(name: str) -> Period | None:
        text = given(name)
        return Period.parse(text) if text else None

    def name(parameter: str) -> str:
        return given(parameter)[:_LONGEST]

    departement = name("departement")
    if departement and not _DEPARTEMENT.fullmatch(departement):
        detail = f"{departement!r} is no département."
        raise QueryProblem("query-invalid", detail, parameter="departement")
    page = given("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Filters(
        (month("from"), month("to"), month("from2"), month("to2")),
        name("caf"), departement, name("point"), name("point2"), name("question"), name("option"),
        name("split"), min(max(1, number), _MOST_PAGES),
    )  # fmt: skip


def window_of(library: Library, first: Period | None, last: Period | None) -> Window | None:
    """The months asked for, by default the last released year; None before any release."""
    released = library.periods()
    if released is None:
        return None
    oldest, newest = released
    months = tuple(oldest.plus(at) for at in range(newest.index - oldest.index + 1))
    end = last or newest
    start = first or max(oldest, end.plus(1 - DEFAULT_MONTHS))
    if start > end:
        start, end = end, start
    return Window(start, end, months)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures: the nation's, a Caf's or a Point's."""

    level: Level
    id: str
    name: str

    @property
    def parameters(self) -> dict[str, str]:
        """How a query names it."""
        key = {Level.CAF: "caf", Level.POINT: "point"}.get(self.level)
        return {key: self.id} if key else {}


def nation(texts: Texts) -> Place:
    """All of France."""
    return Place(Level.NATIONAL, "", texts.gettext("France"))


def caf_place(library: Library, scope: Scope, caf: str) -> Place:
    """A Caf that the scope opens.

    Raises:
        QueryProblem: `caf-unknown`.
        AccessProblem: `scope-refused`.
    """
    if not library.has_caf(caf):
        raise QueryProblem("caf-unknown", caf=caf[:40])
    scope.check_caf(caf)
    return Place(Level.CAF, caf, library.cafs().get(caf, caf))


def place_of(library: Library, scope: Scope, filters: Filters, texts: Texts) -> Place:
    """The place asked for; whether the scope opens a Point is checked by every query of it.

    Raises:
        QueryProblem: `caf-unknown`, `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    if filters.point:
        point = find_point(library, filters.point)
        scope.check_point(point.id, point.caf)
        return Place(Level.POINT, point.id, point.record.name)
    return caf_place(library, scope, filters.caf) if filters.caf else nation(texts)


def asked_in(place: Place, window: Window, question: str, by: str = "none") -> dict[str, str]:
    """The parameters of a query."""
    months = {"from": str(window.first), "to": str(window.last)}
    return {"question": question, "by": by, **place.parameters, **months}


def is_released(window: Window) -> bool:
    """Whether anything at all was released within a window."""
    return window.last >= window.months[0] and window.first <= window.months[-1]
