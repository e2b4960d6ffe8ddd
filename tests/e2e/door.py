"""A server's door, and bytes that no browser would bring to it."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back until the connection was closed. `raw` is all of it."""

    raw: bytes

    @property
    def statuses(self) -> list[int]:
        """Of each answer that is in it."""
        return [int(each) for each in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.raw)]

    @property
    def headers(self) -> str:
        """Of the first answer, as it came."""
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        """Of the first answer."""
        return self.raw.partition(b"\r\n\r\n")[2]


@dataclass(frozen=True, slots=True)
class Door:
    """Where a server is asked: itself, or the proxy in front of it."""

    address: str
    page: str

    @contextmanager
    def open(self) -> Iterator[socket.socket]:
        """A connection."""
        parts = urlsplit(self.address)
        assert parts.hostname is not None
        assert parts.port is not None
        with socket.create_connection((parts.hostname, parts.port), SECONDS) as plain:
            if parts.scheme == "http":
                yield plain
                return
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with context.wrap_socket(plain) as sealed:
                yield sealed

    def say(self, data: bytes) -> Answered:
        """Send these bytes, and read until the server hangs up."""
        with self.open() as connection:
            with suppress(OSError):  # it may refuse before all was sent
                connection.sendall(data)
            return Answered(rest_of(connection))

    def ask(self, path: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answered:
        """One request, with these lines in its head, after which the server hangs up."""
        lines = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return self.say("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def is_well(self) -> bool:
        """Whether a page is still shown as ever."""
        return self.ask(self.page).statuses == [200]


def rest_of(connection: socket.socket) -> bytes:
    """What still comes until the other side hangs up, politely or not."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except (ConnectionResetError, ssl.SSLError):
        pass
    return received
