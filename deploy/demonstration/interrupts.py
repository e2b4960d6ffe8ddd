"""Ctrl-C and the other ways to ask a program to end, as one exception at a safe moment."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

INTERRUPTED: Final = 130
"""What shells give a command that Ctrl-C ended."""

_ASKS_TO_END = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interrupts:
    """Raises KeyboardInterrupt in the main thread, but not inside a `held` block.

    Raises:
        KeyboardInterrupt: a signal came while `hold_back` held it.
    """

    def __init__(self) -> None:
        self._held = 0
        self._asked = 0
        for number in _ASKS_TO_END:
            # Whoever started us may want one ignored, as nohup does.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)
        _mask("SIG_UNBLOCK")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block finish first. Who asks twice is not made to wait."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self._asked and not self._held:
            raise KeyboardInterrupt

    def ignore(self) -> None:
        """From now on nothing interrupts: everything is being stopped already."""
        for number in _ASKS_TO_END:
            signal.signal(number, signal.SIG_IGN)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1
        if not self._held or self._asked > 1:
            raise KeyboardInterrupt


def hold_back() -> None:
    """Have signals wait until there is an `Interrupts`, be it in the program this one becomes."""
    _mask("SIG_BLOCK")


def _mask(how: str) -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(getattr(signal, how), _ASKS_TO_END)
