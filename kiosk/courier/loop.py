"""The courier's day: looks every minute whether it is time to send, and never gives up."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from threading import Event
from typing import Final, Protocol

from kiosk.clock import Clock, Monotonic, RandomBytes
from kiosk.courier.courier import Round
from kiosk.courier.policy import CONTACT_EVERY, cause_to_send, draw, retry_delay, send_delay
from kiosk.desk.register import level_times
from kiosk.device import DeviceState
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from shared.bundle import BundlePoint
from shared.problems import Problem, ResponseProblem

LOOK_EVERY_SECONDS: Final = 60.0

_logger = logging.getLogger(__name__)


class Carrier(Protocol):
    """What the loop needs of the courier."""

    def send(self) -> Round:
        """Send everything that waits."""
        ...

    def contact(self) -> Problem | None:
        """Exchange news only."""
        ...


class Loop:
    """Decides when the courier goes. Delays run on `monotonic`: a clock that jumps stops nothing.

    Args:
        courier: sends.
        device: whose hours and whose clock count.
        spool: what waits.
        outbox: what is unanswered.
        alone: held while the courier is at work.
        clock: the time, in the zone in which months begin.
        monotonic: seconds, for delays.
        random_bytes: for delays.
    """

    def __init__(
        self,
        courier: Carrier,
        device: DeviceState,
        spool: Spool,
        outbox: Outbox,
        alone: Callable[[], AbstractContextManager[None]],
        *,
        clock: Clock,
        monotonic: Monotonic,
        random_bytes: RandomBytes,
    ) -> None:
        self._courier = courier
        self._device = device
        self._spool = spool
        self._outbox = outbox
        self._alone = alone
        self._clock = clock
        self._monotonic = monotonic
        self._random_bytes = random_bytes
        self._send_at: float | None = None
        self._sending = _Backoff(random_bytes)
        self._news = _Backoff(random_bytes)
        self._contact_day: date | None = None
        self._contact_at = monotonic()
        self._sent_on: date | None = None

    def run(self, stop: Event) -> None:
        """Look every minute until told to stop."""
        while not stop.is_set():
            try:
                self.step()
            except Problem as problem:
                _logger.warning("%s", problem)
            except Exception:
                # The thread that sends must outlive whatever it meets.
                _logger.exception("The courier met something unexpected and goes on.")
            stop.wait(LOOK_EVERY_SECONDS)

    def step(self) -> None:
        """Look once, and do what is due.

        Raises:
            StorageProblem: the disk failed, or another process is sending; nothing is lost.
        """
        self._spool.level_times()
        level_times(self._device.data_dir)
        now = self._monotonic()
        self._plan(now)
        if self._send_at is not None and now >= max(self._send_at, self._sending.until):
            with self._alone():
                self._send(now)
        elif self._contact_is_due(now) and now >= self._news.until:
            with self._alone():
                self._note_news(now, self._courier.contact())

    def _plan(self, now: float) -> None:
        cause = cause_to_send(
            self._spool.count_by_period(),
            unanswered=not self._outbox.is_empty(),
            points=self._points(),
            now=self._clock(),
            sent_on=self._sent_on,
        )
        if cause is None:
            self._send_at = None
        elif self._send_at is None:
            delay = send_delay(cause, draw(self._random_bytes))
            self._send_at = now + delay / timedelta(seconds=1)

    def _points(self) -> tuple[BundlePoint, ...]:
        try:
            return self._device.bundle.points
        except ResponseProblem:
            return ()

    def _contact_is_due(self, now: float) -> bool:
        waited = timedelta(seconds=now - self._contact_at)
        return self._contact_day != self._clock().date() or waited >= CONTACT_EVERY

    def _send(self, now: float) -> None:
        done = self._courier.send()
        _logger.info("%d batches accepted, %d items refused.", done.batches, done.refused)
        self._send_at = None
        self._sending.note(now, done.problem)
        if done.problem is None:
            self._sent_on = self._clock().date()
            self._note_news(now, done.news)

    def _note_news(self, now: float, problem: Problem | None) -> None:
        self._news.note(now, problem)
        if problem is None:
            self._contact_day = self._clock().date()
            self._contact_at = now


class _Backoff:
    """Waits longer after every failure in a row. `until` is when to try again."""

    def __init__(self, random_bytes: RandomBytes) -> None:
        self._random_bytes = random_bytes
        self._failures = 0
        self.until = -math.inf

    def note(self, now: float, problem: Problem | None) -> None:
        """How an attempt went."""
        if problem is None:
            self._failures = 0
            self.until = -math.inf
            return
        self._failures += 1
        delay = retry_delay(self._failures, draw(self._random_bytes))
        self.until = now + delay / timedelta(seconds=1)
        _logger.warning("%s", problem)
