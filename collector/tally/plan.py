"""Who is tallied now and who waits: the rule of DISCLOSURE.md on Points with few responses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.periods import Period
from shared.problems import OperationProblem

LEAST_RESPONSES: Final = 20
"""Below it no share of a release could be shown: a Point with fewer waits for the next tally."""

MOST_DEFERRALS: Final = 2
"""Tallies (distinct periods) that may leave a Point waiting; the next one releases it anyway."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A Point with responses in the vault.

    `responses`: how many, all of the tally's period or earlier. `deferred`: how many tallies in a
    row left it waiting, the last of them being that of `last`.
    """

    point: str
    responses: int
    deferred: int = 0
    last: Period | None = None


@dataclass(frozen=True, slots=True)
class Deferral:
    """A Point left waiting, `times` tallies in a row by now, the last one that of `period`."""

    point: str
    times: int
    period: Period


@dataclass(frozen=True, slots=True)
class Choice:
    """What one tally does about the Points of a Caf that have responses waiting."""

    released: tuple[str, ...]
    deferred: tuple[Deferral, ...]


def choose(waiting: Iterable[Waiting], period: Period, least: int = LEAST_RESPONSES) -> Choice:
    """Which Points the tally of a period releases, and which it leaves for the next one."""
    released: list[str] = []
    deferred: list[Deferral] = []
    for each in waiting:
        again = each.last is not None and period <= each.last
        if each.responses >= least or (each.deferred >= MOST_DEFERRALS and not again):
            released.append(each.point)
        elif again and each.last is not None:
            deferred.append(Deferral(each.point, each.deferred, each.last))
        else:
            deferred.append(Deferral(each.point, each.deferred + 1, period))
    return Choice(tuple(released), tuple(deferred))


def period_to_tally(asked: Period | None, today: date, *, allow_open: bool = False) -> Period:
    """The period to tally: the one asked for, or else the last month that is over.

    Args:
        asked: as given on the command line.
        today: the day by the collector's own time zone.
        allow_open: a demo may take the month that is not over yet, and does so by default.

    Raises:
        OperationProblem: `period-open`.
    """
    current = Period.of(today)
    latest = current if allow_open else current.plus(-1)
    if asked is not None and asked > latest:
        raise OperationProblem("period-open", f"{asked} ends after today ({today}).")
    return asked or latest
