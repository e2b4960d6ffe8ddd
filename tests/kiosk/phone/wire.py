"""A phone's connection to a relay that is really served, with as much of a test client as
needed.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode, urlsplit


@dataclass
class Answer:
    """What came back."""

    status_code: int
    text: str


class Wire:
    """Asks one thing a connection. `source` is its own address, `said` what all requests say."""

    source: ClassVar[str] = "127.0.0.1"
    said: ClassVar[Mapping[str, str]] = {}

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc

    def get(
        self,
        path: str,
        query_string: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Get a page."""
        return self._ask("GET", f"{path}?{urlencode(query_string or {})}", b"", headers or {})

    def post(self, path: str, data: bytes, content_type: str, headers: Mapping[str, str]) -> Answer:
        """Post a body."""
        return self._ask("POST", path, data, {"Content-Type": content_type, **headers})

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is still to be opened."""
        return http.client.HTTPConnection(self._host, timeout=30, source_address=(self.source, 0))

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = self.connect()
        try:
            connection.request(method, path, body or None, {**self.said, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        finally:
            connection.close()
