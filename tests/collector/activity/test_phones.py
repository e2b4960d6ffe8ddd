"""At the tally, more responses from phones than declared visitors are a finding of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from collector.activity.model import Question, QuestionKind
from collector.activity.overview import declare_on_web
from collector.activity.questions import ask_of_all, close_question, phones_above_visitors
from collector.registry.device import Device
from collector.store.activity import find_questions
from collector.store.devices import add_device
from collector.store.engine import Database
from shared.messages import DeviceKind
from shared.signing import Signer, device_id
from tests.support.tally_world import JANUARY, World

TODAY = date(2026, 2, 10)
CAF = "761"


@pytest.fixture
def world(database: Database) -> World:
    """Forty phones answered at `a` and at `b`, forty visitors of `c` on the kiosk's screen."""
    world = World(database).set_up({"a": CAF, "b": CAF, "c": CAF})
    for point in "ab":
        world.send(point, 40)
    kiosk = replace(world, signer=Signer(bytes(32)), sequence=0, total=0)
    public = kiosk.signer.public
    with database.begin() as transaction:
        add_device(transaction, Device(device_id(public), DeviceKind.KIOSK, public, "c", None))
    kiosk.send("c", 40)
    return world


def declare(world: World, point: str, visitors: int) -> None:
    with world.database.begin() as transaction:
        declare_on_web(transaction, point, JANUARY, visitors, 0, "a@caf.example", TODAY)


def questions(world: World, point: str) -> dict[QuestionKind, Question]:
    with world.database.begin() as transaction:
        ask_of_all(transaction, JANUARY, JANUARY, TODAY)
        found = find_questions(transaction, point_id=point)
    return {each.kind: each for each in found}


def reported(world: World) -> list[tuple[str, int]]:
    with world.database.read() as transaction:
        found = phones_above_visitors(transaction, JANUARY, JANUARY)
    return [(point, visitors) for point, _, visitors in found]


def test_phones_above_the_declared_visitors_are_reported_and_others_are_not(world: World) -> None:
    for point, visitors in (("a", 39), ("b", 40), ("c", 39)):
        declare(world, point, visitors)
    assert reported(world) == [], "nothing is said of a month that no tally has published"
    world.tally()
    assert reported(world) == [("a", 39)]
    assert set(questions(world, "a")) == {QuestionKind.PHONES, QuestionKind.RESPONSES}
    assert set(questions(world, "b")) == set()
    assert set(questions(world, "c")) == {QuestionKind.RESPONSES}


def test_how_many_came_from_phones_is_not_said(world: World) -> None:
    world.tally()
    declare(world, "a", 39)
    assert questions(world, "a")[QuestionKind.PHONES].figures == {"visitors": 39}


def test_a_reason_closes_the_finding_until_the_visitors_change(world: World) -> None:
    world.tally()
    declare(world, "a", 39)
    with world.database.begin() as transaction:
        close_question(transaction, "a", JANUARY, QuestionKind.PHONES, "Une fête.", "who", TODAY)
    assert reported(world) == []
    declare(world, "a", 38)
    assert reported(world) == [("a", 38)]
    declare(world, "a", 41)
    assert reported(world) == []
