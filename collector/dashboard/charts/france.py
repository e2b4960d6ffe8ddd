"""A map of Points from their coordinates alone: no outline, no outside tiles.

Projection: equirectangular at the mean latitude of what is shown; at the size of France, and at
this of a page, nobody sees more. Overseas Points lie in insets of their own, each at its own scale;
a region overseas that is shown alone takes the whole map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import cos, radians
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar

from markupsafe import Markup

from collector.dashboard.charts.shapes import by_finding, shapes
from collector.dashboard.charts.svg import WIDTH, Told, chart, label, mark
from collector.dashboard.findings import Finding

Kind = TypeVar("Kind")


class Spot(NamedTuple, Generic[Kind]):
    """A Point's place in degrees, and what is shown of it: its finding, or anything else."""

    latitude: float
    longitude: float
    shown: Kind


Drawing = Callable[[Sequence[tuple[Kind, tuple[float, float]]]], Iterable[Markup]]
"""Draws what is shown of the Points of one region, each at its place on the map."""


class Region(NamedTuple):
    """A part of the country with a box around it, in degrees."""

    name: str
    south: float
    north: float
    west: float
    east: float

    def holds(self, spot: Spot[Kind]) -> bool:
        """Whether a place is within the box."""
        inside = self.south <= spot.latitude <= self.north
        return inside and self.west <= spot.longitude <= self.east


MAINLAND: Final = Region("", 41.2, 51.2, -5.3, 9.7)
OVERSEAS: Final = (
    Region("Guadeloupe", 15.8, 18.2, -63.2, -60.9),
    Region("Martinique", 14.3, 14.95, -61.3, -60.75),
    Region("Guyane", 2.0, 6.0, -54.7, -51.5),
    Region("La Réunion", -21.45, -20.8, 55.15, 55.9),
    Region("Mayotte", -13.05, -12.6, 44.95, 45.35),
)
_INSET: Final = 112
_MOST_HEIGHT: Final = 560


def by_region(spots: Iterable[Spot[Kind]]) -> Mapping[Region, Sequence[Spot[Kind]]]:
    """The places of each region; those in none are left out."""
    found: dict[Region, Sequence[Spot[Kind]]] = {}
    left = list(spots)
    for region in (MAINLAND, *OVERSEAS):
        found[region] = [spot for spot in left if region.holds(spot)]
        left = [spot for spot in left if not region.holds(spot)]
    return found


def of_findings(placed: Sequence[tuple[Finding, tuple[float, float]]]) -> Iterable[Markup]:
    """The shapes of findings, those that matter last and so on top."""
    for finding, its in by_finding(placed, itemgetter(0)):
        yield shapes(finding, [place for _, place in its])


def france(told: Told, spots: Mapping[Region, Sequence[Spot[Kind]]], draw: Drawing[Kind]) -> Markup:
    """The map of the places of each region, as large as they allow."""
    large = MAINLAND
    regions = [region for region in OVERSEAS if spots[region]]
    if not spots[MAINLAND] and len(regions) == 1:
        (large,), regions = regions, []
    marks: list[Markup] = []
    height = 0
    if spots[large]:
        box = _around(spots[large])
        height = min(_MOST_HEIGHT, max(180, round((WIDTH - 24) / _shape(box)) + 24))
        marks += draw(_placed(box, spots[large], (12, 12, WIDTH - 24, height - 24)))
    if large.name:
        marks.append(label("tick", 12, 16, large.name))
    for at, region in enumerate(regions):
        left = at * (_INSET + 12)
        inside = left + 9, height + 9, _INSET - 16, _INSET - 16
        marks.append(mark("rect", "inset", x=left + 1, y=height + 1, width=_INSET, height=_INSET))
        marks += draw(_placed(_around(spots[region]), spots[region], inside))
        marks.append(label("tick", left + _INSET / 2, height + _INSET + 16, region.name, "middle"))
    return chart(told, "map", (WIDTH, height + (_INSET + 24 if regions else 0)), marks)


def _shape(region: Region) -> float:
    """Width by height."""
    middle = cos(radians((region.south + region.north) / 2))
    return (region.east - region.west) * middle / (region.north - region.south)


def _around(spots: Sequence[Spot[Kind]]) -> Region:
    """The box of these places, a tenth of a degree at least each way."""
    latitudes = [each.latitude for each in spots]
    longitudes = [each.longitude for each in spots]
    return Region(
        "",
        min(latitudes) - 0.05,
        max(latitudes) + 0.05,
        min(longitudes) - 0.07,
        max(longitudes) + 0.07,
    )


def _placed(
    region: Region, spots: Sequence[Spot[Kind]], box: tuple[float, float, float, float]
) -> list[tuple[Kind, tuple[float, float]]]:
    left, top, width, height = box
    shape = _shape(region)
    across = min(width, height * shape)
    down = across / shape
    left += (width - across) / 2
    top += (height - down) / 2
    along = across / (region.east - region.west)
    up = down / (region.north - region.south)
    return [
        (
            each.shown,
            (
                left + (each.longitude - region.west) * along,
                top + (region.north - each.latitude) * up,
            ),
        )
        for each in spots
    ]
