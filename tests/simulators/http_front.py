"""Puts the simulated collector on a real port of this machine, for programs in processes of their
own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.transport import Request
from shared.problems import Problem
from tests.simulators.collector_simulator import CollectorSimulator


@contextmanager
def on_a_port(simulator: CollectorSimulator) -> Iterator[str]:
    """Serve the simulator; gives its address, which its tickets then carry."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(simulator))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    simulator.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield simulator.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(simulator: CollectorSimulator) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(
                self.command,
                self.path,
                body,
                self.headers.get("Content-Type", ""),
                self.headers.get("Authorization", ""),
                limit=1 << 30,
            )
            try:
                with lock:
                    reply = simulator.exchange(request)
            except Problem:
                self.close_connection = True  # the line is cut, as a network does
                return
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = answer  # noqa: N815 - the library's name
        do_POST = answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler
