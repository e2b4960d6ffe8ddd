"""A collector's pages on a real port, in the test's own process: its clock can be set."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app until the end; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    channels: dict[int, socket.socket] = {}
    server: Any = create_server(
        app, map=channels, sockets=[listening], threads=4, max_request_body_size=2**24
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
        thread.join()
