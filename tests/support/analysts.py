"""The analysts' side of a collector on made-up releases, and readers of every scope."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.api.library import OpenLibrary
from collector.auth.reader import Reader
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.dashboard.pages.install import AnalystParts, PagesOf, install_analyst_side
from collector.registry.model import PointRecord
from collector.surveys import default_survey
from collector.tables.accounting import DEFAULT_CEILING
from shared.periods import Period
from shared.problems import AccessProblem
from tests.support.memory_library import MemoryLibrary, Published, memory_library
from tests.support.released import Month, months, release_all

ROUEN, HAVRE, YVETOT, LATE, EMPTY, LYON = (
    "rouen", "le-havre", "yvetot", "late", "empty", "lyon"
)  # fmt: skip
CAF, OTHER_CAF = "761", "691"
FIRST = Period(2026, 1)

SURVEY = default_survey()

RECORDS = [
    PointRecord(ROUEN, CAF, "Centre Simone-Veil", "74 rue Jules Adeline", "76100", "Rouen"),
    PointRecord(HAVRE, CAF, "Point du Havre", "", "76600", "Le Havre", made_up=True),
    PointRecord(YVETOT, CAF, "Point d’Yvetot", "", "76190", "Yvetot"),
    PointRecord(LATE, CAF, "Point qui attend", "", "76110", "Goderville"),
    PointRecord(EMPTY, CAF, "Point sans réponse", "", "76200", "Dieppe"),
    PointRecord(
        LYON, OTHER_CAF, "Point de Lyon", "", "69001", "Lyon", latitude=45.77, longitude=-1.5
    ),
]

_SIZES = {ROUEN: [130, 90, 110, 120], HAVRE: [40, 25, 30, 35], YVETOT: [60, 60, 60, 60]}

PASSWORD = "correct horse battery"

SCOPES = {
    "national": "national",
    "caf": f"caf:{CAF}",
    "other-caf": f"caf:{OTHER_CAF}",
    "point": f"point:{ROUEN}",
    "other-point": f"point:{LYON}",
}
"""A name for each kind of reader; also the token and the start of the address of each."""


def published() -> Published:
    """Four months of three Points, one of another Caf, and one that two tallies left waiting."""
    waited = [Month(LATE, CAF, FIRST.plus(i), n, FIRST.plus(2)) for i, n in enumerate((4, 3, 5))]
    wanted = [
        *months(_SIZES, CAF, FIRST),
        *months({LYON: [70, 80, 75, 90]}, OTHER_CAF, FIRST),
        *waited,
    ]
    return release_all(SURVEY, wanted)


def library() -> MemoryLibrary:
    """All of it in memory."""
    return memory_library(SURVEY, RECORDS, published())


@dataclass
class MemoryGate:
    """Accounts and tokens by name: the tests' own."""

    stamps: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    roles: dict[str, Role] = field(default_factory=dict)

    def token_scope(self, token: str) -> Scope:
        if token not in SCOPES:
            raise AccessProblem("token-refused")
        return Scope.parse(SCOPES[token])

    def sign_in(self, email: str, password: str) -> Reader:
        reader = self.find_reader(email)
        if reader is None or password != PASSWORD:
            raise AccessProblem("login-refused")
        return reader

    def check_code(self, email: str, code: str) -> Reader:
        raise AccessProblem("code-refused")

    def find_reader(self, email: str) -> Reader | None:
        name = email.partition("@")[0]
        if name not in SCOPES or name in self.closed:
            return None
        role = self.roles.get(name, Role.ANALYST)
        return Reader(email, Scope.parse(SCOPES[name]), self.stamps.get(name, "first"), role)


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: int) -> None:
        self.at += timedelta(**span)


@dataclass
class Site:
    """An app, and what tests turn in it."""

    app: Flask
    gate: MemoryGate
    clock: Clock

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, address: str, reader: str = "national", **headers: str) -> TestResponse:
        """Ask the API with the token of a reader."""
        named = {"Authorization": f"Bearer {reader}", **headers}
        return self.client().get(address, headers=named)

    def signed_in(self, reader: str) -> FlaskClient:
        """A browser with a reader's session."""
        client = self.client()
        sign_in(client, f"{reader}@example.org", PASSWORD)
        return client


def site(open_library: OpenLibrary, *, secure: bool = False, rooms: Sequence[PagesOf] = ()) -> Site:
    """The analysts' side on a library."""
    app = Flask("collector")
    gate, clock, chance = MemoryGate(), Clock(), Random(1)
    key = hashlib.sha256(b"session key of tests").digest()
    parts = AnalystParts(
        open_library, gate, clock, chance.randbytes, key, secure, DEFAULT_CEILING, rooms
    )
    install_analyst_side(app, parts)
    return Site(app, gate, clock)


def json_of(answered: TestResponse) -> dict[str, Any]:
    """The document of an answer."""
    document = json.loads(answered.data)
    assert isinstance(document, dict)
    return document


def form_token(page: TestResponse) -> str:
    """The token in a page's form."""
    return page.get_data(as_text=True).partition('name="form_token" value="')[2].partition('"')[0]


def sign_in(
    client: FlaskClient, email: str, password: str, fields: Mapping[str, str] | None = None
) -> TestResponse:
    """Fill in the form of signing in, as a browser would."""
    token = form_token(client.get("/login"))
    data = {"form_token": token, "email": email, "password": password, **(fields or {})}
    return client.post("/login", data=data)
