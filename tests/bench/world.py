"""A collector made for a bench: a database with Points, a survey, a period key and kiosks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from collector.keys.private import PeriodPrivateKey
from collector.registry.device import Device
from collector.registry.model import PointRecord
from collector.signing_key import create_signing_key, load_signing_key
from collector.store.devices import add_device
from collector.store.engine import Database
from collector.store.keys import add_key
from collector.store.migrate import upgrade
from collector.store.points import RegistryPoints
from collector.store.surveys import add_survey
from collector.surveys import default_survey
from shared.messages import DeviceKind
from shared.periods import Period
from shared.sealing import Context, Label
from shared.signing import Signer, device_id
from shared.survey import Survey

PERIOD: Final = Period(2026, 10)


def now() -> datetime:
    """The day after the period."""
    return datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """An enrolled kiosk: its Point and what it signs with."""

    point: str
    signer: Signer

    @property
    def device(self) -> str:
        """Its id."""
        return device_id(self.signer.public)


@dataclass(frozen=True, slots=True)
class World:
    """A collector's parts. `key`: the private key of `PERIOD`, which is in no file here."""

    data_dir: Path
    url: str
    database: Database
    signer: Signer
    survey: Survey
    key: PeriodPrivateKey
    kiosks: Sequence[Kiosk]

    def lane(self, kiosk: Kiosk) -> Context:
        """What this kiosk's responses are bound to."""
        return Context(
            Label.RESPONSE,
            str(PERIOD),
            self.key.public.key_id,
            kiosk.point,
            self.survey.digest,
        )

    def load(self, period: Period) -> PeriodPrivateKey:
        """The key of the period, as `collector.tally` asks for it."""
        assert period == PERIOD
        return self.key


@contextmanager
def open_world(directory: Path, points: int, url: str = "", cafs: int = 1) -> Iterator[World]:
    """Set up a collector with one kiosk at each of so many made-up Points."""
    url = url or f"sqlite:///{directory / 'collector.db'}"
    create_signing_key(directory / "signing.key", os.urandom)
    database = Database(url)
    world = World(
        directory,
        url,
        database,
        load_signing_key(directory / "signing.key"),
        default_survey(),
        PeriodPrivateKey.generate(),
        [Kiosk(f"point-{number:05d}", Signer(os.urandom(32))) for number in range(points)],
    )
    upgrade(database)
    _fill(world, cafs)
    try:
        yield world
    finally:
        database.close()


def _fill(world: World, cafs: int) -> None:
    RegistryPoints(world.database, now, os.urandom).upsert_points(
        [
            _record(kiosk.point, f"{100 + number % cafs}")
            for number, kiosk in enumerate(world.kiosks)
        ]
    )
    with world.database.begin() as transaction:
        add_survey(transaction, world.survey)
        add_key(transaction, PERIOD, world.key.public)
        for each in world.kiosks:
            add_device(
                transaction,
                Device(each.device, DeviceKind.KIOSK, each.signer.public, each.point, None),
            )


def _record(point: str, caf: str) -> PointRecord:
    return PointRecord(
        id=point,
        caf=caf,
        name=f"Made-up {point}",
        street="",
        postcode="76100",
        commune="Rouen",
        made_up=True,
    )
