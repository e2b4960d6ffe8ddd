"""The tally, against bare `cryptography` opening the same items on as many processes.

On one of them, where another processor reads, publishes and deletes, and on as many as there are
processors, where what does that takes its time from those that open.

Both begin with no worker running. The bare side holds the items in memory in lots of the same
size, opens them and throws the plaintexts away; the tally reads them from the database, opens,
checks, counts, perturbs, publishes and deletes them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from random import Random
from statistics import median
from typing import Final

from collector.intake.accept import Intake
from collector.store.intake import ledger_entries
from collector.tally.executors import TASKS_A_PROCESS, process_pool
from collector.tally.run import CHUNK, Outcome, Tally
from shared import limits
from shared.batch import write_batch
from shared.response import Channel, Response, encode
from shared.sealing import Context, PublicKey, seal
from shared.survey import Survey
from tests.bench.figures import Aim, Figure, Wish
from tests.bench.measure import seconds
from tests.bench.opening import Lot, open_lot
from tests.bench.setting import Setting
from tests.bench.world import PERIOD, World, open_world

BENCH: Final = "tally"
AT_LEAST: Final = Aim(Wish.AT_LEAST, 0.8)
PROCESSES: Final = os.cpu_count() or 1


def run(setting: Setting) -> Iterator[Figure]:
    """Compare on one process, with a processor to spare for the tally's own, and on all."""
    for processes in sorted({1, PROCESSES}):
        yield _compared(setting, processes)


def _compared(setting: Setting, processes: int) -> Figure:
    """Compare on one set of Points, several times over, each time with new responses."""
    points, each, rounds = setting.pick((3, 20, 1), (100, 500, 3), (200, 500, 3))
    bare, whole = [], []
    for number in range(rounds):
        place = setting.place(f"tally-{processes}-{number}")
        with open_world(place, points, cafs=-(-points // 25)) as world:
            setting.say(f"{processes} processes, round {number + 1}: sealing {points * each:,}")
            lots = _fill(world, each)
            setting.say(f"{processes} processes, round {number + 1}: opening")
            _warm_up()
            bare.append(seconds(partial(_open_bare, lots, processes)))
            whole.append(seconds(partial(_tally, world, points * each, processes)))
    return Figure(
        BENCH,
        f"{points * each:,} responses of {points} Points",
        points * each / median(whole),
        "/s",
        f"bare opening on {processes} process{'es' if processes > 1 else ''}",
        points * each / median(bare),
        AT_LEAST,
    )


def _warm_up() -> None:
    """Start what starts processes, so that neither side pays for it."""
    with process_pool(1) as pool:
        pool.submit(int).result()


def _tally(world: World, size: int, processes: int) -> Outcome:
    window = TASKS_A_PROCESS * processes
    tally = Tally(world.database, world, lambda _: process_pool(processes), window=window)
    outcome = tally.run(PERIOD)
    opened = sum(each.opened for each in outcome.published)
    assert opened == size, f"{opened} of {size} responses were opened"
    return outcome


def _open_bare(lots: Sequence[Lot], processes: int) -> None:
    with process_pool(processes) as pool:
        assert sum(pool.map(open_lot, lots)) == sum(len(items) for _, _, items in lots)


def _fill(world: World, each: int) -> list[Lot]:
    """Have every kiosk send so many responses; give the same ones to the bare side."""
    lots: list[Lot] = []
    intake = Intake(world.database, world.signer)
    jobs = [
        (world.survey, world.key.public, world.lane(kiosk), each, seed)
        for seed, kiosk in enumerate(world.kiosks)
    ]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        sealed = list(pool.map(_sealed, *zip(*jobs, strict=True)))
    for kiosk, items in zip(world.kiosks, sealed, strict=True):
        lane, total = world.lane(kiosk), 0
        for sequence, start in enumerate(range(0, each, CHUNK), 1):
            some = items[start : start + CHUNK]
            total += len(some)
            intake.accept(write_batch(kiosk.signer, kiosk.device, lane, sequence, total, some))
            bare = [item[limits.ITEM_ID_BYTES :] for item in some]
            lots.append((world.key, lane.info(), bare))
    with world.database.read() as transaction:
        accepted = sum(entry.accepted for entry in ledger_entries(transaction))
    assert accepted == each * len(world.kiosks)
    return lots


def _sealed(survey: Survey, key: PublicKey, lane: Context, number: int, seed: int) -> list[bytes]:
    chance = Random(seed)
    plain = [encode(survey, _response(survey, chance)) for _ in range(min(number, 50))]
    return [
        seal(key, lane, os.urandom(limits.ITEM_ID_BYTES), plain[index % len(plain)])
        for index in range(number)
    ]


def _response(survey: Survey, chance: Random) -> Response:
    answers = {
        question.id: frozenset((chance.choice(question.option_ids),))
        for question in survey.counted
        if question.show_if is None
    }
    return Response(answers, chance.choice(list(Channel)), chance.choice(survey.languages))
