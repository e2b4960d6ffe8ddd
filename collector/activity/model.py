"""What the rooms share about activity returns: returns, declared figures, questions, reminders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.periods import Period

WEB: Final = "web"
"""The source of a return that was typed on the collector's pages; any other is a device's name."""


@dataclass(frozen=True, slots=True)
class KeptReturn:
    """A return as it is kept. `day`: it arrived, ISO; `who`: the account that typed it, if any."""

    point: str
    period: Period
    source: str
    revision: int
    visitors: int
    accompanied: int
    day: str
    who: str = ""

    @property
    def arrived(self) -> date:
        """On which day it came."""
        return date.fromisoformat(self.day)


@dataclass(frozen=True, slots=True)
class Declared:
    """What counts for a Point and month.

    `accompanied` of the `visitors` were helped; `sources` is how many devices declared.
    """

    point: str
    period: Period
    visitors: int
    accompanied: int
    sources: int
    corrected: bool
    day: str


def declared(returns: Iterable[KeptReturn]) -> dict[tuple[str, Period], Declared]:
    """What counts, by Point and month.

    Of each source its highest revision. What was typed on the web stands in place of all devices;
    those of one Point add up, since each counts the visitors that its own desk saw.
    """
    latest: dict[tuple[str, Period], dict[str, KeptReturn]] = {}
    for each in returns:
        of_month = latest.setdefault((each.point, each.period), {})
        kept = of_month.get(each.source)
        if kept is None or each.revision > kept.revision:
            of_month[each.source] = each
    return {key: _declared(sources) for key, sources in latest.items()}


def _declared(sources: Mapping[str, KeptReturn]) -> Declared:
    used = [sources[WEB]] if WEB in sources else list(sources.values())
    return Declared(
        point=used[0].point,
        period=used[0].period,
        visitors=sum(each.visitors for each in used),
        accompanied=sum(each.accompanied for each in used),
        sources=len(used),
        corrected=len(sources) > len(used) or any(each.revision > 1 for each in used),
        day=max(each.day for each in used),
    )


class QuestionKind(StrEnum):
    """What is asked about a declared figure."""

    ACCOMPANIED = "accompanied"
    """More accompanied than visitors."""
    RESPONSES = "responses"
    """More responses than visitors."""
    PHONES = "phones"
    """More responses from phones alone than visitors: somebody may have stuffed the ballot. How
    many is not said, since a Point's share of phones is not published."""
    TENFOLD = "tenfold"
    """Ten times the month before, or a tenth of it."""
    NOBODY = "nobody"
    """No visitor, at a Point that was open and had some in the months before."""
    SEVERAL = "several"
    """Several devices declared: were the same visitors counted twice?"""


class QuestionState(StrEnum):
    """`GONE`: a correction made the question needless."""

    OPEN = "open"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a Point's month. `figures`: what is asked about, by name."""

    point: str
    period: Period
    kind: QuestionKind
    figures: Mapping[str, int]
    state: QuestionState = QuestionState.OPEN
    reason: str = ""
    who: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """An e-mail about a month's late return. `state`: begun or sent."""

    point: str
    period: Period
    stage: int
    email: str
    state: str
    day: str

    @property
    def on(self) -> date:
        """The day of it."""
        return date.fromisoformat(self.day)
