"""A year of a Caf: 27 Points, what really happens at each, and what the collector is told of it.

Everything goes through the programs' own interfaces: visitors touch the kiosk's pages, agents the
desk's, couriers carry sealed items and signed returns to the collector's application, months are
tallied by the tally, people of the Caf and of partners use the collector's pages. Only the clock is
moved by hand. `truth` is kept beside, and never shown to the programs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.instance import Collector
from collector.keys.keyring import Keyring
from collector.keys.lifecycle import create_keys
from collector.registry.enrolment import issue_kiosk_ticket, new_ticket
from collector.registry.model import PointRecord
from collector.store.access import Account, add_account, find_account
from collector.store.engine import Database
from collector.store.points import RegistryPoints
from collector.surveys import default_survey
from collector.surveys.publish import publish_survey
from collector.tally.comments import CommentTally
from collector.tally.executors import Inline
from collector.tally.run import Tally
from deploy.visitors.declared import Declared
from shared.periods import Period
from shared.signing import Signer
from shared.ticket import write_ticket
from tests.support.databases import SqliteDatabases
from tests.support.office import ADMIN, Office, Person, open_office
from tests.support.town import CHEAP, Clock, Town, config_in
from tests.year.station import Line, Station

CAF = "761"
YEAR = 2026
JANUARY = Period(YEAR, 1)
BAD, SILENT, SHORT, INFLATER, CLOSED, TAPPER = (
    "point-03", "point-07", "point-11", "point-15", "point-19", "point-23"
)  # fmt: skip
TURNS = Period(YEAR, 6)
SILENT_FROM = Period(YEAR, 4)
INFLATES_FROM = Period(YEAR, 7)
CLOSED_IN = Period(YEAR, 8)
USUAL, WORSE = 0.10, 0.65
SHORT_HOURS = "Mo 09:00-12:00; Th 14:00-16:30"
HOURS = "Mo-Fr 09:00-12:30; PH off"
SURVEY = default_survey()


@dataclass(frozen=True)
class Size:
    """How large the year is. `every_screen`: of so many visits one goes through every screen."""

    visitors: int
    bad_visitors: int
    every_screen: int


SMALL = Size(8, 40, 60)
WHOLE = Size(60, 60, 4)


@dataclass
class Truth:
    """What really happened, by Point and month. `bad`: those who said so, of `responses`."""

    responses: dict[tuple[str, Period], int] = field(default_factory=dict)
    bad: dict[tuple[str, Period], int] = field(default_factory=dict)
    visitors: dict[tuple[str, Period], int] = field(default_factory=dict)
    told: dict[tuple[str, Period], tuple[int, int]] = field(default_factory=dict)

    def responses_of(self, point: str) -> int:
        """Of the whole year."""
        return sum(n for (each, _), n in self.responses.items() if each == point)

    def bad_of(self, point: str) -> int:
        """Of the whole year."""
        return sum(n for (each, _), n in self.bad.items() if each == point)


@dataclass
class Year:
    """The collector, the kiosks, and the truth."""

    office: Office
    stations: dict[str, Station]
    chance: Random
    size: Size
    truth: Truth = field(default_factory=Truth)

    @property
    def town(self) -> Town:
        """The collector."""
        return self.office.town

    def live(self, period: Period) -> None:
        """A month at every Point; on the 3rd of the next one it is declared, sent and tallied."""
        for day in (1, 20):
            self.town.clock.set(date(period.year, period.month, day))
            if day == 1:
                self._happen(period)
            for point, station in self.stations.items():
                if self._is_open(point, period) and day == 20:
                    self._visit(point, station, period)
        after = period.plus(1)
        self.town.clock.set(date(after.year, after.month, 3))
        for point, station in self.stations.items():
            if point != SILENT or period < SILENT_FROM:
                self._declare(point, station, period)
                station.send()
        keys = self.town.keyring
        Tally(self.town.database, keys, lambda items: Inline(), 3).run(period)
        CommentTally(self.town.database, keys, self.chance.randbytes).run(period)

    def _happen(self, period: Period) -> None:
        """What partners and the Caf enter on the collector's pages on the first of a month."""
        if period == CLOSED_IN.plus(-1):
            first, last = f"{YEAR}-08-01", f"{YEAR}-08-31"
            sent = {"first": first, "last": last, "reason": "Congés d’été"}
            self.partner(CLOSED).send(f"/registry/points/{CLOSED}/exceptions", 303, **sent)
        for station in self.stations.values():
            if period == JANUARY:
                station.send()

    def partner(self, point: str) -> Person:
        """The partner of a Point, signed in."""
        email = f"{point}@ville.example"
        with self.town.database.begin() as transaction:
            if find_account(transaction, email) is None:
                admin = find_account(transaction, ADMIN)
                assert admin is not None
                scope = Scope.parse(f"point:{point}")
                add_account(
                    transaction, Account(email, admin.password, Role.PARTNER, scope, active=True)
                )
        return self.office.person(email)

    def _is_open(self, point: str, period: Period) -> bool:
        return not (point == CLOSED and period == CLOSED_IN) and not (
            point == SILENT and period >= SILENT_FROM
        )

    def _visit(self, point: str, station: Station, period: Period) -> None:
        turned = point == BAD and period >= TURNS
        number = self.size.bad_visitors if point == BAD else self._about(self.size.visitors)
        share = WORSE if turned else USUAL
        said = {"bad": share, "medium": 0.3 * (1 - share), "good": 0.7 * (1 - share)}
        declared = replace(Declared.load(SURVEY), leading=said, comment=0.15)
        bad = 0
        for _ in range(number):
            plan = declared.draw(self.chance)
            bad += "bad" in plan.answers["overall_experience"]
            whole = self.chance.randrange(self.size.every_screen) == 0
            station.answer(plan, every_screen=whole)
        self.truth.responses[point, period] = number
        self.truth.bad[point, period] = bad

    def _declare(self, point: str, station: Station, period: Period) -> None:
        visitors = 2 * self.truth.responses.get((point, period), 0) + 20
        accompanied = visitors // 2
        if point == CLOSED and period == CLOSED_IN:
            visitors = accompanied = 0
        self.truth.visitors[point, period] = visitors
        if point == TAPPER:
            # The totals that the desk offers are those of the taps of the month.
            self.town.clock.set(date(period.year, period.month, 28))
            for number in range(visitors):
                station.tap(accompanied=number < accompanied)
            after = period.plus(1)
            self.town.clock.set(date(after.year, after.month, 3))
        if point == INFLATER and period >= INFLATES_FROM:
            visitors, accompanied = 12 * visitors, 11 * visitors
        station.confirm(str(period), visitors, accompanied)
        self.truth.told[point, period] = (visitors, accompanied)

    def _about(self, mean: int) -> int:
        return max(1, round(self.chance.gauss(mean, mean**0.5)))


@contextmanager
def a_year(directory: Path, size: Size, seed: int = 2026) -> Iterator[Year]:
    """The Caf on 1 January, its kiosks enrolled, its conventions signed."""
    database = Database(SqliteDatabases(directory).empty())
    chance, clock = Random(seed), Clock()
    clock.set(date(YEAR - 1, 12, 15))
    config = config_in(directory / "collector", database)
    config.data_dir.mkdir(parents=True)
    collector = Collector(config, database, Signer(chance.randbytes(32)), clock, os.urandom)
    keyring = Keyring(config.keys_dir, lambda: "open sesame", CHEAP)
    points = [f"point-{number:02d}" for number in range(1, 28)]
    RegistryPoints(database, clock, chance.randbytes).upsert_points(
        [
            PointRecord(
                each, CAF, f"Mairie de {each}", "1 rue du Port", "76000", "Rouen",
                hours=SHORT_HOURS if each == SHORT else HOURS,
            )
            for each in points
        ]
    )  # fmt: skip
    publish_survey(database, SURVEY, 1.0, clock())
    create_keys(database, keyring, Period(YEAR - 1, 12), 15, clock())
    office = open_office(Town(collector, keyring, clock, SURVEY))
    line = Line(office.app)
    stations = {}
    for each in points:
        ticket = new_ticket(chance.randbytes(10), collector.signer.public, "http://caf.example")
        issue_kiosk_ticket(database, each, ticket, clock())
        where = directory / each
        stations[each] = Station(where, line, write_ticket(ticket), clock, Random(f"{seed} {each}"))
    admin = office.person(ADMIN)
    for each in points:
        signed = {"partner": f"Commune de {each}", "signed": f"{YEAR - 1}-03-01"}
        admin.send(f"/registry/points/{each}/conventions", 303, **signed)
    yield Year(office, stations, chance, size)
    for station in stations.values():
        station.spool.close()
    database.close()
