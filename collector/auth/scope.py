"""Scopes, and the one rule on what each may read.

    scope        reads
    national     everything
    caf:ID       its Caf, the Points that the registry gives to it today, and the nation's totals
    point:ID     that Point, and the nation's totals

The nation's totals are figures of all of France that are split by month at most; they are
everybody's yardstick. The totals of a Caf are not open to its partners: with two Points in a Caf,
the total minus one's own would be the other's. Scopes keep order between colleagues; what nobody
may learn about a visitor is kept by the released tables themselves, whoever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from collector.tables.model import By
from collector.tables.query import Query
from shared.problems import AccessProblem

_CAF: Final = re.compile(r"[0-9]{3}|2[AB][0-9]", re.ASCII)
_POINT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


class Level(StrEnum):
    """How wide a scope is."""

    NATIONAL = "national"
    CAF = "caf"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an account or a token may read. `id`: Caf code or Point id, empty for the nation."""

    level: Level
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read `national`, `caf:CODE` or `point:ID`; whether it exists is not looked at.

        Raises:
            AccessProblem: `scope-invalid`.
        """
        level, _, name = text.partition(":")
        pattern = {Level.CAF.value: _CAF, Level.POINT.value: _POINT}.get(level)
        if pattern is not None and pattern.fullmatch(name):
            return cls(Level(level), name)
        if text == Level.NATIONAL:
            return NATIONAL
        raise AccessProblem("scope-invalid", f"{text[:60]!r} is not one.")

    def __str__(self) -> str:
        return f"{self.level}:{self.id}" if self.id else self.level.value

    def sees_point(self, point: str, caf: str) -> bool:
        """Whether it opens a Point of this Caf."""
        return self.opens_caf(caf) or (self.level is Level.POINT and self.id == point)

    def opens_caf(self, caf: str) -> bool:
        """Whether it opens a Caf as a whole."""
        return self.level is Level.NATIONAL or (self.level is Level.CAF and self.id == caf)

    def check_point(self, point: str, caf: str) -> None:
        """See that a Point of this Caf is within the scope.

        Raises:
            AccessProblem: `scope-refused`.
        """
        if not self.sees_point(point, caf):
            raise AccessProblem("scope-refused", f"Your scope is {self}.")

    def check_caf(self, caf: str) -> None:
        """See that a Caf as a whole is within the scope.

        Raises:
            AccessProblem: `scope-refused`.
        """
        if not self.opens_caf(caf):
            raise AccessProblem("scope-refused", f"Your scope is {self}.")

    def check(self, query: Query, caf_of: Callable[[str], str]) -> None:
        """See that a query stays within the scope.

        Args:
            query: what is asked; it has been read, so its Point and Caf exist.
            caf_of: the Caf that the registry gives to a Point today.

        Raises:
            AccessProblem: `scope-refused`.
        """
        if not self._allows(query, caf_of):
            raise AccessProblem("scope-refused", f"Your scope is {self}.")

    def _allows(self, query: Query, caf_of: Callable[[str], str]) -> bool:
        if query.point is not None:
            return self.sees_point(query.point, caf_of(query.point))
        if query.caf is not None:
            return self.opens_caf(query.caf)
        return self.level is Level.NATIONAL or query.by in (By.NONE, By.PERIOD)


NATIONAL: Final = Scope(Level.NATIONAL)
