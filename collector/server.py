"""The HTTP server: waitress, with refusals that a program can read.

Nothing is logged of a request. A body that is too large is refused as soon as that is known; what
still comes of it is thrown away, since a connection closed on a client that is still sending would
take the answer with it.
"""

from __future__ import annotations

import errno
import gc
import json
import socket
from http import HTTPStatus
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from collector.config import Config
from shared import limits
from shared.problems import (
    PROBLEM_MEDIA_TYPE,
    FormatProblem,
    OperationProblem,
    Problem,
    problem_document,
)

LARGEST_BODY: Final = limits.MAX_BATCH_BYTES
"""No address of the collector takes more."""

THROWN_AWAY_BYTES: Final = 2 * 1024**3
"""How much of a refused body is read before the connection is cut."""

_RECEIVE_BYTES: Final = 256 * 1024
_CONNECTIONS: Final = 500


class _Refusal(ErrorTask):
    """What the server itself answers: the request is no HTTP, or too large."""

    def execute(self) -> None:
        request: Any = self.request
        document = problem_document(_problem(request.error.code))
        body = json.dumps(document.body).encode()
        self.status = f"{document.status} {HTTPStatus(document.status).phrase}"
        self.response_headers = [("Content-Type", PROBLEM_MEDIA_TYPE)]
        self.set_close_on_finish()
        self.content_length = len(body)
        channel: Any = self.channel
        channel.was_refused = True
        self.write(body)


class _Channel(HTTPChannel):
    """A connection that reads a refused body to its end before it closes."""

    error_task_class = _Refusal
    was_refused = False
    _lingers = False
    _thrown_away = 0

    def readable(self) -> bool:
        return self._lingers or bool(super().readable())

    def writable(self) -> bool:
        """Whether to wait until more can be sent: not while a worker is sending.

        Else waitress looks again and again, some twenty times a request when several come at once;
        the worker wakes the server by itself if anything is left to send.
        """
        if self.will_close or self.close_when_flushed or not self.total_outbufs_len:
            return bool(super().writable())
        if not self.outbuf_lock.acquire(False):
            return False
        self.outbuf_lock.release()
        return True

    def received(self, data: bytes) -> bool:
        if not self._lingers:
            return bool(super().received(data))
        self._thrown_away += len(data)
        if self._thrown_away > THROWN_AWAY_BYTES:
            self.handle_close()
        return False

    def handle_close(self) -> None:
        if self.was_refused and self.connected and not self._lingers:
            self._lingers, self.will_close = True, False
            try:
                connection: Any = self.socket
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
            return
        super().handle_close()


def listen(app: Any, config: Config) -> Any:
    """A server that listens; `run()` serves until the program ends.

    Raises:
        OperationProblem: `port-busy`, or `config-invalid` for an address that is not this
            computer's.
    """
    listeners: dict[int, Any] = {}
    try:
        server = create_server(
            app,
            map=listeners,
            host=config.host,
            port=config.port,
            threads=config.threads,
            ident=None,
            max_request_body_size=LARGEST_BODY + 1,
            inbuf_overflow=LARGEST_BODY + 1,
            recv_bytes=_RECEIVE_BYTES,
            connection_limit=_CONNECTIONS,
            clear_untrusted_proxy_headers=True,
        )
    except ValueError:
        raise OperationProblem("config-invalid", f"host: {config.host} is unknown.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OperationProblem("port-busy", f"Port {config.port}.") from None
        raise OperationProblem("config-invalid", f"host, port: {error.strerror}.") from None
    # A host name may stand for several addresses, each with a listener of its own.
    for listener in listeners.values():
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = _Channel
    return server


def settle() -> None:
    """Leave all that was made so far out of garbage collection, once everything is loaded.

    A page of all Points makes thousands of objects; each collection on its way would look through
    the whole program, which takes as long as the page itself.
    """
    gc.collect()
    gc.freeze()


def address_of(server: Any, config: Config) -> str:
    """Where a listening server can be reached, such as `127.0.0.1:8400`."""
    port = getattr(server, "effective_port", config.port)
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"{host}:{port}"


def _problem(status: int) -> Problem:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return FormatProblem("format-oversize")
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return OperationProblem("internal")
    # Also 501: a transfer coding that nobody has to know is the client's mistake.
    return FormatProblem("request-invalid")
