"""What a report tells beside figures; the storage stands behind `YearFactsOf`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from collector.label.facts import PointFacts


@dataclass(frozen=True, slots=True)
class Comment:
    """A released comment. `quarter`: as `2026-Q3`."""

    quarter: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A notice of the Caf, from a day to another."""

    starts: date
    ends: date
    text: str


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A Point's year. `messages`: how many its desk sent, by category."""

    point: PointFacts = field(default_factory=PointFacts)
    comments: Sequence[Comment] = ()
    notices: Sequence[Told] = ()
    messages: Mapping[str, int] = field(default_factory=dict)


CAF_ITSELF: Final = ""
"""Whose comments are those that carry no Point, since too few came there."""

YearFactsOf = Callable[[str, Sequence[str], int], Mapping[str, YearFacts]]
"""From a Caf, some of its Points and a year to the facts of each of them, and of the Caf."""
