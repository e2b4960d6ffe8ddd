"""Waiting until a program answers."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import urlsplit

from deploy.demonstration.crew import Crew
from deploy.demonstration.failure import Failure

ATTEMPTS: Final = 150
PAUSE_SECONDS: Final = 0.2
"""Half a minute in all: a program starts in two seconds, on a busy machine in ten."""


def wait_until_healthy(crew: Crew, name: str, address: str) -> None:
    """Ask until the answer is 200.

    Raises:
        Failure: a program ended meanwhile, or there was no such answer in half a minute.
    """
    for _ in range(ATTEMPTS):
        if _status(address) == 200:
            return
        crew.wait(PAUSE_SECONDS)
    raise Failure(f"{name} does not answer at {address} (last answer: {_status(address)}).")


def _status(address: str) -> int | None:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
