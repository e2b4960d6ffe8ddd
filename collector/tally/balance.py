"""Reconciliation: received = tallied + set aside with a reason + waiting, at all times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Fate(StrEnum):
    """Where a received item is."""

    RECEIVED = "received"
    TALLIED = "tallied"
    SET_ASIDE = "set_aside"
    WAITING = "waiting"


class Entry(NamedTuple):
    """So many items of a Point, period and kind. `code`: the reason of those set aside."""

    point: str
    period: str
    kind: str
    fate: Fate
    code: str
    items: int


@dataclass(slots=True)
class Balance:
    """The account of some items. `set_aside`: number by problem code."""

    received: int = 0
    tallied: int = 0
    waiting: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Items received that are nowhere; negative when there are more than were received."""
        return self.received - self.tallied - self.waiting - sum(self.set_aside.values())

    def add(self, entry: Entry) -> None:
        """Enter some items."""
        match entry.fate:
            case Fate.RECEIVED:
                self.received += entry.items
            case Fate.TALLIED:
                self.tallied += entry.items
            case Fate.WAITING:
                self.waiting += entry.items
            case Fate.SET_ASIDE:
                known = self.set_aside.get(entry.code, 0)
                self.set_aside[entry.code] = known + entry.items


Line = tuple[str, str, str]
"""Point, period and kind of item."""


@dataclass(frozen=True)
class Reconciliation:
    """All accounts of a collector."""

    total: Balance
    lines: Mapping[Line, Balance]

    @property
    def holds(self) -> bool:
        """Whether nothing is missing, on any line."""
        return not any(line.missing for line in self.lines.values())

    @property
    def broken(self) -> dict[Line, Balance]:
        """The lines where something is missing."""
        return {line: balance for line, balance in self.lines.items() if balance.missing}


def reconcile(entries: Iterable[Entry]) -> Reconciliation:
    """Draw up the accounts, in order of Point, period and kind."""
    total = Balance()
    lines: dict[Line, Balance] = {}
    for entry in entries:
        total.add(entry)
        lines.setdefault((entry.point, entry.period, entry.kind), Balance()).add(entry)
    return Reconciliation(total, dict(sorted(lines.items())))
