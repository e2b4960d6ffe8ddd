"""The agent's time at the desk: one at a time, short, known to the open page alone.

No cookie: the desk's page carries a random name of the session in its form, as a visit's page
carries its answers. Nothing stays in the browser when the page is left, and no other site can post
in the agent's name, since it cannot know that name. The page that asks for the PIN carries such a
name too, good for one attempt: a browser that posts its form again does not open the desk.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from secrets import compare_digest
from threading import Lock
from typing import Final

from kiosk.clock import Monotonic, RandomBytes

NAME_BYTES: Final = 16

IDLE_SECONDS: Final = 180.0
"""Without a touch; the page leaves by itself a minute earlier."""

PAGE_IDLE_SECONDS: Final = 120

DOORS_KEPT: Final = 16
"""Pages that ask for the PIN, open at once."""


@dataclass(slots=True)
class _Session:
    name: str
    touched: float


class Sessions:
    """Who is at the desk. Safe to share between threads.

    Args:
        monotonic: seconds that never go back.
        random_bytes: makes names.
    """

    def __init__(self, monotonic: Monotonic, random_bytes: RandomBytes) -> None:
        self._monotonic = monotonic
        self._random_bytes = random_bytes
        self._lock = Lock()
        self._doors: OrderedDict[str, None] = OrderedDict()
        self._session: _Session | None = None

    def new_door(self) -> str:
        """The name of a page that asks for the PIN, good for one attempt."""
        name = self._new_name()
        with self._lock:
            self._doors[name] = None
            while len(self._doors) > DOORS_KEPT:
                self._doors.popitem(last=False)
        return name

    def use_door(self, name: str) -> bool:
        """Whether the name is of such a page; it is not any more from now on."""
        with self._lock:
            return self._doors.pop(name, False) is None

    def open(self) -> str:
        """Begin a session, which ends any other; its name."""
        session = _Session(self._new_name(), self._monotonic())
        with self._lock:
            self._session = session
        return session.name

    def is_open(self, name: str, *, touch: bool = True) -> bool:
        """Whether this is the session, and somebody was there lately; `touch`: is there now."""
        with self._lock:
            session, now = self._session, self._monotonic()
            if session is None or now - session.touched > IDLE_SECONDS:
                self._session = None
                return False
            if not compare_digest(session.name.encode(), name.encode()):
                return False
            if touch:
                session.touched = now
            return True

    def close(self, name: str) -> None:
        """End the session of this name, if it is open."""
        if self.is_open(name):
            with self._lock:
                self._session = None

    def _new_name(self) -> str:
        return self._random_bytes(NAME_BYTES).hex()
