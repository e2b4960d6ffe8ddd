"""The server's connections: everything arrives, and nobody asks while a worker is sending.

What is too large for the server is refused by the program's own page.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from waitress import wasyncore
from waitress.server import create_server

from kiosk import channel
from kiosk.commands.serve import LARGEST_BODY_BYTES
from tests.kiosk.pages.stage import Stage

LARGE = bytes(range(256)) * 32 * 1024
"""8 MB: more than any socket takes at once."""


def large_page(_: Any, start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", str(len(LARGE)))])
    return [LARGE]


@contextmanager
def serving(app: Any) -> Iterator[Any]:
    sockets: dict[int, Any] = {}
    server: Any = create_server(
        app,
        map=sockets,
        host="127.0.0.1",
        port=0,
        threads=2,
        max_request_body_size=LARGEST_BODY_BYTES,
    )
    channel.use(sockets)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join()


@pytest.fixture
def server() -> Iterator[Any]:
    with serving(large_page) as server:
        yield server


@pytest.mark.parametrize("length", ["Content-Length: 1073741824", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", ["/visit", "/start"])
def test_a_body_of_a_gigabyte_is_refused_by_a_page_that_says_what_to_do(
    tmp_path: Path, path: str, length: str
) -> None:
    stage = Stage(tmp_path)
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: kiosk\r\n{kind}\r\n{length}\r\n\r\n"
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with serving(stage.app) as server:
        address = ("127.0.0.1", server.effective_port)
        with socket.create_connection(address, timeout=20) as connection:
            connection.sendall(head.encode() + (piece if "chunked" in length else b""))
            reply = b"".join(iter(partial(connection.recv, 65536), b"")).decode()
    stage.spool.spool.close()
    assert reply.startswith("HTTP/1.1 413 ")
    assert "format-oversize" in reply
    assert 'lang="fr"' in reply
    assert "Rien n" in reply


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
