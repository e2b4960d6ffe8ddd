"""A collector, a bad line and a station, whose programs can be killed, and what must hold then."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from collector.registry.enrolment import issue_kiosk_ticket, new_ticket, ticket_text
from collector.store.engine import Database
from collector.store.intake import ledger_size
from collector.store.reconciliation import balance_entries
from collector.store.schema import seen
from collector.store.tally_schema import release
from collector.tables.released import TableId
from collector.tally.balance import Balance, reconcile
from kiosk.enrol import enrol
from kiosk.transport import HttpTransport
from shared.periods import Period
from tests.simulators.bad_line import BadLine, bad_line
from tests.support.tally_world import JANUARY, World
from tests.torture.parts import MONTHS, Child, Station, collector_in, fork
from tests.torture.worn import PROGRAMS, WornDisk

POINT = "a"


@dataclass
class Field:
    """Where programs die.

    `said`: the ids that the station said it kept, as far as was read. `worn`: the disk on which
    programs are started, where it is a worn one.
    """

    place: Path
    url: str
    raw_keys: dict[str, str]
    listening: socket.socket
    line: BadLine
    chance: Random
    said: set[bytes] = field(default_factory=set)
    deaths: dict[str, int] = field(default_factory=dict)
    intake: Child | None = None
    kiosk: Child | None = None
    worn: WornDisk | None = None
    _pipe: tuple[int, int] = (-1, -1)

    @property
    def address(self) -> str:
        """Where the station reaches the collector: by the bad line."""
        return f"http://127.0.0.1:{self.line.port}"

    def start_intake(self, before: Callable[[], None] | None = None) -> None:
        """Have an intake run; `before`: what makes its disk a bad one."""
        if self.intake is None:
            place, seed = str(self.place / "collector"), self.chance.randrange(2**62)
            listening = self.listening.fileno()
            self.intake = self._start("intake", before, place, self.url, listening, seed)

    def start_kiosk(self, rounds: int = 10**9) -> None:
        """Have a station live, for so many rounds of its courier."""
        if self.kiosk is None:
            self._pipe = os.pipe()
            seed, said = self.chance.randrange(2**62), self._pipe[1]
            place = str(self.place / "kiosk")
            self.kiosk = self._start("kiosk", None, place, self.address, seed, said, rounds)
            os.close(self._pipe[1])

    def start_tally(self, period: Period, before: Callable[[], None] | None = None) -> Child:
        """Have a tally run."""
        return self._start("tally", before, self.url, self.raw_keys, str(period))

    def _start(self, name: str, before: Callable[[], None] | None, *arguments: Any) -> Child:
        disk = self.worn

        def run() -> None:
            if before is not None:
                before()
            if disk is not None:
                disk.run(name, arguments)
            PROGRAMS[name](*arguments)

        return fork(run)

    def kill_intake(self) -> None:
        """End the intake."""
        if self.intake is not None:
            self.intake.kill()
            self.intake = None
            self._died("intake")

    def kill_kiosk(self) -> None:
        """End the station, and hear what it had said."""
        if self.kiosk is not None:
            self.kiosk.kill()
            self._hear()
            self._died("kiosk")

    def wait_for_kiosk(self) -> None:
        """Let the station come to its end by itself."""
        assert self.kiosk is not None
        self._hear()
        assert self.kiosk is None

    def kill_tally(self, child: Child) -> None:
        """End a tally, unless it has come to its end."""
        child.kill()
        self._died("tally")

    def _died(self, name: str) -> None:
        self.deaths[name] = self.deaths.get(name, 0) + 1

    def hear(self, times: int) -> None:
        """Wait until the station said that it kept so many more."""
        for _ in range(times):
            self.said.add(os.read(self._pipe[0], 16))

    def _hear(self) -> None:
        with os.fdopen(self._pipe[0], "rb") as stream:
            data = stream.read()
        self.said.update(data[at : at + 16] for at in range(0, len(data) - 15, 16))
        if self.kiosk is not None:
            with suppress(ChildProcessError):
                self.kiosk.wait()
        self.kiosk = None

    def check_accounts(self) -> Balance:
        """Received = tallied + set aside + waiting, on every line."""
        database = Database(self.url)
        with database.snapshot() as transaction:
            balances = reconcile(balance_entries(transaction))
            ids = transaction.scalar(select(func.count()).select_from(seen))
        database.close()
        assert balances.holds, balances.broken
        assert balances.total.received == ids, "each id was accepted once"
        return balances.total

    def check_nothing_lost(self) -> None:
        """Whatever the station said it kept is there, or at the collector. The station is dead."""
        station = Station(self.place / "kiosk", self.address, Random(0))
        held = station.held()
        quarantined = sum(each.items for each in station.outbox.quarantined())
        station.spool.close()
        missing = self.said - held - self.received()
        assert len(missing) <= quarantined, f"{len(missing)} responses are lost"

    def received(self) -> set[bytes]:
        """The ids that intake accepted."""
        database = Database(self.url)
        with database.read() as transaction:
            ids = set(transaction.scalars(select(seen.c.item_id)))
        database.close()
        return ids

    def batches(self) -> int:
        """How many batches intake accepted."""
        database = Database(self.url)
        with database.read() as transaction:
            number = ledger_size(transaction)
        database.close()
        return number

    def finish(self) -> int:
        """Everything is repaired: all is sent and tallied; returns how many responses that is."""
        self.kill_kiosk()
        self.line.set_share(0)
        self.start_intake()
        station = Station(self.place / "kiosk", self.address, Random(1))
        station.outbox.send_again()
        assert station.send() is None
        assert station.held() == set()
        assert station.outbox.quarantined() == []
        station.spool.close()
        last = JANUARY.plus(MONTHS + 2)
        for month in range(MONTHS + 3):
            assert self.start_tally(JANUARY.plus(month)).wait() == 0, f"up to {last}"
        total = self.check_accounts()
        ids = self.received()
        assert self.said <= ids
        assert len(ids) - len(self.said) <= self.deaths.get("kiosk", 0), "stored, unsaid at death"
        assert (total.received, total.tallied, total.waiting) == (len(ids), len(ids), 0)
        assert self._published() == len(ids), "each response is in one release, once"
        return len(ids)

    def _published(self) -> int:
        database = Database(self.url)
        with database.read() as transaction:
            query = select(func.sum(release.c.n)).where(release.c.table_id == TableId.SITE.value)
            found = transaction.scalar(query)
        database.close()
        return int(found or 0)


@contextmanager
def opened_field(place: Path, url: str, seed: int, share: float = 0.3) -> Iterator[Field]:
    """Make a collector of one Point in a new database, and enrol a station by the line."""
    world = World(Database(url), chance=Random(seed)).set_up({POINT: "761"}, months=MONTHS + 4)
    raw = {str(period): key.raw.hex() for period, key in world.keys.known.items()}
    world.database.close()
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    with bad_line(listening.getsockname()[1], seed) as line:
        made = Field(place, url, raw, listening, line, Random(seed))
        made.start_intake()
        try:
            _enrol(made)
            line.set_share(share)
            yield made
        finally:
            for child in (made.intake, made.kiosk):
                if child is not None:
                    child.kill()
            listening.close()


def _enrol(made: Field) -> None:
    collector = collector_in(made.place / "collector", made.url)
    ticket = new_ticket(os.urandom(10), collector.signer.public, made.address)
    issue_kiosk_ticket(collector.database, POINT, ticket, collector.now())
    enrol(ticket_text(ticket), made.place / "kiosk", HttpTransport, os.urandom)
    collector.database.close()
