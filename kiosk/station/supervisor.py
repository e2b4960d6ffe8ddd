"""Holds the kiosk's browser: starts it, watches its page, starts it again."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Event
from typing import Any, Final, Protocol

from kiosk.clock import Monotonic
from kiosk.station.heartbeat import PageState
from kiosk.station.supervision import Action, Seen, decide

LOOK_EVERY_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 5.0
END_SECONDS: Final = 5.0
_LARGEST_ANSWER: Final = 4096

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says of the page; `page` None when it did not answer; `dark`: the Point is
    closed.
    """

    page: PageState | None = None
    leave: bool = False
    dark: bool = False


def ask(host: str, port: int) -> Answer:
    """Ask the kiosk's server on this machine about its page."""
    try:
        document = json.loads(_get(host, port, "/alive"))
        return Answer(PageState(document["page"]), bool(document["leave"]), bool(document["dark"]))
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return Answer()


def answers(host: str, port: int, path: str) -> bool:
    """Whether a server answers there at all."""
    try:
        _get(host, port, path)
    except (OSError, HTTPException):
        return False
    return True


def _get(host: str, port: int, path: str) -> bytes:
    connection = HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().read(_LARGEST_ANSWER)
    finally:
        connection.close()


class Browser(Protocol):
    """A browser that can be started again."""

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        ...

    def start(self) -> None:
        """Start it. Raises OSError."""
        ...

    def end(self) -> None:
        """End it and all that it started."""
        ...


class Program:
    """A browser as a program with its arguments, in a session of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[Any] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it. Raises OSError."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def end(self) -> None:
        """End it and all that it started, by force after a few seconds."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            _LOG.warning("The browser does not end by itself.")
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def _signal(self, which: signal.Signals) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, which)
            except ProcessLookupError:
                return


class Supervisor:
    """Keeps one browser before one server.

    Args:
        browser: what is held.
        look: asks the server about the page.
        monotonic: seconds that never go back.
        show: makes the screen light (True) or dark (False).
    """

    def __init__(
        self,
        browser: Browser,
        look: Callable[[], Answer],
        monotonic: Monotonic,
        show: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._browser = browser
        self._look = look
        self._monotonic = monotonic
        self._show = show
        self._lit = True
        self._since = float("-inf")
        self._was_running = False
        self._spoke = True
        self._failures = 0

    def run(self, stop: Event) -> None:
        """Hold the browser until told to stop, or until somebody leaves kiosk mode."""
        try:
            while not stop.is_set() and self.step() is not Action.LEAVE:
                stop.wait(LOOK_EVERY_SECONDS)
        finally:
            self._browser.end()
            self._light(lit=True)

    def step(self) -> Action:
        """Look once, and do what is to be done."""
        answer = self._look()
        running = self._browser.is_running
        if self._was_running and not running:
            self._ended("The browser ended.")
        if running and answer.page is PageState.ALIVE:
            self._spoke = True
        seconds, failures = self._seconds(), self._failures
        seen = Seen(answer.page, answer.leave, running, seconds, failures, answer.dark)
        action = decide(seen)
        if action is Action.RESTART:
            self._browser.end()
            self._ended("The page fell silent: the browser is started again.")
        if action is Action.DARKEN:
            self._browser.end()
            self._failures = 0
            self._note(running=False)
        self._light(lit=not answer.dark)
        if action in (Action.START, Action.RESTART):
            self._start()
        return action

    def _seconds(self) -> float:
        return self._monotonic() - self._since

    def _ended(self, what: str) -> None:
        _LOG.warning("%s", what)
        self._failures = 0 if self._spoke else self._failures + 1
        self._note(running=False)

    def _start(self) -> None:
        self._spoke = False
        try:
            self._browser.start()
        except OSError as error:
            _LOG.error("The browser cannot be started: %s.", error.strerror)
            self._failures += 1
            self._note(running=False)
        else:
            self._note(running=True)

    def _light(self, *, lit: bool) -> None:
        if lit is not self._lit:
            self._lit = lit
            self._show(lit)

    def _note(self, *, running: bool) -> None:
        self._was_running = running
        self._since = self._monotonic()
