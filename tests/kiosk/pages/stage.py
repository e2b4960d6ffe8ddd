"""The kiosk's pages with a real spool, a real survey and a key that the tests can open with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.keys.private import PeriodPrivateKey
from collector.surveys import default_survey
from kiosk.app import create_app
from kiosk.clock import PREMISES
from kiosk.pace import Pacing
from kiosk.pages.desk import Desk
from kiosk.speech import Voice
from kiosk.spool import Spool
from shared.bundle import Bundle, BundlePoint
from shared.comment import Comment, decode_comment
from shared.problems import ResponseProblem, StorageProblem
from shared.response import Response, decode
from shared.sealing import Context, Label
from shared.survey import Survey

PERIOD = "2026-10"
KEY = PeriodPrivateKey.generate()
POINT = "Centre socio-culturel Simone-Veil"
VISIT = "0123456789abcdef" * 2


def bundle_of(survey: Survey, keys: bool = True, serial: int = 1) -> Bundle:
    """A bundle for one Point."""
    point = BundlePoint("rouen", "761", POINT, "", "", "token", survey.digest)
    public = {PERIOD: KEY.public} if keys else {}
    return Bundle(serial, "0" * 16, (point,), {survey.digest: survey}, public, ())


@dataclass
class Settings:
    """What the pages are set to."""

    idle_seconds: int = 60
    idle_warning_seconds: int = 20
    thank_you_seconds: int = 8
    tap_guard_ms: int = 0
    visitor_pause_ms: int = 0
    demo: bool = False


class Device:
    """A device; `bundle` None means that it has none."""

    def __init__(self, bundle: Bundle | None) -> None:
        self.held = bundle

    @property
    def bundle(self) -> Bundle:
        """As `kiosk.device.DeviceState.bundle`."""
        if self.held is None:
            raise ResponseProblem("survey-unavailable")
        return self.held


@dataclass
class FragileSpool:
    """A real spool whose disk is full for some kinds of items, when the test says so."""

    spool: Spool
    full: set[Label] = field(default_factory=set)

    def store(self, lane: Context, item: bytes) -> bool:
        if lane.label in self.full:
            raise StorageProblem("storage-full")
        return self.spool.store(lane, item)


@dataclass
class Stage:
    """A kiosk's pages, and what waits behind them."""

    data_dir: Path
    survey: Survey = field(default_factory=default_survey)
    settings: Settings = field(default_factory=Settings)
    pacing: Pacing | None = None
    desk: Desk | None = None
    voice: Voice | None = None
    clock: Callable[[], datetime] = field(default_factory=lambda: morning)

    def __post_init__(self) -> None:
        self.device = Device(bundle_of(self.survey))
        self.spool = FragileSpool(Spool(self.data_dir))
        self.app: Flask = create_app(
            self.settings,
            self.device,
            self.spool,
            self.clock,
            os.urandom,
            pacing=self.pacing,
            desk=self.desk,
            voice=self.voice,
        )
        self.client: FlaskClient = self.app.test_client(use_cookies=True)

    def post(self, do: str, at: str = "", /, **fields: str | Iterable[str]) -> TestResponse:
        """Post a screen: what was tapped, where, and the answers so far."""
        return self.client.post("/visit", data=self.form(do, at, **fields))

    def form(self, do: str, at: str = "", /, **fields: str | Iterable[str]) -> dict[str, object]:
        """The fields of a screen."""
        controls = {
            "_visit": VISIT,
            "_survey": self.survey.digest.hex(),
            "_language": "fr",
            "_at": at or "_review",
            "_do": do,
        }
        return {**controls, **fields}

    def responses(self) -> list[Response]:
        """Every response in the spool, opened."""
        return [decode(self.survey, each) for each in self._opened(Label.RESPONSE)]

    def comments(self) -> list[Comment]:
        """Every comment in the spool, opened."""
        return [decode_comment(self.survey, each) for each in self._opened(Label.COMMENT)]

    def ids(self) -> set[bytes]:
        """The ids of everything in the spool."""
        spool = self.spool.spool
        return {item[:16] for lane in spool.lanes() for item in spool.items(lane)}

    def _opened(self, label: Label) -> list[bytes]:
        spool = self.spool.spool
        return [
            KEY.open(lane, item)
            for lane in spool.lanes()
            if lane.label is label
            for item in spool.items(lane)
        ]


def morning() -> datetime:
    """The time at which all of this happens."""
    return datetime(2026, 10, 5, 10, tzinfo=PREMISES)
