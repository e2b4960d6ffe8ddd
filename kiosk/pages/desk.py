"""The desk's page, for the partner's agent: what waits, what the Caf says, and a few things to do.

One address, posted to like the visitors' pages: the form carries the name of the session
(`kiosk.desk.sessions`) and the button that was touched. No answer is ever shown: this device
cannot read any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request

from kiosk.desk.nearness import is_at_the_station
from kiosk.desk.office import Office
from kiosk.desk.pin import Entry, Pin
from kiosk.desk.sessions import PAGE_IDLE_SECONDS, Sessions
from kiosk.desk.view import desk_view, title_of
from kiosk.pages.alive import caller
from kiosk.pages.desk_hours import HOURS_VERBS
from kiosk.pages.desk_prints import Prints
from kiosk.pages.desk_telling import VERBS
from kiosk.pages.room import Room
from kiosk.pages.showing import leave, show
from kiosk.texts import FALLBACK
from shared.problems import AccessProblem, OperationProblem, Problem

PRINTS: Final = ("poster", "print", "paper", "paper-save")

TELLING: Final = {**VERBS, **HOURS_VERBS}

LANGUAGE: Final = FALLBACK
"""Agents work in French; their texts are catalogues like all others."""


@dataclass(frozen=True)
class Desk:
    """What the desk's page needs beside what all pages share."""

    office: Office
    pin: Pin
    sessions: Sessions


def desk_pages(room: Room, desk: Desk) -> Blueprint:
    """The routes of the desk."""
    pages = Blueprint("desk", __name__)

    @pages.before_request
    def stay_at_the_station() -> None:
        if not is_at_the_station(caller()):
            raise AccessProblem("desk-elsewhere")

    @pages.get("/desk")
    def door() -> Response:
        return _ask_pin(room, desk)

    @pages.post("/desk")
    def act() -> Response:
        verb, _, argument = request.form.get("_do", "").partition(":")
        if verb == "enter":
            return _enter(room, desk)
        name = request.form.get("_session", "")
        if verb == "leave":
            desk.sessions.close(name)
            return leave()
        if not desk.sessions.is_open(name, touch=verb != "look"):
            return _ask_pin(room, desk, "over")
        return _Agent(room, desk, name).do(verb, argument)

    return pages


def _ask_pin(room: Room, desk: Desk, said: str = "") -> Response:
    return show(
        room,
        "desk/pin.html",
        LANGUAGE,
        door=desk.sessions.new_door(),
        is_set=desk.pin.is_set,
        wait=desk.pin.wait,
        said=said,
        idle=PAGE_IDLE_SECONDS,
    )


def _enter(room: Room, desk: Desk) -> Response:
    if not desk.sessions.use_door(request.form.get("_door", "")):
        return _ask_pin(room, desk)
    entry = desk.pin.enter(request.form.get("_pin", ""))
    if entry is not Entry.OPEN:
        return _ask_pin(room, desk, "wrong" if entry is Entry.WRONG else "")
    desk.office.forget_errand()
    return _Agent(room, desk, desk.sessions.open()).show()


@dataclass(frozen=True)
class _Agent:
    """An agent at the desk, and what they touched."""

    room: Room
    desk: Desk
    session: str

    def do(self, verb: str, argument: str) -> Response:
        office = self.desk.office
        if verb not in ("send", "look"):
            office.forget_errand()
        if verb == "send":
            office.send()
        elif verb == "export":
            return self.export(argument)
        elif verb in PRINTS:
            return self.print(verb, argument)
        elif verb in ("quit", "quit-now"):
            return self.quit(sure=verb == "quit-now")
        elif verb in TELLING:
            return self.draw(*TELLING[verb](office, argument))
        elif verb not in ("look", "back"):
            raise OperationProblem("request-invalid", "There is no such button.")
        return self.show()

    def print(self, verb: str, argument: str) -> Response:
        prints = Prints(self.room, self.desk.office, self.draw)
        if verb == "print":
            return prints.make(argument)
        if verb == "paper":
            return prints.begin()
        return prints.record() if verb == "paper-save" else prints.choose()

    def export(self, path: str) -> Response:
        media = self.desk.office.media()
        if not path:
            return self.draw("desk/media.html", media=media)
        try:
            done = self.desk.office.export(path)
        except Problem as problem:
            return self.show("trouble", problem=problem.kind)
        left = [(name, reason.partition(".")[0]) for name, reason in sorted(done.left.items())]
        return self.show("exported", exported=done, left=left)

    def quit(self, *, sure: bool) -> Response:
        if not sure:
            return self.draw("desk/quit.html")
        try:
            self.desk.office.leaving.ask()
        except (Problem, OSError):
            return self.show("quit-failed")
        self.desk.sessions.close(self.session)
        return show(self.room, "desk/leaving.html", LANGUAGE)

    def show(self, said: str = "", **context: Any) -> Response:
        office = self.desk.office
        errand = office.errand
        return self.draw(
            "desk/desk.html",
            view=desk_view(office.facts()),
            said=said,
            errand=errand,
            errand_title=title_of(errand.problem.code) if errand.problem else "",
            **context,
        )

    def draw(self, template: str, shown: Mapping[str, Any] | None = None, **more: Any) -> Response:
        return show(
            self.room,
            template,
            LANGUAGE,
            session=self.session,
            idle=PAGE_IDLE_SECONDS,
            **{**(shown or {}), **more},
        )
