"""The registry's map: France large, overseas in insets, and nobody left out in silence."""

from __future__ import annotations

import re

from collector.registry.mapping import RegistryMap, map_of
from collector.registry.registered import RegisteredPoint
from collector.texts import load_texts
from tests.support.town import record

PLACES = {
    "lille": (50.63, 3.06),
    "basse-terre": (16.0, -61.73),
    "fort-de-france": (14.6, -61.07),
    "cayenne": (4.93, -52.33),
    "saint-denis": (-20.88, 55.45),
    "mamoudzou": (-12.78, 45.23),
    "noumea": (-22.27, 166.44),
}


def drawn(*names: str) -> RegistryMap:
    points = [
        RegisteredPoint(
            record(name, "761", latitude=PLACES[name][0], longitude=PLACES[name][1]),
            "", (), None, name != "cayenne",
        )
        for name in names
    ]  # fmt: skip
    return map_of(points, load_texts()["fr"])


def test_every_region_overseas_has_its_inset() -> None:
    found = drawn(*PLACES)
    for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"):
        assert f">{name}</text>" in found.drawn
    assert found.drawn.count("<circle") == 6
    assert found.drawn.count("spot-closed") == 1
    assert "France métropolitaine\u00a0: 1, Guadeloupe\u00a0: 1" in found.drawn
    assert found.unplaced == 1
    assert "Point de mamoudzou, Mamoudzou" in found.drawn


def test_a_region_overseas_alone_takes_the_whole_map() -> None:
    alone, beside = drawn("saint-denis"), drawn("saint-denis", "lille")
    width = re.compile(r'viewBox="0 0 640 (\d+)"')
    tall, both = (width.search(each.drawn) for each in (alone, beside))
    assert tall is not None
    assert both is not None
    assert int(tall[1]) >= 180
    assert "rect" not in alone.drawn
    assert "rect" in beside.drawn
    assert ">La Réunion</text>" in alone.drawn


def test_no_place_no_map() -> None:
    assert drawn("noumea") == RegistryMap(drawn().drawn, 1)
    assert not drawn().drawn
