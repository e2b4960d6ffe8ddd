"""The server's connections, without a habit of waitress that costs a fifth of the processor.

While a worker sends a page, waitress asks the system again and again whether more of it could be
sent, and finds each time that the worker is at it: some twenty times a page when several visitors
come at once. The worker wakes the server by itself if anything is left to send.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer


class Channel(HTTPChannel):
    """A connection that leaves sending to the worker that is at it."""

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
