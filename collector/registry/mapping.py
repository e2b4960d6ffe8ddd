"""The registry's map: where the Points that a search found lie, those overseas in insets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import Markup

from collector.dashboard.charts.france import Spot, by_region, france
from collector.dashboard.charts.svg import Told
from collector.registry.registered import RegisteredPoint
from collector.texts import Texts

_FEW: Final = 200
"""Up to so many Points each is drawn large."""


class _Shown(NamedTuple):
    name: str
    active: bool
    radius: int


@dataclass(frozen=True, slots=True)
class RegistryMap:
    """The map, empty where no Point has a place. `unplaced`: Points that are not on it."""

    drawn: Markup
    unplaced: int


def map_of(points: Sequence[RegisteredPoint], texts: Texts) -> RegistryMap:
    """The map of these Points."""
    radius = 5 if len(points) < _FEW else 2
    regions = by_region(
        Spot(
            point.record.latitude,
            point.record.longitude,
            _Shown(f"{point.record.name}, {point.record.commune}", point.active, radius),
        )
        for point in points
        if point.record.latitude is not None and point.record.longitude is not None
    )
    placed = sum(map(len, regions.values()))
    mainland = texts.gettext("Mainland France")
    told = Told(
        "registry",
        texts.gettext("Map of the Points found"),
        ", ".join(
            f"{region.name or mainland}{texts.colon}{texts.number(len(spots))}"
            for region, spots in regions.items()
            if spots
        ),
    )
    drawn = france(told, regions, _circles) if placed else Markup("")
    return RegistryMap(drawn, len(points) - placed)


def _circles(placed: Sequence[tuple[_Shown, tuple[float, float]]]) -> Iterable[Markup]:
    for point, (x, y) in placed:
        yield Markup(
            '<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"><title>{}</title></circle>'
        ).format("spot" if point.active else "spot spot-closed", x, y, point.radius, point.name)
