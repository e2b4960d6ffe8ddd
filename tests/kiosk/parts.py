"""What the kiosk's tests share: lanes, items, directories as bytes, a device and its peer."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.clock import PREMISES
from kiosk.courier.courier import Courier
from kiosk.device import DeviceState
from kiosk.enrol import enrol
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.transport import Transport
from shared.sealing import Context, Label, sealed_length
from tests.simulators.collector_simulator import CollectorSimulator

ITEM_BYTES = 16 + 1136 + 15


def lane(point: str = "rouen", label: Label = Label.RESPONSE, period: str = "2026-10") -> Context:
    """A lane of no real survey."""
    return Context(label, period, b"k" * 8, point, b"s" * 32)


def item(item_id: bytes | int) -> bytes:
    """Something of a sealed item's size under this id."""
    if isinstance(item_id, int):
        item_id = item_id.to_bytes(16, "big")
    return item_id + random.Random(item_id).randbytes(ITEM_BYTES - 16)


def new_item(length: int = ITEM_BYTES) -> bytes:
    """Something of a sealed item's size under a random id."""
    return os.urandom(length)


def contents(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Everything that a directory shows: names, bytes and times of writing."""
    found = {
        each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in directory.iterdir()
    }
    return found | {".": (b"", directory.stat().st_mtime_ns)}


@dataclass
class Clock:
    """A clock that tests set."""

    at: datetime = field(default_factory=lambda: datetime(2026, 10, 6, 10, 0, tzinfo=PREMISES))
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def forward(self, **by: float) -> None:
        """Let time pass, on the wall and for the machine."""
        self.at += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()


@dataclass
class Kiosk:
    """An enrolled device in a directory, with a collector in memory at the other end."""

    data_dir: Path
    collector: CollectorSimulator
    clock: Clock = field(default_factory=Clock)
    transport: Transport | None = None

    def __post_init__(self) -> None:
        if not (self.data_dir / "device.json").exists():
            enrol(self.collector.ticket(), self.data_dir, lambda _: self.collector, os.urandom)
        self.open()

    def open(self) -> None:
        """Start as after a restart: whatever was only in memory is gone."""
        self.device = DeviceState(self.data_dir, self.clock.now)
        self.spool = Spool(self.data_dir)
        self.outbox = Outbox(self.data_dir, self.device.signer, self.device.identity.device)
        self.courier = Courier(
            self.device,
            self.spool,
            self.outbox,
            self.transport or self.collector,
            self.clock.now,
        )

    def answer(self, times: int = 1, label: Label = Label.RESPONSE) -> list[bytes]:
        """Store so many items as visitors do; their ids."""
        context, _ = self.device.lane(label)
        items = [new_item(sealed_length(self.device.survey, label)) for _ in range(times)]
        for each in items:
            assert self.spool.store(context, each)
        return [each[:16] for each in items]

    def everywhere(self) -> list[bytes]:
        """The ids on this device, in spool, outbox and quarantine, each as often as it is there."""
        found = [each[:16] for one in self.spool.lanes() for each in self.spool.items(one)]
        for parcel in self.outbox.pending():
            found += parcel.signed.batch.ids
        return found


RandomBytes = Callable[[int], bytes]


def seeded(seed: int) -> RandomBytes:
    """Random bytes that a test can repeat."""
    return random.Random(seed).randbytes
