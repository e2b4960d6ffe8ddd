"""`python -m tests.month.claims 10000 100000`: how long the two transactions of a Caf's claim take.

While one runs on SQLite no batch is taken in, and a device that waits for more than half a minute
comes again later. So the responses of one Caf, and not of France, are what has a limit first. The
vault holds random bytes: neither transaction looks inside.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from sqlalchemy import insert

from collector.store.claims import claimed_ids, plan_claim
from collector.store.releases import Publication, publish
from collector.store.schema import vault
from collector.tally.claim import Claim
from shared.sealing import Label, sealed_length
from tests.bench.world import PERIOD, World, open_world

POINTS: Final = 28
"""Of a Caf; three of the national list's have fewer than ten, the largest has a hundred."""

_ROWS: Final = 1000
_HEAD: Final = " responses    plan s   cpu s  publish s   cpu s  journal MB"


def main(sizes: Sequence[int]) -> None:
    """Measure a claim of each size."""
    print(_HEAD)
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="isoloir-claim-") as name:
            place = Path(name)
            with open_world(place, POINTS) as world:
                print("".join(_measured(world, place, size)), flush=True)


def _measured(world: World, place: Path, size: int) -> Iterator[str]:
    caf = _fill(world, size)
    claims: list[Claim] = []

    def plan() -> None:
        with world.database.begin() as transaction:
            claim, _ = plan_claim(transaction, caf, PERIOD)
            assert claim is not None
            claims.append(claim)

    def close() -> None:
        with world.database.begin() as transaction:
            taken = claimed_ids(transaction, claims[0])
            assert publish(transaction, Publication(claims[0], taken, [], [], {}, {}))

    yield f"{size:>10,}"
    yield "{:>10.2f}{:>8.2f}".format(*_timed(plan))
    yield "{:>11.2f}{:>8.2f}".format(*_timed(close))
    yield f"{(place / 'collector.db-wal').stat().st_size / 1e6:>12,.0f}"


def _timed(act: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the clock, and of processor time."""
    wall, cpu = perf_counter(), process_time()
    act()
    return perf_counter() - wall, process_time() - cpu


def _fill(world: World, size: int) -> str:
    length = sealed_length(world.survey, Label.RESPONSE)
    for kiosk in world.kiosks:
        lane = world.lane(kiosk)
        head = {
            "point_id": lane.point,
            "kind": lane.label.value,
            "period": lane.period,
            "survey": lane.survey,
            "key_id": lane.key_id,
        }
        left = size // POINTS
        while left:
            sealed = [os.urandom(length) for _ in range(min(left, _ROWS))]
            left -= len(sealed)
            rows = [{**head, "item_id": each[:16], "sealed": each} for each in sealed]
            with world.database.begin() as transaction:
                transaction.execute(insert(vault), rows)
    world.database.scrub()
    return "100"


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]])
