"""Tells systemd that the server answers (`sd_notify`), without a library of its.

With `Type=notify` and `WatchdogSec=` in its unit, a server that hangs is started again: the word
is only given while it answers a request of our own.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from threading import Event
from typing import Final

from kiosk.station.heartbeat import PageState
from kiosk.station.supervisor import Answer

_MICROSECONDS: Final = 1_000_000
UNWATCHED_SECONDS: Final = 30.0
"""How often the page's state is told when systemd wants no word of life."""

_WORDS: Final = {
    PageState.ALIVE: "The page is alive.",
    PageState.SILENT: "The page fell silent.",
    PageState.NEVER: "No page has been shown yet.",
}


def notify(environ: Mapping[str, str], message: str) -> bool:
    """Send a message to whoever supervises this process; False if nobody does, or listens."""
    path = environ.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return False
    address = "\0" + path[1:] if path.startswith("@") else path
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.connect(address)
            channel.sendall(message.encode())
    except OSError:
        return False
    return True


def page_words(answer: Answer) -> str:
    """What is told of the page after a look at the server; empty when it did not answer."""
    return "" if answer.page is None else _WORDS[answer.page]


def interval(environ: Mapping[str, str]) -> float:
    """Seconds between two words: a third of what systemd grants."""
    text = environ.get("WATCHDOG_USEC", "")
    granted = int(text) if text.isascii() and text.isdigit() else 0
    return granted / _MICROSECONDS / 3 if granted else UNWATCHED_SECONDS


def keep_telling(environ: Mapping[str, str], look: Callable[[], str], stop: Event) -> None:
    """Tell that the server is ready, then again and again that it answers, until told to stop.

    Args:
        environ: names the socket, and how often systemd wants to hear.
        look: how the server is, in words; empty when it does not answer.
        stop: set at the end.
    """
    if not notify(environ, "READY=1"):
        return
    while not stop.is_set():
        words = look()
        if words:
            notify(environ, f"WATCHDOG=1\nSTATUS={words}")
        stop.wait(interval(environ))
    notify(environ, "STOPPING=1")
