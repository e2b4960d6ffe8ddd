"""The collector in numbers for Prometheus, none of which says anything of a visitor.

No Point, device or time is named, and what waits is rounded down to hundreds: a count read every
few seconds would otherwise tell the moment at which somebody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from collector.fleet.assess import Concern, Watched

ROUNDED_TO = 100


def exposition(watched: Iterable[Watched], vault: Mapping[str, int], unfinished: int) -> bytes:
    """Prometheus' text format.

    Args:
        watched: every device.
        vault: sealed items that wait for a tally, by kind.
        unfinished: tallies that were begun and not published.
    """
    registry = CollectorRegistry()
    devices = [each for each in watched if not each.sign.device.revoked]
    _fill(
        Gauge("isoloir_devices", "Enrolled devices.", ["kind"], registry=registry),
        Counter(each.sign.device.kind.value for each in devices),
    )
    told = Counter(concern.value for each in devices for concern in each.concerns)
    _fill(
        Gauge("isoloir_devices_concern", "Devices of concern.", ["concern"], registry=registry),
        {each.value: told[each.value] for each in Concern},
    )
    _fill(
        Gauge("isoloir_vault_items", "Sealed items, in hundreds.", ["kind"], registry=registry),
        {kind: number - number % ROUNDED_TO for kind, number in vault.items()},
    )
    Gauge("isoloir_tallies_unfinished", "Tallies begun, not published.", registry=registry).set(
        unfinished
    )
    return generate_latest(registry)


def _fill(gauge: Gauge, numbers: Mapping[str, int]) -> None:
    for name, number in numbers.items():
        gauge.labels(name).set(number)
