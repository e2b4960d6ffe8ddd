"""A kiosk's real pages on a local port, whose sealed answers the test can open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from collector.keys.private import PeriodPrivateKey
from kiosk.app import create_app
from shared.bundle import Bundle, BundlePoint
from shared.response import Response, decode
from shared.sealing import Context, Label
from shared.survey import Survey
from tests.support.waited_on import waited_on

PERIOD = "2026-10"
MORNING = datetime(2026, 10, 5, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Settings:
    """What the pages are set to; no visitor here is slow enough for it to matter."""

    idle_seconds: int = 60
    idle_warning_seconds: int = 20
    thank_you_seconds: int = 8
    tap_guard_ms: int = 0
    visitor_pause_ms: int = 0
    demo: bool = False


@dataclass
class Spool:
    """Keeps what is sealed in memory."""

    items: dict[tuple[Label, bytes], tuple[Context, bytes]] = field(default_factory=dict)

    def store(self, lane: Context, item: bytes) -> bool:
        new = (lane.label, item[:16]) not in self.items
        self.items[lane.label, item[:16]] = (lane, item)
        return new


@dataclass(frozen=True)
class Device:
    """A device that has its bundle."""

    bundle: Bundle
    point: BundlePoint


@dataclass(frozen=True)
class Booth:
    """A running kiosk: its address, and what its visitors said."""

    address: str
    survey: Survey
    spool: Spool
    key: PeriodPrivateKey

    def responses(self) -> list[Response]:
        """Every response, opened."""
        kept = self.spool.items.values()
        return [
            decode(self.survey, self.key.open(lane, item))
            for lane, item in kept
            if lane.label is Label.RESPONSE
        ]

    def comments(self) -> int:
        """How many comments were sealed."""
        return sum(label is Label.COMMENT for label, _ in self.spool.items)


@contextmanager
def booth(survey: Survey) -> Iterator[Booth]:
    """Serve the kiosk's pages for a survey."""
    key = PeriodPrivateKey.generate()
    point = BundlePoint("rouen", "761", "Rouen", "", "", "token", survey.digest)
    surveys, keys = {survey.digest: survey}, {PERIOD: key.public}
    bundle = Bundle(1, "0" * 16, (point,), surveys, keys, ())
    spool = Spool()
    device = Device(bundle, point)
    app = create_app(Settings(), device, spool, lambda: MORNING, os.urandom)
    with waited_on(app) as address:
        yield Booth(address, survey, spool, key)
