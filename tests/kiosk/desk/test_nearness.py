"""The desk opens for the station's own browser only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.desk.nearness import FORWARDED, Caller, is_at_the_station

HERE = Caller("127.0.0.1", "127.0.0.1:8300", "HTTP/1.1", {"origin": "http://127.0.0.1:8300"})


@pytest.mark.parametrize(
    "caller",
    [
        HERE,
        replace(HERE, headers={}),
        replace(HERE, headers={"origin": "null"}),
        Caller("::1", "[::1]:8300", "HTTP/1.1", {}),
        Caller("::ffff:127.0.0.1", "localhost:8300", "HTTP/1.1", {}),
        replace(HERE, address="127.8.9.1"),
    ],
)
def test_the_station_is_let_in(caller: Caller) -> None:
    assert is_at_the_station(caller)


@pytest.mark.parametrize(
    "address", ["192.168.1.7", "203.0.113.9", "::ffff:10.0.0.1", "fe80::1", "", "unix:"]
)
def test_another_machine_is_not(address: str) -> None:
    assert not is_at_the_station(replace(HERE, address=address))


@pytest.mark.parametrize("name", FORWARDED)
def test_what_was_passed_on_is_not(name: str) -> None:
    assert not is_at_the_station(replace(HERE, headers={name: "for=127.0.0.1"}))


@pytest.mark.parametrize("host", ["kiosk.example", "127.0.0.1.evil.example", "10.0.0.2:8300", "["])
def test_a_foreign_name_for_this_machine_is_not(host: str) -> None:
    assert not is_at_the_station(replace(HERE, host=host, headers={}))


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1:8300", ""])
def test_a_foreign_page_is_not(origin: str) -> None:
    assert not is_at_the_station(replace(HERE, headers={"origin": origin}))


def test_a_proxy_that_adds_nothing_gives_itself_away_by_its_protocol() -> None:
    assert not is_at_the_station(replace(HERE, protocol="HTTP/1.0"))
