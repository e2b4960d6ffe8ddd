"""What the phone tests share: a relay of two Points with real rooms and a collector's keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient

import collector.surveys
from collector.surveys.reader import read_survey_file
from kiosk.phone.app import create_app
from kiosk.phone.settings import Presence
from kiosk.spool import Spool
from shared.bundle import Bundle, BundlePoint, read_bundle, write_bundle
from shared.comment import Comment, decode_comment
from shared.response import Response, decode
from shared.sealing import SUITE, Context, Label, PublicKey
from shared.signing import Signer
from shared.survey import Survey
from tests.kiosk.parts import Clock

TOKEN = "rouentoken"
OTHER_TOKEN = "elbeuftoken"


@cache
def default_survey() -> Survey:
    """The default questionnaire, in all its languages."""
    return read_survey_file(Path(collector.surveys.__file__).with_name("default.yaml"))


class PeriodKey:
    """A period's key pair: what only the collector's tally has."""

    def __init__(self) -> None:
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        self._private = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = PublicKey(
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    def open(self, context: Context, item: bytes) -> bytes:
        """What an item says."""
        return SUITE.decrypt(item[16:], self._private, info=context.info())


@dataclass
class Layers:
    """The settings of the phone face: cheap work, so that tests are quick."""

    phone_work_bits: int = 4
    phone_presence: Presence = Presence.WELCOME
    phone_per_hour: int = 300
    phone_plain_per_hour: int = 30


@dataclass
class PhoneRelay:
    """A relay in a directory: its settings, clock, bundle, spool and application."""

    directory: Path
    layers: Layers = field(default_factory=Layers)
    clock: Clock = field(default_factory=Clock)
    survey: Survey = field(default_factory=default_survey)
    collector: Signer = field(default_factory=lambda: Signer(os.urandom(32)))
    keys: dict[str, PeriodKey] = field(
        default_factory=lambda: {"2026-10": PeriodKey(), "2026-11": PeriodKey()}
    )
    tokens: dict[str, str] = field(
        default_factory=lambda: {"rouen-simone-veil": TOKEN, "elbeuf": OTHER_TOKEN}
    )
    random_bytes: Callable[[int], bytes] = os.urandom

    def __post_init__(self) -> None:
        self.spool = Spool(self.directory)
        self.bundle = self._bundle()
        self.app = self.start()

    def start(self) -> Flask:
        """The application as after a restart."""
        clock = self.clock
        return create_app(
            self.layers, self, self.spool, clock.now, clock.monotonic, self.random_bytes
        )

    def client(self) -> FlaskClient:
        """A phone's browser, without JavaScript."""
        return self.app.test_client()

    def renew(self) -> None:
        """Have the bundle say what `survey`, `keys` and `tokens` are now."""
        self.bundle = self._bundle()

    def _bundle(self) -> Bundle:
        names = {
            "rouen-simone-veil": "Centre socio-culturel Simone-Veil",
            "elbeuf": "Point fictif d'Elbeuf",
        }
        points = tuple(
            BundlePoint(
                id=point,
                caf="761",
                name=names.get(point, point),
                address="74 rue Jules Adeline, 76100 Rouen",
                hours="Mo 09:00-12:30",
                token=token,
                survey=self.survey.digest,
            )
            for point, token in self.tokens.items()
        )
        bundle = Bundle(
            serial=1,
            device="0" * 16,
            points=points,
            surveys={self.survey.digest: self.survey},
            keys={period: key.public for period, key in self.keys.items()},
            signers=(self.collector.public,),
        )
        return read_bundle(write_bundle(self.collector, bundle), [self.collector.public])

    def responses(self, point: str = "rouen-simone-veil") -> list[Response]:
        """What the responses waiting for a Point say, opened with the collector's keys."""
        return [
            decode(self.survey, self.keys[lane.period].open(lane, item))
            for lane, item in self._items(point, Label.RESPONSE)
        ]

    def comments(self, point: str = "rouen-simone-veil") -> list[Comment]:
        """What the comments waiting for a Point say."""
        return [
            decode_comment(self.survey, self.keys[lane.period].open(lane, item))
            for lane, item in self._items(point, Label.COMMENT)
        ]

    def _items(self, point: str, label: Label) -> list[tuple[Context, bytes]]:
        return [
            (lane, item)
            for lane in self.spool.lanes()
            if (lane.point, lane.label) == (point, label)
            for item in self.spool.items(lane)
        ]
