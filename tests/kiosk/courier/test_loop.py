"""The courier's day, minute by minute, on clocks and draws that the test holds."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.clock import PREMISES
from kiosk.courier.courier import Round, only_courier
from kiosk.courier.loop import Loop
from kiosk.courier.policy import ENOUGH, LONGEST_DELAY
from kiosk.transport import Reply, Request
from shared.problems import StorageProblem
from tests.kiosk.parts import Kiosk, RandomBytes, seeded
from tests.simulators.collector_simulator import CollectorSimulator


def always(share: float) -> RandomBytes:
    """A source of which every draw is (almost) this share of the range."""
    top = int(share * 2**64) if share < 1 else 2**64 - 1
    return lambda count: top.to_bytes(8, "big")[:count]


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "data", CollectorSimulator())


def loop_of(kiosk: Kiosk, random_bytes: RandomBytes) -> Loop:
    return Loop(
        kiosk.courier,
        kiosk.device,
        kiosk.spool,
        kiosk.outbox,
        nullcontext,
        clock=kiosk.clock.now,
        monotonic=kiosk.clock.monotonic,
        random_bytes=random_bytes,
    )


def minutes_until_sent(kiosk: Kiosk, loop: Loop, at_most: int) -> int | None:
    """How many minutes pass until a batch arrives."""
    before = len(kiosk.collector.batches)
    for minute in range(at_most):
        loop.step()
        if len(kiosk.collector.batches) > before:
            return minute
        kiosk.clock.forward(minutes=1)
    return None


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_ten_answers_leave_after_the_delay_that_was_drawn(kiosk: Kiosk, share: float) -> None:
    loop = loop_of(kiosk, always(share))
    loop.step()
    kiosk.answer(ENOUGH)
    expected = share * (LONGEST_DELAY / timedelta(minutes=1))
    found = minutes_until_sent(kiosk, loop, 60)
    assert found is not None
    assert expected <= found <= expected + 1


def test_the_draw_comes_from_the_source_that_was_given(tmp_path: Path) -> None:
    def minutes(name: str, seed: int) -> int | None:
        kiosk = Kiosk(tmp_path / name, CollectorSimulator())
        loop = loop_of(kiosk, seeded(seed))
        kiosk.answer(ENOUGH)
        return minutes_until_sent(kiosk, loop, 60)

    assert minutes("a", 1) == minutes("b", 1) is not None
    assert len({minutes(f"c{seed}", seed) for seed in range(6)}) > 3


def test_nine_wait_until_the_last_two_hours_of_the_day(kiosk: Kiosk) -> None:
    kiosk.clock.at = datetime(2026, 10, 6, 13, 30, tzinfo=PREMISES)
    loop = loop_of(kiosk, always(1.0))
    kiosk.answer(ENOUGH - 1)
    assert minutes_until_sent(kiosk, loop, 150) is None
    found = minutes_until_sent(kiosk, loop, 120)
    assert found is not None
    assert kiosk.clock.at.hour == 16
    assert found in (45, 46)


def test_a_start_brings_news_at_once_and_every_day_again(kiosk: Kiosk) -> None:
    loop = loop_of(kiosk, always(0.5))
    loop.step()
    assert [each.path for each in kiosk.collector.requests[1:]] == ["/v1/bundle", "/v1/status"]
    for _ in range(3 * 24 * 12):
        kiosk.clock.forward(minutes=5)
        loop.step()
    assert len(kiosk.collector.statuses) == 4
    assert not kiosk.collector.batches


def test_a_clock_that_stands_still_does_not_stop_the_news(kiosk: Kiosk) -> None:
    loop = loop_of(kiosk, always(0.5))
    for _ in range(3 * 24):
        loop.step()
        kiosk.clock.seconds += 3600
    assert len(kiosk.collector.statuses) == 3


def test_a_clock_that_jumps_back_by_years_does_not_postpone_anything(kiosk: Kiosk) -> None:
    loop = loop_of(kiosk, always(0.5))
    loop.step()
    kiosk.answer(ENOUGH)
    loop.step()
    kiosk.clock.at = kiosk.clock.at.replace(year=1999)
    found = minutes_until_sent(kiosk, loop, 60)
    assert found is not None


def test_attempts_grow_rare_while_offline_and_a_day_is_never_skipped(kiosk: Kiosk) -> None:
    kiosk.answer(ENOUGH)
    kiosk.collector.faults.status = 503
    loop = loop_of(kiosk, seeded(4))
    tries: list[int] = []
    for minute in range(3 * 24 * 60):
        before = sum(each.path == "/v1/batches" for each in kiosk.collector.requests)
        loop.step()
        if sum(each.path == "/v1/batches" for each in kiosk.collector.requests) > before:
            tries.append(minute)
        kiosk.clock.forward(minutes=1)
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps[0] <= 3
    assert max(gaps) <= 6 * 60 + 1
    assert all(gap >= 3 * 60 for gap in gaps[9:])
    assert len(kiosk.outbox.pending()) == 1
    kiosk.collector.faults.status = 0
    assert minutes_until_sent(kiosk, loop, 6 * 60 + 2) is not None


def test_a_restart_sends_an_unanswered_batch_without_waiting(kiosk: Kiosk) -> None:
    kiosk.answer(3)
    kiosk.collector.faults.offline = True
    kiosk.courier.send()
    kiosk.collector.faults.offline = False
    kiosk.open()
    assert minutes_until_sent(kiosk, loop_of(kiosk, always(1.0)), 5) == 0


def test_while_another_process_sends_the_loop_steps_aside(kiosk: Kiosk) -> None:
    kiosk.answer(ENOUGH)
    loop = Loop(
        kiosk.courier,
        kiosk.device,
        kiosk.spool,
        kiosk.outbox,
        lambda: only_courier(kiosk.data_dir),
        clock=kiosk.clock.now,
        monotonic=kiosk.clock.monotonic,
        random_bytes=always(0.0),
    )
    with only_courier(kiosk.data_dir), pytest.raises(StorageProblem) as met:
        loop.step()
    assert met.value.code == "storage-busy"
    assert not kiosk.collector.batches
    loop.step()
    assert kiosk.collector.batches


def test_the_thread_outlives_whatever_its_courier_meets(kiosk: Kiosk) -> None:
    stop = threading.Event()
    met: list[str] = []

    class Clumsy:
        def send(self) -> Round:
            raise AssertionError

        def contact(self) -> None:
            met.append("contact")
            stop.set()
            raise ZeroDivisionError

    loop = Loop(
        Clumsy(),
        kiosk.device,
        kiosk.spool,
        kiosk.outbox,
        nullcontext,
        clock=kiosk.clock.now,
        monotonic=kiosk.clock.monotonic,
        random_bytes=always(0.0),
    )
    loop.run(stop)
    assert met == ["contact"], "it was told to stop, and came back"


def test_answers_given_while_a_batch_travels_are_not_lost(kiosk: Kiosk) -> None:
    ids = kiosk.answer(3)

    class AnswersMeanwhile:
        def exchange(self, request: Request) -> Reply:
            if request.path == "/v1/batches" and len(ids) < 5:
                ids.extend(kiosk.answer(1))
            return kiosk.collector.exchange(request)

    kiosk.transport = AnswersMeanwhile()
    kiosk.open()
    kiosk.courier.send()
    assert kiosk.collector.held == dict.fromkeys(ids, 1)
    assert len(ids) == 5
