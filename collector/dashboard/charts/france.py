"""A map of Points by finding, from their coordinates alone: no outline, no outside tiles.

Projection: equirectangular at the mean latitude of what is shown; at the size of France, and at
this of a page, nobody sees more. Overseas Points lie in insets of their own, each at its own scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import cos, radians
from operator import attrgetter
from typing import Final, NamedTuple

from markupsafe import Markup

from collector.dashboard.charts.shapes import by_finding, shapes
from collector.dashboard.charts.svg import WIDTH, Told, chart, label, mark
from collector.dashboard.findings import Finding


class Spot(NamedTuple):
    """A Point's place in degrees, and its finding."""

    latitude: float
    longitude: float
    finding: Finding


class Region(NamedTuple):
    """A part of the country with a box around it, in degrees."""

    name: str
    south: float
    north: float
    west: float
    east: float

    def holds(self, spot: Spot) -> bool:
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


def by_region(spots: Iterable[Spot]) -> Mapping[Region, Sequence[Spot]]:
    """The places of each region; those in none are left out."""
    found: dict[Region, Sequence[Spot]] = {}
    left = list(spots)
    for region in (MAINLAND, *OVERSEAS):
        found[region] = [spot for spot in left if region.holds(spot)]
        left = [spot for spot in left if not region.holds(spot)]
    return found


def france(told: Told, spots: Mapping[Region, Sequence[Spot]]) -> Markup:
    """The map of the places of each region, as large as they allow."""
    mainland = spots[MAINLAND]
    insets = [(region, spots[region]) for region in OVERSEAS if spots[region]]
    marks: list[Markup] = []
    height = 0
    if mainland:
        region = _around(mainland)
        height = min(_MOST_HEIGHT, max(180, round((WIDTH - 24) / _shape(region)) + 24))
        marks += _drawn(region, mainland, (12, 12, WIDTH - 24, height - 24))
    for at, (region, inside) in enumerate(insets):
        left = at * (_INSET + 12)
        marks.append(mark("rect", "inset", x=left + 1, y=height + 1, width=_INSET, height=_INSET))
        marks += _drawn(region, inside, (left + 9, height + 9, _INSET - 16, _INSET - 16))
        marks.append(label("tick", left + _INSET / 2, height + _INSET + 16, region.name, "middle"))
    return chart(told, "map", (WIDTH, height + (_INSET + 24 if insets else 0)), marks)


def _shape(region: Region) -> float:
    """Width by height."""
    middle = cos(radians((region.south + region.north) / 2))
    return (region.east - region.west) * middle / (region.north - region.south)


def _around(spots: Sequence[Spot]) -> Region:
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


def _drawn(
    region: Region, spots: Sequence[Spot], box: tuple[float, float, float, float]
) -> list[Markup]:
    left, top, width, height = box
    shape = _shape(region)
    across = min(width, height * shape)
    down = across / shape
    left += (width - across) / 2
    top += (height - down) / 2
    along = across / (region.east - region.west)
    up = down / (region.north - region.south)
    marks = []
    for finding, its in by_finding(spots, attrgetter("finding")):
        places = [
            (
                left + (each.longitude - region.west) * along,
                top + (region.north - each.latitude) * up,
            )
            for each in its
        ]
        marks.append(shapes(finding, places))
    return marks
