"""What the desk shows and does, with the parts of a real device behind it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final, Protocol

from kiosk.clock import Clock
from kiosk.courier.courier import Round
from kiosk.declarations import Declarations
from kiosk.desk.media import Medium
from kiosk.desk.openings import OpeningBook
from kiosk.desk.register import Register
from kiosk.device import DeviceState
from kiosk.export import Exported, export
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.station.heartbeat import Heartbeat
from kiosk.station.leaving import Leaving
from kiosk.status import report
from shared import limits
from shared.declaration import Category, Message
from shared.masking import mask
from shared.periods import Period
from shared.problems import OperationProblem, Problem

SEND_PATIENCE_SECONDS: Final = 30.0
EXPORT_PATIENCE_SECONDS: Final = 5.0
"""How long the agent waits while the courier is at work; an export answers the page itself."""

_logger = logging.getLogger(__name__)


def fit_message(text: str) -> str:
    """A message as it will travel: masked.

    Raises:
        OperationProblem: `text-unfit`: nothing is in it, or too much.
    """
    masked = mask(text.replace("\r\n", "\n").strip()).text
    if not 0 < len(masked) <= limits.MESSAGE_CHARACTERS:
        raise OperationProblem("text-unfit")
    return masked


class Sender(Protocol):
    """What the desk needs of the courier."""

    def send(self) -> Round:
        """Send everything that waits."""
        ...


@dataclass(frozen=True, slots=True)
class Errand:
    """The agent's "send now": at work, or what it came to; neither before the first one."""

    running: bool = False
    done: Round | None = None
    problem: Problem | None = None


@dataclass
class Office:
    """The device as the desk sees it. Safe to share between threads.

    `alone` is held while batches are handled (seconds of patience; see `only_courier`); `media`
    lists what an export can go to; `print_command` takes a PDF on its standard input (empty: there
    is no printer); `is_dark` says that nobody can be before the screen.
    """

    device: DeviceState
    spool: Spool
    outbox: Outbox
    courier: Sender
    alone: Callable[[float], AbstractContextManager[None]]
    media: Callable[[], list[Medium]]
    heartbeat: Heartbeat
    leaving: Leaving
    clock: Clock
    print_command: str = ""
    is_dark: Callable[[], bool] = lambda: False
    errand: Errand = field(default_factory=Errand)
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def register(self) -> Register:
        """The register of visitors.

        Raises:
            StorageProblem: its directory cannot be made.
        """
        return Register(self.device.data_dir, self.clock)

    @cached_property
    def declarations(self) -> Declarations:
        """What the desk declared and is on its way.

        Raises:
            StorageProblem: its directory cannot be made.
        """
        return Declarations(self.device.data_dir, self.device.signer, self.device.identity.device)

    @cached_property
    def openings(self) -> OpeningBook:
        """What the desk says of the Point's hours.

        Raises:
            StorageProblem: its directory cannot be made.
        """
        return OpeningBook(self.device.data_dir, self.clock)

    @property
    def point(self) -> str:
        """The Point that the desk speaks for.

        Raises:
            ResponseProblem: `survey-unavailable`: no bundle told it yet.
        """
        return self.device.bundle.points[0].id

    def confirm(self, period: Period, visitors: int, accompanied: int) -> None:
        """Declare a month's totals.

        Raises:
            OperationProblem: `activity-invalid`.
            ResponseProblem, StorageProblem: it was not declared.
        """
        self.register.confirm(self.declarations, self.point, period, visitors, accompanied)

    def write(self, category: Category, text: str) -> None:
        """Send a message to the Caf; what points at a person is masked.

        Raises:
            OperationProblem: `text-unfit`.
            ResponseProblem, StorageProblem: it was not kept.
        """
        self.declarations.add(self.point, Message(category, fit_message(text)))

    def facts(self) -> dict[str, Any]:
        """The very document of `isoloir-kiosk status --json`.

        Raises:
            StorageProblem: the disk does not answer.
        """
        today = self.clock().date()
        return report(self.device, self.spool, self.outbox, today, self.heartbeat.state)

    def send(self) -> None:
        """Send everything that waits, in the background; `errand` tells how it goes."""
        with self._lock:
            if self.errand.running:
                return
            self.errand = Errand(running=True)
        Thread(target=self._send, name="errand", daemon=True).start()

    def forget_errand(self) -> None:
        """Once the agent saw what it came to."""
        with self._lock:
            if not self.errand.running:
                self.errand = Errand()

    def export(self, path: str) -> Exported:
        """Export to a medium that is plugged in now.

        Raises:
            OperationProblem: `file-unreadable`: it is gone.
            StorageProblem: it could not be written, or the courier is at work.
        """
        if path not in {each.path for each in self.media()}:
            raise OperationProblem("file-unreadable", "The medium is not there any more.")
        with self.alone(EXPORT_PATIENCE_SECONDS):
            return export(Path(path), self.device, self.spool, self.outbox)

    def _send(self) -> None:
        try:
            with self.alone(SEND_PATIENCE_SECONDS):
                done = self.courier.send()
            self.errand = Errand(done=done, problem=done.problem or done.news)
        except Problem as problem:
            self.errand = Errand(problem=problem)
        except Exception:
            _logger.exception("Sending met something unexpected; nothing is lost.")
            self.errand = Errand(problem=OperationProblem("internal"))
