"""The server's connections, without two habits of waitress.

A request that is too large it refuses by itself, in English and without saying what became of it:
here the program's own page does. And while a worker sends a page, it asks the system again and
again whether more of it could be sent, and finds each time that the worker is at it: some twenty
times a page when several visitors come at once, a fifth of the processor. The worker wakes the
server by itself if anything is left to send.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import RequestEntityTooLarge

_ABOVE_EVERY_LIMIT: Final = 2**40


class _TooLarge(WSGITask):
    """Lets the program refuse a request by its announced length; nothing of its body is read."""

    def execute(self) -> None:
        self.set_close_on_finish()
        super().execute()

    def get_environment(self) -> dict[str, Any]:
        """What the program gets: a length above every limit, also where none was announced."""
        environ: dict[str, Any] = super().get_environment()
        environ["CONTENT_LENGTH"] = str(_ABOVE_EVERY_LIMIT)
        environ["wsgi.input"] = BytesIO()
        return environ


def _refusal(channel: HTTPChannel, request: Any) -> Task:
    """What answers a request that the server will not take."""
    too_large = isinstance(request.error, RequestEntityTooLarge)
    return (_TooLarge if too_large else ErrorTask)(channel, request)


class Channel(HTTPChannel):
    """A connection that leaves sending to the worker that is at it, and refusing to the pages."""

    # Named as a class, and only ever called.
    error_task_class = staticmethod(_refusal)  # type: ignore[assignment]

    def writable(self) -> bool:
        """Whether the server should wait for this connection to take more."""
        if self.will_close or self.close_when_flushed or not self.total_outbufs_len:
            return bool(super().writable())
        if not self.outbuf_lock.acquire(False):
            return False
        self.outbuf_lock.release()
        return True


def use(sockets: Mapping[int, Any]) -> None:
    """Have every server among these sockets (waitress calls them its map) make such connections."""
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
