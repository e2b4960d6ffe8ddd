"""A collector with two Points of one Caf and one of another, a small survey, keys, and devices.

Everything is real but the clock, and the sealed items: intake cannot tell them from random bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from collector.config import Config, load_config
from collector.instance import Collector
from collector.intake.accept import Intake
from collector.keys.keyring import Cost, Keyring
from collector.keys.lifecycle import create_keys
from collector.registry.bundles import bundle_for
from collector.registry.enrolment import (
    enrol,
    issue_kiosk_ticket,
    issue_relay_ticket,
    new_ticket,
)
from collector.registry.model import PointRecord
from collector.store.devices import find_device
from collector.store.engine import Database
from collector.store.points import RegistryPoints
from collector.surveys.publish import publish_survey
from shared.batch import write_batch
from shared.bundle import Bundle, read_bundle
from shared.messages import Status, read_enrolled, write_enrolment, write_status
from shared.periods import Period
from shared.sealing import Context, Label, sealed_length
from shared.signing import Domain, Signer, device_id
from shared.survey import Survey
from shared.survey_document import survey_from_document
from shared.ticket import Ticket, fingerprint

PARIS = ZoneInfo("Europe/Paris")
ROUEN, DIEPPE, LILLE = "rouen", "dieppe", "lille"
CHEAP = Cost(iterations=1, lanes=1, memory=8)
"""Argon2 for tests only: real costs are a test of their own."""


def small_survey(version: int = 1, *, comment: bool = True) -> Survey:
    """A survey of one question, with or without a comment."""
    questions: list[dict[str, object]] = [
        {
            "id": "overall",
            "kind": "one",
            "labels": {"fr": "Comment ?"},
            "options": [
                {"id": "bad", "labels": {"fr": "Mal"}},
                {"id": "good", "labels": {"fr": "Bien"}},
            ],
        }
    ]
    if comment:
        questions.append({"id": "comment", "kind": "comment", "labels": {"fr": "Un mot ?"}})
    return survey_from_document(
        {
            "id": "small",
            "version": version,
            "languages": ["fr"],
            "title": {"fr": "Avis"},
            "questions": questions,
        }
    )


@dataclass
class Clock:
    """The collector's clock, set by hand."""

    time: datetime = datetime(2026, 10, 15, 12, tzinfo=PARIS)

    def __call__(self) -> datetime:
        return self.time

    def set(self, day: date) -> None:
        """Make it noon of a day."""
        self.time = datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)


@dataclass
class Machine:
    """A computer with a signing key, enrolled or not; it numbers its batches as a kiosk does."""

    signer: Signer = field(default_factory=lambda: Signer(os.urandom(32)))
    sequence: int = 0
    total: int = 0

    @property
    def id(self) -> str:
        """Its device id."""
        return device_id(self.signer.public)

    def batch(self, context: Context, items: Iterable[bytes]) -> bytes:
        """Its next batch."""
        listed = list(items)
        self.sequence += 1
        self.total += len(listed)
        return write_batch(self.signer, self.id, context, self.sequence, self.total, listed)

    def status(self, waiting: dict[str, int] | None = None, serial: int = 0) -> bytes:
        """A signed sign of life."""
        versions = {"isoloir": "0.1.0", "survey": "small 1", "keys": "2027-04"}
        status = Status(self.id, waiting or {}, 0, serial, self.total, 1000, versions)
        return write_status(self.signer, status)


@dataclass
class Town:
    """An initialised collector and what tests do with it."""

    collector: Collector
    keyring: Keyring
    clock: Clock
    survey: Survey

    @property
    def database(self) -> Database:
        """Its database."""
        return self.collector.database

    @property
    def signer(self) -> Signer:
        """Its signing key."""
        return self.collector.signer

    @property
    def period(self) -> Period:
        """This month."""
        return Period.of(self.clock())

    def intake(self) -> Intake:
        """An intake, as a server process has one."""
        return Intake(self.database, self.signer)

    def ticket(self, point: str) -> Ticket:
        """A ticket for the kiosk of a Point."""
        ticket = new_ticket(os.urandom(10), self.signer.public, "http://collector.example")
        issue_kiosk_ticket(self.database, point, ticket, self.clock())
        return ticket

    def relay_ticket(self, caf: str | None) -> Ticket:
        """A ticket for a relay."""
        ticket = new_ticket(os.urandom(10), self.signer.public, "http://collector.example")
        issue_relay_ticket(self.database, caf, ticket, self.clock())
        return ticket

    def enrol(self, machine: Machine, ticket: Ticket) -> Bundle:
        """Enrol a machine and read the bundle that it gets."""
        request = write_enrolment(machine.signer, ticket.secret)
        answer = enrol(self.database, self.signer, request, self.clock())
        enrolled = read_enrolled(answer, fingerprint(self.signer.public), machine.signer.public)
        return read_bundle(enrolled.bundle, [enrolled.signer])

    def kiosk(self, point: str = ROUEN) -> Machine:
        """An enrolled kiosk."""
        machine = Machine()
        self.enrol(machine, self.ticket(point))
        return machine

    def bundle(self, machine: Machine) -> Bundle:
        """The bundle that a device would get now."""
        with self.database.read() as transaction:
            device = find_device(transaction, machine.id)
            assert device is not None
            return bundle_for(transaction, device, self.signer, self.clock())

    def context(self, point: str = ROUEN, label: Label = Label.RESPONSE) -> Context:
        """What a response given now at a Point is bound to."""
        key = self.keyring.load(self.period).public
        return Context(label, str(self.period), key.key_id, point, self.survey.digest)

    def items(self, number: int, label: Label = Label.RESPONSE) -> list[bytes]:
        """Bytes that look like sealed items to whoever cannot open them."""
        return [os.urandom(sealed_length(self.survey, label)) for _ in range(number)]

    def with_database(self, database: Database) -> Town:
        """The same collector through another connection pool, as another process has."""
        return replace(self, collector=replace(self.collector, database=database))


def found_town(database: Database, directory: Path) -> Town:
    """Make the collector, with keys for this month and the next two."""
    clock = Clock()
    config = config_in(directory, database)
    collector = Collector(config, database, Signer(os.urandom(32)), clock, os.urandom)
    keyring = Keyring(config.keys_dir, lambda: "open sesame", CHEAP)
    survey = small_survey()
    RegistryPoints(database, clock, os.urandom).upsert_points(
        [record(ROUEN, "761"), record(DIEPPE, "761"), record(LILLE, "591")]
    )
    publish_survey(database, survey, 1.0, clock())
    create_keys(database, keyring, Period.of(clock()), 3, clock())
    return Town(collector, keyring, clock, survey)


def config_in(directory: Path, database: Database) -> Config:
    """Settings of a collector in a directory."""
    url = database.engine.url.render_as_string(hide_password=False)
    return load_config(None, {}, {"data_dir": directory, "database_url": url})


def record(point: str, caf: str, **changes: object) -> PointRecord:
    """A Point of a list."""
    plain = PointRecord(
        id=point,
        caf=caf,
        name=f"Point de {point}",
        street="1 rue du Port",
        postcode="76000",
        commune=point.title(),
        hours="Mo-Fr 09:00-12:00",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def resigned(machine: Machine, payload: bytes, domain: Domain = Domain.BATCH) -> bytes:
    """An envelope of any payload, signed by a machine."""
    from shared import cbor

    return cbor.encode([payload, machine.signer.sign(domain, payload)])
