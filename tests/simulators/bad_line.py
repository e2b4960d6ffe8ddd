"""A bad line between stations and collector: a real TCP proxy, a process of its own.

`python -m tests.simulators.bad_line UPSTREAM_PORT SEED` prints its port, then reads lines from
standard input: the share of exchanges that something happens to (`0` to `1`) and, where it is to be
one fault only, its name. Each is answered with how many exchanges met one since the line before. A
connection carries one exchange (a request and its reply). What happens to it is one of `FAULTS`.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

FAULTS: Final = (
    "request cut", "reply cut", "slow", "duplicated", "late",
    "request corrupted", "reply corrupted",
)  # fmt: skip
"""`duplicated`: the request arrives twice. `late`: it arrives after the next one, unanswered."""

_PIECES: Final = 5
_PAUSE_SECONDS: Final = 0.01
_TIMEOUT_SECONDS: Final = 20.0


@dataclass
class BadLine:
    """The line as its user sees it."""

    port: int
    process: subprocess.Popen[str]

    def set_share(self, share: float, fault: str = "") -> int:
        """Have something happen, or this fault, to this share of the exchanges from now on.

        Returns how many met a fault since this was last called.
        """
        _stream(self.process.stdin).write(f"{share} {fault}\n")
        _stream(self.process.stdin).flush()
        return int(_stream(self.process.stdout).readline())


@contextmanager
def bad_line(upstream: int, seed: int) -> Iterator[BadLine]:
    """A line to a port of this machine, taken down at the end."""
    command = [sys.executable, "-m", "tests.simulators.bad_line", str(upstream), str(seed)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    try:
        yield BadLine(int(_stream(process.stdout).readline()), process)
    finally:
        process.kill()
        process.communicate()


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


class Line:
    """Carries exchanges, and mistreats some. Draws of one seed come in one order."""

    def __init__(self, upstream: int, seed: int) -> None:
        self._upstream = upstream
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._late: list[bytes] = []
        self._share = 0.0
        self._faults: Sequence[str] = FAULTS
        self._met = 0

    def behave(self, share: float, fault: str) -> int:
        """See `BadLine.set_share`."""
        with self._lock:
            self._share, self._faults = share, (fault,) if fault else FAULTS
            met, self._met = self._met, 0
            return met

    def carry(self, client: socket.socket) -> None:
        """One connection: one exchange."""
        with client, contextlib.suppress(OSError, ValueError):
            client.settimeout(_TIMEOUT_SECONDS)
            request = _message(client)
            with self._lock:
                bad = self._chance.random() < self._share
                fault = self._chance.choice(self._faults) if bad else ""
                self._met += bad
                place = self._chance.random()
                late, self._late = self._late, []
            if fault == "late":
                self._late += [*late, request]
                return
            reply = self._forward(request, fault, place)
            for each in late:
                with contextlib.suppress(OSError, ValueError):
                    self._ask(each)
            if fault == "reply cut":
                client.sendall(reply[: int(len(reply) * place)])
            elif fault == "reply corrupted":
                client.sendall(_corrupted(reply, place))
            else:
                _send(client, reply, slowly=fault == "slow")

    def _forward(self, request: bytes, fault: str, place: float) -> bytes:
        if fault == "request cut":
            with socket.create_connection(("127.0.0.1", self._upstream), _TIMEOUT_SECONDS) as there:
                there.sendall(request[: int(len(request) * place)])
            raise ConnectionAbortedError
        if fault == "duplicated":
            self._ask(request)
        if fault == "request corrupted":
            request = _corrupted(request, place)
        return self._ask(request, slowly=fault == "slow")

    def _ask(self, request: bytes, *, slowly: bool = False) -> bytes:
        with socket.create_connection(("127.0.0.1", self._upstream), _TIMEOUT_SECONDS) as there:
            _send(there, request, slowly=slowly)
            return _message(there)


def _message(stream: socket.socket) -> bytes:
    """A whole request or reply, headers and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(stream)
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += _some(stream)
    return head + b"\r\n\r\n" + body


def _some(stream: socket.socket) -> bytes:
    data = stream.recv(65536)
    if not data:
        raise ConnectionAbortedError
    return data


def _send(stream: socket.socket, data: bytes, *, slowly: bool) -> None:
    if not slowly:
        stream.sendall(data)
        return
    size = max(1, len(data) // _PIECES)
    for start in range(0, len(data), size):
        stream.sendall(data[start : start + size])
        time.sleep(_PAUSE_SECONDS)


def _corrupted(data: bytes, place: float) -> bytes:
    """One bit of the body is another, or of the head where there is no body."""
    start = data.index(b"\r\n\r\n") + 4
    at = start + int((len(data) - start) * place) if len(data) > start else int(start * place)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def main(upstream: int, seed: int) -> None:
    """Carry until the input ends."""
    line, server = Line(upstream, seed), socket.create_server(("127.0.0.1", 0), backlog=200)
    threading.Thread(target=_listen, args=(line, server), daemon=True).start()
    _say(str(server.getsockname()[1]))
    for words in sys.stdin:
        share, _, fault = words.strip().partition(" ")
        _say(str(line.behave(float(share), fault)))


def _listen(line: Line, server: socket.socket) -> None:
    while True:
        client, _ = server.accept()
        threading.Thread(target=line.carry, args=(client,), daemon=True).start()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
