"""The word to systemd, over a real socket of its kind."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.station.heartbeat import PageState
from kiosk.station.notify import UNWATCHED_SECONDS, interval, keep_telling, notify, page_words
from kiosk.station.supervisor import Answer


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(20)
        yield ear


def test_a_message_arrives(ear: socket.socket) -> None:
    assert notify({"NOTIFY_SOCKET": ear.getsockname()}, "READY=1")
    assert ear.recv(100) == b"READY=1"


def test_an_abstract_socket_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0isoloir-test-notify")
        assert notify({"NOTIFY_SOCKET": "@isoloir-test-notify"}, "READY=1")
        assert ear.recv(100) == b"READY=1"


@pytest.mark.parametrize("path", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/no/such/socket"}])
def test_where_nobody_listens_nothing_happens(path: dict[str, str]) -> None:
    assert not notify(path, "READY=1")


def test_the_word_of_life_is_given_while_the_server_answers(ear: socket.socket) -> None:
    environ = {"NOTIFY_SOCKET": ear.getsockname(), "WATCHDOG_USEC": "3000"}
    looks = iter([Answer(), Answer(PageState.SILENT)])
    stop = Event()

    def look() -> str:
        answer = next(looks, None)
        if answer is None:
            stop.set()
            return ""
        return page_words(answer)

    thread = Thread(target=keep_telling, args=(environ, look, stop))
    thread.start()
    heard = [ear.recv(200).decode() for _ in range(3)]
    thread.join(20)
    assert heard == ["READY=1", "WATCHDOG=1\nSTATUS=The page fell silent.", "STOPPING=1"]


def test_it_is_given_three_times_as_often_as_systemd_wants_it() -> None:
    assert interval({"WATCHDOG_USEC": "30000000"}) == 10
    assert {interval({}), interval({"WATCHDOG_USEC": "soon"})} == {UNWATCHED_SECONDS}
