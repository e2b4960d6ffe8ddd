"""Whether the ports that the demonstration wants are free."""

from __future__ import annotations

import socket
import sys
from typing import Final

from deploy.demonstration.failure import Failure
from deploy.demonstration.place import Place

HOST: Final = "127.0.0.1"


def wanted_ports(place: Place, points: int) -> dict[int, str]:
    """Each port with who is going to listen on it."""
    kiosks = {place.kiosk_port(number): "the kiosk" for number in range(points)}
    return {**kiosks, place.memory.collector_port: "the collector"}


def check_ports(place: Place, points: int) -> None:
    """See that nobody listens on any of them.

    Raises:
        Failure: somebody does; it says on which, and what to do.
    """
    for port, who in wanted_ports(place, points).items():
        if not _is_free(port):
            raise Failure(f"Port {port}, for {who}, is in use: {_remedy(place, port)}")


def _remedy(place: Place, port: int) -> str:
    if port == place.memory.collector_port and place.is_done("enrol-1"):
        return "stop what uses it (another demonstration?), or use another --data DIR."
    return "stop what uses it (another demonstration?), or choose another with --port."


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if sys.platform != "win32":  # where it would let two programs have the same port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True
