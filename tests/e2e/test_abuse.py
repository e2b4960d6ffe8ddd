"""What strangers send to the programs as they are really served: bare, and behind the proxy.

Which attack is held off where stands in `tests/README.md`.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.door import Answered, Door, rest_of
from tests.e2e.proxy_parts import NGINX, proxied
from tests.e2e.test_phone_traces import relay_in
from tests.support.served import installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]

PAGES = {"collector": "/login", "relay": "/p/demo-token"}
WAYS = ("bare", "proxied")
FEW = {
    "collector": {"limit_conn site 1000;": "limit_conn site 8;"},
    "relay": {"limit_conn site 2000;": "limit_conn site 8;"},
}
"""Kinds of limits are as shipped; only that nobody opens a thousand connections here."""

OUTSIDE = [
    "/../../../../../../etc/passwd",
    "/static/../../../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static/..%5c..%5c..%5c..%5cetc%5cpasswd",
    "/static/%252e%252e%252fapp.py",
    "/static//etc/passwd",
    "//etc/passwd",
    "/v1/speech/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/p/..%2f..%2f..%2fetc%2fpasswd",
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/static/%00",
]
SECOND = b"GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
AMBIGUOUS = [
    f"Content-Length: 5\r\nContent-Length: {5 + len(SECOND)}",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Content-Length: +5",
    "Content-Length: 5, 6",
    "Content-Length : 5",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding:\x0bchunked",
    "Folded: a\r\n b: c\r\nContent-Length: -1",
]
CLAIMS = [
    "Host: zebra.example",
    "X-Forwarded-Host: zebra.example",
    "X-Forwarded-Proto: zebra",
    "X-Forwarded-For: zebra",
    "Forwarded: host=zebra.example;proto=zebra",
    "X-Original-URL: /metrics?zebra",
    "X-Rewrite-URL: /metrics?zebra",
    "X-HTTP-Method-Override: zebra",
    "X-Script-Name: /zebra",
    "Origin: https://zebra.example",
    "Accept-Language: zebra\x00",
    "Range: bytes=0-0,0-0,0-0,0-0",
]
SPLITTING = ["/{}", "/login?next={}", "/p/{}", "/static/{}", "/?{}=1"]
CBOR_BOMBS = {
    "nested": b"\x81" * 100_000,
    "a list of 2^63": b"\x9b\x7f" + b"\xff" * 7,
    "2^63 bytes": b"\x5b\x7f" + b"\xff" * 7,
    "maps without end": b"\xbf" * 100_000,
    "a number of 2 GB": b"\xc2\x5a\x7f\xff\xff\xff",
}


@dataclass
class Served:
    """The collector and a relay, asked bare, or through a proxy that is started when wanted."""

    addresses: dict[str, str]
    proxies: dict[str, str]

    def door(self, name: str, way: str) -> Door:
        address = self.addresses[name] if way == "bare" else self.proxies[name]
        return Door(address, PAGES[name])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    directory = tmp_path_factory.mktemp("collector")
    collector = installed(directory, f"sqlite:///{directory / 'collector.db'}")
    with ExitStack() as stack:
        relay = stack.enter_context(relay_in(tmp_path_factory.mktemp("relay")))
        server = stack.enter_context(collector.serving())
        addresses, proxies = {"collector": server.address, "relay": relay.address}, {}
        for name, address in addresses.items():
            place = tmp_path_factory.mktemp(f"{name}-proxy")
            proxy = stack.enter_context(proxied(f"nginx-{name}.conf", address, place))
            proxies[name] = f"https://127.0.0.1:{proxy.port}"
        yield Served(addresses, proxies)


@pytest.fixture(params=[f"{name}-{way}" for name in PAGES for way in WAYS])
def door(request: pytest.FixtureRequest, served: Served) -> Iterator[Door]:
    """Each of them, which must be as well afterwards as before."""
    name, _, way = request.param.partition("-")
    found = served.door(name, way)
    yield found
    assert found.is_well()


@pytest.fixture(params=PAGES)
def proxied_door(request: pytest.FixtureRequest, served: Served) -> Iterator[Door]:
    """Those behind a proxy."""
    found = served.door(request.param, "proxied")
    yield found
    assert found.is_well()


def test_no_path_leads_out_of_what_is_served(door: Door) -> None:
    for path in OUTSIDE:
        answered = door.ask(path)
        assert answered.statuses[0] in (303, 308, 400, 401, 404), path
        assert b"root:" not in answered.raw, path
        assert b"__future__" not in answered.raw, path


def test_a_request_that_two_servers_could_read_differently_brings_no_second_one(
    proxied_door: Door,
) -> None:
    for head in AMBIGUOUS:
        start = f"POST {proxied_door.page} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n"
        answered = proxied_door.say(start.encode("latin-1") + b"0\r\n\r\n" + SECOND)
        assert answered.statuses in ([400], [501], []), head


def test_what_a_request_says_of_its_way_changes_nothing(door: Door) -> None:
    for line in CLAIMS:
        answered = door.ask(door.page, line)
        assert answered.statuses[0] in (200, 400), line
        assert b"zebra" not in answered.raw, line
        assert b"Access-Control" not in answered.raw, line


def test_no_address_adds_a_line_to_the_head_of_an_answer(door: Door) -> None:
    for path in SPLITTING:
        answered = door.ask(path.format("%0d%0aZebra:%201%0d%0a%0d%0a"))
        assert answered.statuses[0] < 500, path
        assert not any(line.startswith("Zebra") for line in answered.headers.splitlines()), path


def test_a_head_without_end_is_refused(door: Door) -> None:
    answered = door.ask(door.page, *(f"X-{number}: {'a' * 1000}" for number in range(600)))
    assert answered.statuses in ([400], [413], [431], [])


def test_a_form_of_a_hundred_thousand_fields_is_refused(door: Door) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    answered = door.ask(door.page, kind, method="POST", body=b"a=&" * 100_000)
    assert answered.statuses in ([400], [413], [])


@pytest.mark.parametrize("way", WAYS)
def test_what_would_swell_is_refused_as_it_came(served: Served, way: str) -> None:
    door = served.door("collector", way)
    bomb = gzip.compress(bytes(10 * 1024 * 1024))
    for line in ("Content-Encoding: gzip", "Transfer-Encoding: gzip, chunked"):
        assert door.ask("/v1/batches", line, method="POST", body=bomb).statuses in ([400], [501])
    for path in ("/v1/batches", "/v1/enrol", "/v1/status", "/v1/activity"):
        for name, body in CBOR_BOMBS.items():
            status = door.ask(path, method="POST", body=body).statuses[0]
            assert status in (400, 401, 413), (path, name)


def test_who_sends_slowly_keeps_nobody_waiting(door: Door) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            connection = stack.enter_context(door.open())
            connection.sendall(f"POST {door.page} HTTP/1.1\r\nHost: x\r\nX-Slow: ".encode())
        assert door.is_well()


@pytest.mark.parametrize("name", PAGES)
def test_the_proxy_hangs_up_on_who_does_not_come_to_an_end(
    served: Served, name: str, tmp_path: Path
) -> None:
    soon = {"client_header_timeout 20s;": "client_header_timeout 1s;"}
    upstream = served.addresses[name]
    with (
        proxied(f"nginx-{name}.conf", upstream, tmp_path, soon) as proxy,
        socket.create_connection(("127.0.0.1", proxy.plain_port), 60) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert Answered(rest_of(connection)).statuses in ([], [408])


@pytest.mark.parametrize("name", PAGES)
def test_a_crowd_is_answered_to_the_last(served: Served, name: str) -> None:
    door = served.door(name, "bare")
    with ThreadPoolExecutor(40) as crowd:
        said = list(crowd.map(lambda _: door.ask(door.page).statuses, range(80)))
    assert said == [[200]] * 80


@pytest.mark.parametrize("name", PAGES)
def test_above_its_connections_the_proxy_refuses_without_asking_and_recovers(
    served: Served, name: str, tmp_path: Path
) -> None:
    head = f"POST {PAGES[name]} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    with proxied(f"nginx-{name}.conf", served.addresses[name], tmp_path, FEW[name]) as proxy:
        door = Door(f"https://127.0.0.1:{proxy.port}", PAGES[name])
        with ExitStack() as stack:
            for _ in range(8):
                stack.enter_context(door.open()).sendall(head.encode() + b"a")
            answers_at_last(door, 503)
            assert served.door(name, "bare").is_well()
        answers_at_last(door, 200)


def answers_at_last(door: Door, status: int) -> None:
    """Ask until the proxy has seen what came before; it says no more about it than this."""
    said: list[int] = []
    for _ in range(500):
        said = door.ask(door.page).statuses
        if said == [status]:
            return
    raise AssertionError(said)
