"""A Point's kiosk with all of its parts, and the collector at the other end of its line."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from deploy.visitors.declared import Plan
from kiosk.app import create_app
from kiosk.courier.courier import Courier, Round, only_courier
from kiosk.desk.office import Office
from kiosk.desk.pin import Pin
from kiosk.desk.sessions import Sessions
from kiosk.device import DeviceState
from kiosk.enrol import enrol
from kiosk.outbox import Outbox
from kiosk.pages.desk import Desk
from kiosk.spool import Spool
from kiosk.station.heartbeat import Heartbeat
from kiosk.station.leaving import Leaving
from kiosk.transport import Reply, Request
from shared.survey import Kind
from tests.kiosk.desk.parts import AT_THE_STATION, PIN, hidden
from tests.kiosk.pages.stage import Settings

Fields = Mapping[str, str | list[str]]


class Compiled(BytecodeCache):
    """Templates that one station compiled, for all others."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a template, if anything."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@dataclass
class Line:
    """Carries requests to a collector's WSGI application."""

    app: Flask

    def exchange(self, request: Request) -> Reply:
        headers = {"Authorization": request.authorization} if request.authorization else {}
        answered = self.app.test_client().open(
            request.path,
            method=request.method,
            data=request.body or None,
            content_type=request.media_type or None,
            headers=headers,
        )
        assert len(answered.data) <= request.limit
        return Reply(answered.status_code, answered.data)


@dataclass
class Station:
    """An enrolled kiosk: what visitors touch, what the agent does, what the courier carries."""

    directory: Path
    line: Line
    ticket: str
    clock: Callable[[], datetime]
    chance: Random
    visits: int = 0
    session: str = ""
    seconds: float = field(default=1000.0)

    def __post_init__(self) -> None:
        enrol(self.ticket, self.directory, lambda _: self.line, self.chance.randbytes)
        self.device = DeviceState(self.directory, self.clock)
        self.spool = Spool(self.directory)
        self.outbox = Outbox(self.directory, self.device.signer, self.device.identity.device)
        self.courier = Courier(self.device, self.spool, self.outbox, self.line, self.clock)
        monotonic = self._monotonic
        office = Office(
            self.device,
            self.spool,
            self.outbox,
            self.courier,
            functools.partial(only_courier, self.directory),
            list,
            Heartbeat(monotonic),
            Leaving(self.directory, "", monotonic),
            self.clock,
        )
        pin = Pin(self.directory, monotonic)
        pin.set(PIN)
        desk = Desk(office, pin, Sessions(monotonic, self.chance.randbytes))
        self.app = create_app(
            Settings(), self.device, self.spool, self.clock, self.chance.randbytes, desk=desk
        )
        self.app.jinja_env.bytecode_cache = COMPILED
        self.client = self.app.test_client(use_cookies=False)

    def _monotonic(self) -> float:
        return self.seconds

    def answer(self, plan: Plan, *, every_screen: bool) -> None:
        """A visitor answers: screen by screen, or with the last screen's form alone."""
        visit, digest, at = self._begin()
        fields: dict[str, str | list[str]] = {}
        if every_screen:
            fields, at = self._walk(visit, digest, at, plan)
        else:
            fields = _fields(plan)
            at = "_review"
        thanked = self._post(visit, digest, plan.language, at, "send", fields)
        assert thanked.status_code == 200
        assert "Merci" in thanked.text or plan.language != "fr"
        self.visits += 1

    def _begin(self) -> tuple[str, str, str]:
        survey = self.device.bundle.survey_of(self.device.bundle.points[0])
        return self.chance.randbytes(16).hex(), survey.digest.hex(), survey.questions[0].id

    def _walk(
        self, visit: str, digest: str, at: str, plan: Plan
    ) -> tuple[dict[str, str | list[str]], str]:
        survey = self.device.bundle.survey_of(self.device.bundle.points[0])
        fields: dict[str, str | list[str]] = {}
        page = self.client.get("/")
        while at != "_review":
            question = survey.by_id[at]
            chosen = sorted(plan.answers.get(at, ()))
            do = "skip"
            if question.kind is Kind.COMMENT and plan.comment:
                fields[at], do = plan.comment, "next"
            elif question.kind is Kind.MANY and chosen:
                fields[at], do = chosen, "next"
            elif chosen:
                do = f"choose:{chosen[0]}"
            page = self._post(visit, digest, plan.language, at, do, fields)
            if do.startswith("choose"):
                fields[at] = chosen
            following = hidden(page, "_at")
            assert following != at, page.text
            at = following
        return fields, at

    def _post(
        self, visit: str, digest: str, language: str, at: str, do: str, fields: Fields
    ) -> TestResponse:
        controls = {
            "_visit": visit,
            "_survey": digest,
            "_language": language,
            "_at": at,
            "_do": do,
        }
        return self.client.post("/visit", data={**controls, **fields})

    def tap(self, *, accompanied: bool) -> None:
        """The agent counts a visitor."""
        page = self._desk(f"count:{'accompanied' if accompanied else 'alone'}")
        assert page.status_code == 200

    def confirm(self, period: str, visitors: int, accompanied: int) -> None:
        """The agent types a month's totals and declares them."""
        told = {"_visitors": str(visitors), "_accompanied": str(accompanied)}
        page = self._desk(f"confirm:{period}", **told)
        assert "Le mois est validé" in page.text

    def _desk(self, do: str, **fields: str) -> TestResponse:
        if not self.session:
            self.session = hidden(
                self._at_desk("enter", _door=hidden(self._door(), "_door"), _pin=PIN), "_session"
            )
        return self._at_desk(do, _session=self.session, **fields)

    def _door(self) -> TestResponse:
        return self.client.get("/desk", environ_overrides=AT_THE_STATION)

    def _at_desk(self, do: str, **fields: str) -> TestResponse:
        return self.client.post(
            "/desk", data={"_do": do, **fields}, environ_overrides=AT_THE_STATION
        )

    def send(self) -> Round:
        """The courier carries everything that waits, and fetches the bundle."""
        done = self.courier.send()
        assert done.problem is None, done.problem
        assert done.news is None, done.news
        assert not done.refused
        return done


def _fields(plan: Plan) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {
        question: sorted(options) for question, options in plan.answers.items()
    }
    if plan.comment:
        fields["comment"] = plan.comment
    return fields
