"""Whether a request comes from the station's own browser. Nothing of it is kept or logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

FORWARDED: Final = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
)  # fmt: skip
"""What proxies add. A request that was passed on comes from somewhere else, whatever its sender
looks like."""

SPOKEN_BY_BROWSERS: Final = "HTTP/1.1"
"""Proxies that add no header still speak HTTP/1.0 to what is behind them, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request says of where it comes from.

    `address` is the other end of the connection, `host` the Host header, `protocol` such as
    `HTTP/1.1`; the names of `headers` are in small letters.
    """

    address: str
    host: str
    protocol: str
    headers: Mapping[str, str]


def is_at_the_station(caller: Caller) -> bool:
    """Whether it comes from a browser on this very machine that asked this very machine.

    The Host and Origin must name this machine too: otherwise a site elsewhere could lead the
    station's browser here under a name of its own.
    """
    return (
        _is_loopback(caller.address)
        and caller.protocol == SPOKEN_BY_BROWSERS
        and not any(caller.headers.get(name) for name in FORWARDED)
        and _names_this_machine(f"//{caller.host}")
        and caller.headers.get("origin", "null") in ("null", f"http://{caller.host}")
    )


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _names_this_machine(url: str) -> bool:
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)
