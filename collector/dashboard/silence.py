"""Points from which nothing comes any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from collector.registry.registered import PointPlace
from shared.periods import Period

SILENT_MONTHS: Final = 3
"""Few responses wait for at most two tallies: a third one without a release had nothing to open."""


class Silent(NamedTuple):
    """A Point that stays silent, and the month of its last release."""

    point: PointPlace
    last: Period


class Silence(NamedTuple):
    """`silent`: those that fell silent, the latest first. `never`: Points without any release."""

    silent: tuple[Silent, ...]
    never: int


def find_silence(
    points: Iterable[PointPlace], last: Mapping[str, Period], newest: Period
) -> Silence:
    """Which active Points are silent at the newest month that was released."""
    active = [each for each in points if each.active]
    silent = [
        Silent(each, last[each.id])
        for each in active
        if each.id in last and newest.index - last[each.id].index >= SILENT_MONTHS
    ]
    silent.sort(key=lambda each: (-each.last.index, each.point.name, each.point.id))
    return Silence(tuple(silent), sum(each.id not in last for each in active))
