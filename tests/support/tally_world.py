"""A collector that responses come in to through intake, and that can be tallied at any month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import select

from collector.intake.accept import Intake
from collector.keys.private import PeriodPrivateKey
from collector.registry.device import Device
from collector.registry.model import PointRecord
from collector.store.devices import add_device
from collector.store.engine import Database
from collector.store.keys import add_key
from collector.store.points import RegistryPoints
from collector.store.reconciliation import balance_entries
from collector.store.schema import set_aside, vault
from collector.store.surveys import add_survey
from collector.store.tally_schema import (
    claimed,
    deferral,
    form,
    release,
    released_row,
    running_sum,
    sum_span,
    tally_claim,
)
from collector.tally.balance import Reconciliation, reconcile
from collector.tally.executors import Inline
from collector.tally.run import Outcome, Tally
from shared import limits
from shared.batch import write_batch
from shared.messages import DeviceKind
from shared.periods import Period
from shared.problems import OperationProblem
from shared.response import Channel, Response, encode
from shared.sealing import Context, Label, seal
from shared.signing import Signer, device_id
from shared.survey import Survey, is_asked
from tests.collector.tables.samples import SURVEY

JANUARY = Period(2026, 1)

_RESULTS = (release, form, released_row, running_sum, sum_span, set_aside, tally_claim, claimed)


@dataclass
class Keys:
    """Private keys by period, made when first asked for; those in `lost` are not there."""

    known: dict[Period, PeriodPrivateKey] = field(default_factory=dict)
    lost: set[Period] = field(default_factory=set)

    def load(self, period: Period) -> PeriodPrivateKey:
        if period in self.lost:
            raise OperationProblem("key-missing", f"Period {period}.")
        return self.known[period]


@dataclass
class World:
    """One relay sends for all Points. `chance` makes the answers and the items' ids."""

    database: Database
    keys: Keys = field(default_factory=Keys)
    chance: Random = field(default_factory=lambda: Random(1))
    survey: Survey = SURVEY
    signer: Signer = field(default_factory=lambda: Signer(bytes(range(32))))
    sequence: int = 0
    total: int = 0

    def set_up(self, points: Mapping[str, str], *surveys: Survey, months: int = 6) -> World:
        """Register Points (Point → Caf), surveys, the relay and keys from January on."""
        self.register(points)
        with self.database.begin() as transaction:
            for survey in surveys or (self.survey,):
                add_survey(transaction, survey)
            for month in range(months):
                period = JANUARY.plus(month)
                key = self.keys.known.setdefault(period, PeriodPrivateKey.generate())
                add_key(transaction, period, key.public)
            name = device_id(self.signer.public)
            relay = Device(name, DeviceKind.RELAY, self.signer.public, None, None)
            add_device(transaction, relay)
        return self

    def register(self, points: Mapping[str, str]) -> None:
        """Add Points, or move them to another Caf."""
        registry = RegistryPoints(
            self.database, lambda: datetime(2026, 1, 1, tzinfo=UTC), self.chance.randbytes
        )
        registry.upsert_points(
            [
                PointRecord(point, caf, f"Made-up {point}", "", "76100", "Rouen", made_up=True)
                for point, caf in points.items()
            ]
        )

    def lane(
        self,
        point: str,
        period: Period = JANUARY,
        survey: Survey | None = None,
        label: Label = Label.RESPONSE,
    ) -> Context:
        """What items are bound to."""
        key = self.keys.known[period].public
        digest = (survey or self.survey).digest
        return Context(label, str(period), key.key_id, point, digest)

    def sealed(self, lane: Context, plaintexts: Iterable[bytes]) -> list[bytes]:
        """Sealed items with fresh ids."""
        key = self.keys.known[Period.parse(lane.period)].public
        return [seal(key, lane, self.fresh_id(), each) for each in plaintexts]

    def fresh_id(self) -> bytes:
        return self.chance.randbytes(limits.ITEM_ID_BYTES)

    def send(
        self, point: str, n: int, period: Period = JANUARY, survey: Survey | None = None
    ) -> list[bytes]:
        """Have so many visitors answer, and their sealed responses come in."""
        lane = self.lane(point, period, survey)
        items = self.sealed(lane, self.plaintexts(n, survey))
        self.send_items(lane, items)
        return items

    def send_items(self, lane: Context, items: Sequence[bytes]) -> None:
        """Have intake accept items as one batch."""
        self.sequence += 1
        self.total += len(items)
        name = device_id(self.signer.public)
        batch = write_batch(self.signer, name, lane, self.sequence, self.total, items)
        Intake(self.database, self.signer).accept(batch)

    def plaintexts(self, n: int, survey: Survey | None = None) -> list[bytes]:
        """Encoded answers of so many visitors."""
        return [self._answers(survey or self.survey) for _ in range(n)]

    def _answers(self, survey: Survey) -> bytes:
        answers: dict[str, frozenset[str]] = {}
        for question in survey.counted:
            if is_asked(question, answers):
                answers[question.id] = frozenset({self.chance.choice(question.option_ids)})
        channel = self.chance.choice(list(Channel))
        return encode(survey, Response(answers, channel, self.chance.choice(survey.languages)))

    def tally(
        self,
        period: Period = JANUARY,
        executor: Callable[[int], AbstractContextManager[Executor]] = lambda items: Inline(),
        window: int = 3,
        chunk: int = 50,
    ) -> Outcome:
        """Run the tally of a month."""
        return Tally(self.database, self.keys, executor, window, chunk).run(period)

    def reconciliation(self) -> Reconciliation:
        """The accounts now."""
        with self.database.read() as transaction:
            return reconcile(balance_entries(transaction))

    def releases(self) -> list[Any]:
        """Every release, in order of its name."""
        return self.rows(release, order="id")

    def waiting(self) -> int:
        """Items in the vault."""
        return len(self.rows(vault))

    def deferrals(self) -> dict[str, int]:
        """Point → how many tallies in a row left it waiting."""
        return {row.point_id: row.times for row in self.rows(deferral)}

    def rows(self, table: Any, order: str = "") -> list[Any]:
        """Everything in a table."""
        with self.database.read() as transaction:
            query = select(table)
            return list(transaction.execute(query.order_by(table.c[order]) if order else query))


def results(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All that tallies wrote, in an order that does not depend on how."""
    with database.read() as transaction:
        return {
            table.name: sorted((tuple(row) for row in transaction.execute(select(table))), key=repr)
            for table in _RESULTS
        }
