"""Intake: sealed responses a second over HTTP, from several devices at once, into both databases.

The server is `isoloir-collector serve` in a process of its own. Each sender is a process with one
connection, which posts batches signed beforehand, those of many kiosks in turn: no kiosk gathers
more than a few hundred responses between two tallies. After every round the ledger must hold
exactly what was sent, and at the end one batch is sent again and must get the very same receipt.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final
from urllib.request import Request, urlopen

from sqlalchemy import func, select

from collector.intake.chain import broken_links
from collector.store.intake import ledger_entries
from collector.store.schema import seen, vault
from shared import cbor
from shared.batch import write_batch
from shared.sealing import Label, sealed_length
from tests.bench import databases, programs
from tests.bench.figures import REACHED, Figure
from tests.bench.measure import seconds
from tests.bench.sender import Report
from tests.bench.setting import Setting
from tests.bench.world import World, open_world

BENCH: Final = "intake"
BATCH: Final = 100
TO_REACH: Final = 10_000
"""Sealed responses a second: the aim of the design."""

KIOSKS: Final = 50
"""Kiosks that a sender posts for."""

_DATABASES: Final = {"SQLite": databases.sqlite, "PostgreSQL": databases.postgresql}


def run(setting: Setting) -> Iterator[Figure]:
    """Measure with 1, 2, 4 and 8 devices at once."""
    crowds = setting.pick((1, 2), (1, 2, 4, 8), (1, 2, 4, 8))
    batches, rounds = setting.pick((2, 1), (80, 2), (160, 3))
    for name, database in _DATABASES.items():
        place = setting.place(f"intake-{name}")
        with database(place) as url, open_world(place, max(crowds) * KIOSKS, url) as world:
            bench = _Bench(world, place)
            rates: list[float] = []
            for devices in crowds:
                setting.say(f"{name}, {devices} at once")
                some = [bench.send(devices, batches // devices) for _ in range(rounds)]
                rates.append(median(some))
                yield Figure(
                    BENCH, f"{name}, {devices} at once", rates[-1], "/s", "aim", TO_REACH, REACHED
                )
            bench.send_again()
            bare = [bench.bare(batches) for _ in range(rounds)]
            beside = "bare driver, two columns, one client"
            yield Figure(BENCH, f"{name}, at best", max(rates), "/s", beside, median(bare))


class _Bench:
    """A world, and what was sent to it."""

    def __init__(self, world: World, place: Path) -> None:
        self._world = world
        self._place = place
        self._length = sealed_length(world.survey, Label.RESPONSE)
        self._sent = [0] * len(world.kiosks)
        self._rounds = count()

    def send(self, senders: int, batches: int) -> float:
        """Have so many senders post so many batches each; items a second, all in all."""
        files = [self._write(number, batches) for number in range(senders)]
        with ExitStack() as stack:
            server = stack.enter_context(self._serve())
            arguments = [programs.address(server), self._world.signer.public.hex()]
            crew = [
                stack.enter_context(programs.started("tests.bench.sender", arguments))
                for _ in files
            ]
            orders = [str(file) for file in files]
            reports: list[Report] = [json.loads(said) for said in programs.together(crew, orders)]
        items = senders * batches * BATCH
        assert sum(report["accepted"] for report in reports) == items
        assert sum(report["repeated"] for report in reports) == 0
        self._check()
        began = min(report["began"] for report in reports)
        return items / (max(report["ended"] for report in reports) - began)

    def send_again(self) -> None:
        """The same batch twice."""
        (batch,) = self._batches(0, 1)
        with self._serve() as server:
            address = f"{programs.address(server)}/v1/batches"
            answers = []
            for _ in range(2):
                with urlopen(Request(address, batch, method="POST")) as response:
                    answers.append((response.status, response.read()))
        assert [status for status, _ in answers] == [201, 200]
        assert answers[0][1] == answers[1][1], "the same batch got another receipt"
        self._check()

    def bare(self, batches: int) -> float:
        """Items a second that the database takes with nothing around it."""
        lots = [[os.urandom(self._length) for _ in range(BATCH)] for _ in range(batches)]
        insert = partial(databases.insert_bare, self._world.url, lots)
        return batches * BATCH / seconds(insert)

    def _serve(self) -> programs.Program:
        settings = {
            "ISOLOIR_COLLECTOR_DATA_DIR": str(self._world.data_dir),
            "ISOLOIR_COLLECTOR_DATABASE_URL": self._world.url,
        }
        return programs.started("collector", ["serve", "--port", "0"], settings)

    def _write(self, sender: int, batches: int) -> Path:
        path = self._place / f"batches-{next(self._rounds)}"
        path.write_bytes(cbor.encode(self._batches(sender, batches)))
        return path

    def _batches(self, sender: int, batches: int) -> list[bytes]:
        """The next batches of a sender. Intake cannot tell random bytes from sealed answers."""
        return [self._batch(sender * KIOSKS + number % KIOSKS) for number in range(batches)]

    def _batch(self, number: int) -> bytes:
        kiosk = self._world.kiosks[number]
        self._sent[number] += BATCH
        total = self._sent[number]
        items = [os.urandom(self._length) for _ in range(BATCH)]
        lane = self._world.lane(kiosk)
        return write_batch(kiosk.signer, kiosk.device, lane, total // BATCH, total, items)

    def _check(self) -> None:
        """Nothing lost, nothing twice: ledger, ids and vault hold what was sent, chains hold."""
        sent = sum(self._sent)
        with self._world.database.read() as transaction:
            entries = list(ledger_entries(transaction))
            kept = [
                transaction.scalar(select(func.count()).select_from(table))
                for table in (seen, vault)
            ]
        assert sum(entry.accepted for entry in entries) == sent
        assert kept == [sent, sent]
        assert not list(broken_links(entries))
