"""The server's connections: everything arrives, and nobody asks while a worker is sending."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest
from waitress import wasyncore
from waitress.server import create_server

from kiosk import channel

LARGE = bytes(range(256)) * 32 * 1024
"""8 MB: more than any socket takes at once."""


@pytest.fixture
def server() -> Iterator[Any]:
    def app(_: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(len(LARGE)))])
        return [LARGE]

    sockets: dict[int, Any] = {}
    server: Any = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=2)
    channel.use(sockets)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join()


def test_a_slow_reader_gets_the_whole_of_a_page_larger_than_the_socket_takes(server: Any) -> None:
    with closing(HTTPConnection("127.0.0.1", server.effective_port, timeout=20)) as connection:
        for _ in range(2):
            connection.request("GET", "/")
            response = connection.getresponse()
            assert b"".join(iter(partial(response.read, 100_000), b"")) == LARGE


def test_a_connection_waits_to_send_only_while_no_worker_is_sending(server: Any) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = channel.Channel(server, ours, ("", 0), server.adj, map={})
        assert not connection.writable()
        connection.total_outbufs_len = 10
        assert connection.writable()
        held, done = threading.Event(), threading.Event()

        def send() -> None:
            with connection.outbuf_lock:
                held.set()
                done.wait(10)

        worker = threading.Thread(target=send)
        worker.start()
        assert held.wait(10)
        assert not connection.writable()
        connection.will_close = True
        assert connection.writable()
        done.set()
        worker.join()
