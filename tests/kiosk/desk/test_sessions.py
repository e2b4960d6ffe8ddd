"""The agent's session: one at a time, short, and gone when it is left."""

from __future__ import annotations

import pytest

from kiosk.desk.sessions import DOORS_KEPT, IDLE_SECONDS, Sessions
from tests.kiosk.parts import Clock, seeded


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock.monotonic, seeded(7))


def test_a_session_lasts_while_somebody_is_there(sessions: Sessions, clock: Clock) -> None:
    name = sessions.open()
    for _ in range(10):
        clock.forward(seconds=IDLE_SECONDS)
        assert sessions.is_open(name)
    clock.forward(seconds=IDLE_SECONDS + 1)
    assert not sessions.is_open(name)
    clock.forward(seconds=-IDLE_SECONDS)
    assert not sessions.is_open(name)


def test_a_page_that_looks_by_itself_keeps_nothing_open(sessions: Sessions, clock: Clock) -> None:
    name = sessions.open()
    for _ in range(4):
        clock.forward(seconds=IDLE_SECONDS / 4)
        assert sessions.is_open(name, touch=False)
    clock.forward(seconds=1)
    assert not sessions.is_open(name, touch=False)


def test_another_name_opens_nothing_and_ends_nothing(sessions: Sessions) -> None:
    name = sessions.open()
    for other in ("", "0" * 32, name[:-1], "é"):
        assert not sessions.is_open(other)
        sessions.close(other)
    assert sessions.is_open(name)


def test_a_new_session_ends_the_one_before(sessions: Sessions) -> None:
    first = sessions.open()
    second = sessions.open()
    assert (sessions.is_open(first), sessions.is_open(second)) == (False, True)


def test_a_session_that_was_left_is_over(sessions: Sessions) -> None:
    name = sessions.open()
    sessions.close(name)
    assert not sessions.is_open(name)


def test_a_door_is_good_for_one_attempt(sessions: Sessions) -> None:
    door = sessions.new_door()
    assert [sessions.use_door(door), sessions.use_door(door)] == [True, False]
    assert not sessions.use_door("")


def test_doors_do_not_pile_up(sessions: Sessions) -> None:
    doors = [sessions.new_door() for _ in range(DOORS_KEPT + 3)]
    assert [sessions.use_door(each) for each in doors] == [False] * 3 + [True] * DOORS_KEPT
