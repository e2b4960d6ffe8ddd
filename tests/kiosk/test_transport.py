"""The real transport against real servers on this machine."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kiosk.transport import USER_AGENT, HttpTransport, Reply, Request, reply_problem
from shared.problems import FormatProblem, OperationProblem, StorageProblem, problem_document

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that answers so; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def replying(status: int, body: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, text in headers.items():
            handler.send_header(name, text)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_request_arrives_as_it_was_made_and_says_nothing_of_the_device() -> None:
    seen: dict[str, object] = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.update({name.lower(): text for name, text in handler.headers.items()})
        seen["line"] = handler.requestline
        seen["body"] = handler.rfile.read(int(handler.headers["Content-Length"]))
        replying(201, b"answer")(handler)

    with serving(answer) as address:
        transport = HttpTransport(address)
        reply = transport.exchange(
            Request("POST", "/v1/x", b"\0body", "application/x", "Isoloir a")
        )
        transport.close()
    assert reply == Reply(201, b"answer")
    assert seen.pop("line") == "POST /v1/x HTTP/1.1"
    assert seen.pop("body") == b"\0body"
    assert seen.pop("host") == address.removeprefix("http://")
    assert seen == {
        "content-type": "application/x",
        "authorization": "Isoloir a",
        "content-length": "5",
        "accept-encoding": "identity",
        "user-agent": USER_AGENT,
    }


def test_a_redirect_is_not_followed() -> None:
    arrived = threading.Event()

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        replying(200, b"")(handler)

    with (
        serving(elsewhere) as target,
        serving(replying(307, b"", Location=target + "/v1/x")) as address,
    ):
        reply = HttpTransport(address).exchange(Request("GET", "/v1/x"))
    assert reply.status == 307
    assert not arrived.is_set()


def test_a_reply_longer_than_allowed_is_cut_off() -> None:
    with serving(replying(200, bytes(2_000_000))) as address:
        transport = HttpTransport(address)
        with pytest.raises(FormatProblem) as met:
            transport.exchange(Request("GET", "/", limit=1000))
        assert met.value.code == "format-oversize"
        assert len(transport.exchange(Request("GET", "/", limit=2_000_000)).body) == 2_000_000


def test_a_port_where_nobody_listens_is_unreachable_with_one_clear_line() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(OperationProblem, match=address) as met:
            HttpTransport(address).exchange(Request("GET", "/"))
    assert met.value.code == "collector-unreachable"
    assert "\n" not in str(met.value)


def test_a_reply_cut_off_in_the_middle_is_no_reply() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    with serving(answer) as address, pytest.raises(OperationProblem) as met:
        HttpTransport(address).exchange(Request("GET", "/"))
    assert met.value.code == "collector-unreachable"


def test_something_that_does_not_speak_http_is_unreachable() -> None:
    def babble(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"\xff\xfe garbage\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=babble, args=(listening,))
        thread.start()
        with pytest.raises(OperationProblem):
            HttpTransport(f"http://127.0.0.1:{listening.getsockname()[1]}").exchange(
                Request("GET", "/")
            )
        thread.join()


def test_only_the_collectors_own_final_word_is_final() -> None:
    refused = problem_document(FormatProblem("batch-sequence"))
    busy = problem_document(StorageProblem("storage-busy"))

    def judged(status: int, body: object) -> tuple[str, bool]:
        problem, final = reply_problem(Reply(status, json.dumps(body).encode()))
        return problem.code, final

    assert judged(refused.status, refused.body) == ("batch-sequence", True)
    assert judged(busy.status, busy.body) == ("storage-busy", False)
    assert judged(502, refused.body) == ("batch-sequence", False)
    assert judged(404, {"code": "something-new", "final": True}) == ("collector-unreachable", False)
    assert judged(403, ["a", "portal"]) == ("collector-unreachable", False)
    assert reply_problem(Reply(403, b"<html>log in</html>"))[1] is False


def test_what_a_collector_says_fits_one_line() -> None:
    body = {"code": "device-revoked", "detail": "a\nb\x1b[31m" + "x" * 5000, "final": True}
    problem, _ = reply_problem(Reply(403, json.dumps(body).encode()))
    assert problem.detail.startswith("ab[31mxxx")
    assert len(problem.detail) <= 300


def test_a_reply_that_would_swell_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    with serving(replying(200, bomb, **{"Content-Encoding": "gzip"})) as address:
        tracemalloc.start()
        try:
            reply = HttpTransport(address).exchange(Request("GET", "/v1/bundle", limit=1024 * 1024))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert reply.body == bomb
    assert peak < 8 * 1024 * 1024
