"""The one way to the collector: a request goes out, a reply comes back, or nothing does.

`Transport` is all that the courier and the enrolment know of the network; tests put a collector in
memory behind it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Protocol

import urllib3

from shared import limits
from shared.problem_catalogue import CATALOGUE
from shared.problems import FormatProblem, OperationProblem, Problem

CONNECT_SECONDS: Final = 10.0
"""A line that does not answer by then will not soon."""

READ_SECONDS: Final = 60.0
"""Between two pieces of a reply: a batch of a thousand items takes a slow database a while."""

USER_AGENT: Final = "isoloir"
"""The same on every device and version, so that it tells nothing."""

_PIECE_BYTES: Final = 256 * 1024
_DETAIL_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the collector.

    `path` begins with a slash; `limit` is the most bytes that a sensible reply has.
    """

    method: str
    path: str
    body: bytes = b""
    media_type: str = ""
    authorization: str = ""
    limit: int = limits.MAX_MESSAGE_BYTES


@dataclass(frozen=True, slots=True)
class Reply:
    """What the collector, or something on the way to it, answered."""

    status: int
    body: bytes = b""


class Transport(Protocol):
    """Carries requests to one collector."""

    def exchange(self, request: Request) -> Reply:
        """Send a request, once, and return the reply to it, whatever its status.

        Raises:
            OperationProblem: `collector-unreachable`: no reply came; the request may have arrived.
            FormatProblem: `format-oversize`: the reply is longer than the request's limit.
        """
        ...


class HttpTransport:
    """Over HTTP or HTTPS: no redirect is followed, nothing is tried twice, no reply is unbounded.

    Args:
        address: the collector's base URL, without a final slash.
        proxy: address of a proxy, or an empty text.
    """

    def __init__(self, address: str, proxy: str = "") -> None:
        settings: dict[str, Any] = {
            "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            "retries": False,
            "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        }
        self._address = address
        self._pool: urllib3.PoolManager = (
            urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)
        )

    def exchange(self, request: Request) -> Reply:
        """Send a request, once, and return the reply to it, whatever its status.

        Raises:
            OperationProblem: `collector-unreachable`.
            FormatProblem: `format-oversize`.
        """
        try:
            response = self._pool.request(
                request.method,
                self._address + request.path,
                body=request.body or None,
                headers={**self._pool.headers, **_headers(request)},
                redirect=False,
                preload_content=False,
                # Nobody is asked to compress, and a few kilobytes could become as many megabytes.
                decode_content=False,
            )
            try:
                body = b""
                while len(body) <= request.limit and (piece := response.read(_PIECE_BYTES)):
                    body += piece
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            reason = type(error).__name__
            raise OperationProblem("collector-unreachable", f"{self._address}: {reason}.") from None
        if len(body) > request.limit:
            raise FormatProblem("format-oversize", f"The reply exceeds {request.limit} bytes.")
        return Reply(response.status, body)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()


def _headers(request: Request) -> dict[str, str]:
    headers = {"Content-Type": request.media_type, "Authorization": request.authorization}
    return {name: value for name, value in headers.items() if value}


def reply_problem(reply: Reply) -> tuple[Problem, bool]:
    """What a reply that is not a success says, and whether the same request can ever succeed.

    Only a collector's own problem document, with a code of the catalogue and a client's status,
    says that something is refused for ever; a proxy's error page never does.
    """
    try:
        document = json.loads(reply.body)
        code, detail = document["code"], str(document.get("detail", ""))
        final = document.get("final") is True and 400 <= reply.status < 500
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        code, detail, final = None, "", False
    if not isinstance(code, str) or code not in CATALOGUE:
        answer = f"It answered with status {reply.status}."
        return OperationProblem("collector-unreachable", answer), False
    plain = "".join(each for each in detail if each.isprintable())
    return OperationProblem(code, plain[:_DETAIL_CHARACTERS]), final
