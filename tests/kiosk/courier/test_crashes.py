"""A courier that dies between any two of its steps leaves what the next run finishes.

The program is stopped at the n-th time it touches a file of the data directory, or the network, for
every n there is: Python itself reports each of them (`sys.addaudithook`). What lies on the disk at
that instant is copied, and a new program starts on the copy.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kiosk.export import export
from kiosk.transport import Reply, Request
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import CollectorSimulator

FILE_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.utime")


class Killed(BaseException):
    """The process ended here."""


class Reaper:
    """Ends the program at its n-th step within a directory, and keeps what the disk held then."""

    def __init__(self) -> None:
        self.directory: Path | None = None
        self.left = 0
        sys.addaudithook(self._watch)

    def arm(self, directory: Path, steps: int, remains: Path) -> None:
        self.directory, self.left, self.remains = directory, steps, remains

    def disarm(self) -> None:
        self.directory = None

    def step(self) -> None:
        """One step is taken."""
        if self.directory is None:
            return
        if self.left == 0:
            directory, self.directory = self.directory, None
            shutil.copytree(directory, self.remains)
            raise Killed
        self.left -= 1

    def _watch(self, event: str, args: tuple[Any, ...]) -> None:
        if self.directory is None or event not in FILE_EVENTS:
            return
        path = args[0]
        if isinstance(path, int) or str(path).startswith(str(self.directory)):
            self.step()


REAPER = Reaper()


class Line:
    """The way to the collector; the program may die before a request leaves or after it came."""

    def __init__(self, collector: CollectorSimulator) -> None:
        self.collector = collector

    def exchange(self, request: Request) -> Reply:
        REAPER.step()
        directory, REAPER.directory = REAPER.directory, None
        reply = self.collector.exchange(request)
        REAPER.directory = directory
        REAPER.step()
        return reply


def dies_at_every_step(
    tmp_path: Path,
    prepare: Callable[[Kiosk], None],
    act: Callable[[Kiosk], object],
    check: Callable[[Kiosk, int], None],
) -> int:
    """Let `act` die at its first step, its second… until it lives; `check` what is left."""
    for steps in count():
        place = tmp_path / str(steps)
        collector = CollectorSimulator()
        kiosk = Kiosk(place / "data", collector, transport=Line(collector))
        prepare(kiosk)
        try:
            REAPER.arm(place / "data", steps, place / "remains")
            act(kiosk)
        except Killed:
            after = Kiosk(place / "remains", collector)
        else:
            return steps
        finally:
            REAPER.disarm()
        check(after, steps)
        shutil.rmtree(place)
    raise AssertionError


def test_sending_survives_a_death_between_any_two_steps(tmp_path: Path) -> None:
    waiting: list[bytes] = []

    def prepare(kiosk: Kiosk) -> None:
        waiting[:] = kiosk.answer(5)

    def check(after: Kiosk, steps: int) -> None:
        assert set(waiting) <= set(after.everywhere()) | set(after.collector.held), steps
        after.courier.send()
        assert after.collector.held == dict.fromkeys(waiting, 1), steps
        assert not after.everywhere()
        assert not after.outbox.quarantined()
        assert after.courier.status().total == len(waiting)
        more = after.answer(2)
        after.courier.send()
        assert after.collector.held == dict.fromkeys(waiting + more, 1)
        assert [each.batch.sequence for each in after.collector.batches] == [1, 2]

    steps = dies_at_every_step(tmp_path, prepare, lambda kiosk: kiosk.courier.send(), check)
    assert steps > 20, "the test did see the steps"


def test_setting_aside_and_sending_again_survive_a_death_between_any_two_steps(
    tmp_path: Path,
) -> None:
    waiting: list[bytes] = []

    def prepare(kiosk: Kiosk) -> None:
        waiting[:] = kiosk.answer(3)
        kiosk.collector.faults.refuse = "key-unknown"

    def act(kiosk: Kiosk) -> None:
        kiosk.courier.send()
        kiosk.outbox.send_again()

    def check(after: Kiosk, steps: int) -> None:
        held = after.everywhere()
        aside = sum(each.items for each in after.outbox.quarantined())
        assert len(set(held)) + aside >= len(waiting), steps
        after.collector.faults.refuse = ""
        after.outbox.send_again()
        after.courier.send()
        assert after.collector.held == dict.fromkeys(waiting, 1), steps
        assert not after.everywhere()
        assert not after.outbox.quarantined()

    assert dies_at_every_step(tmp_path, prepare, act, check) > 20


def carry(stick: Path, collector: CollectorSimulator) -> None:
    """What `isoloir-collector receive` does with a stick."""
    for file in sorted(stick.glob("*.batch")):
        file.with_suffix(".receipt").write_bytes(collector.receive(file.read_bytes()))


def to_and_fro(stick: Path, kiosk: Kiosk) -> None:
    """A stick goes to the collector and comes back."""
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    carry(stick, kiosk.collector)
    export(stick, kiosk.device, kiosk.spool, kiosk.outbox)


def test_export_survives_a_death_between_any_two_steps(tmp_path: Path) -> None:
    waiting: list[bytes] = []
    stick = tmp_path / "stick"

    def prepare(kiosk: Kiosk) -> None:
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()
        waiting[:] = kiosk.answer(3)

    def check(after: Kiosk, steps: int) -> None:
        to_and_fro(stick, after)
        to_and_fro(stick, after)
        assert after.collector.held == dict.fromkeys(waiting, 1), steps
        assert not after.everywhere()

    steps = dies_at_every_step(tmp_path, prepare, lambda kiosk: to_and_fro(stick, kiosk), check)
    assert steps > 20


def test_the_reaper_ends_a_program_where_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    REAPER.arm(tmp_path / "data", 1, tmp_path / "remains")
    (tmp_path / "data/first").write_bytes(b"1")
    with pytest.raises(Killed):
        (tmp_path / "data/second").write_bytes(b"2")
    assert [each.name for each in (tmp_path / "remains").iterdir()] == ["first"]
