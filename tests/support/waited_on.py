"""An application served by waitress in this process, closed without a race."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore
from waitress.server import create_server


@contextmanager
def waited_on(app: Any, **settings: Any) -> Iterator[str]:
    """Serve an application on a free port; gives its address.

    `settings` as for waitress. The server's own thread closes its connections: browsers that still
    hold one lose it, and no other thread takes a socket away that it is waiting for.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    channels: dict[int, socket.socket] = {}
    server: Any = create_server(app, map=channels, sockets=[listening], threads=4, **settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
        thread.join()
