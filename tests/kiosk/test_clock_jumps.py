"""The clock jumps by years, at any moment and in either direction: nothing is spoilt."""

from __future__ import annotations

import os
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import PREMISES
from kiosk.courier.loop import Loop
from kiosk.pace import Pacing
from shared.response import Pace
from tests.kiosk.desk.parts import PIN, Station
from tests.kiosk.pages.stage import Stage

moments = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=PREMISES)
)


class Wall:
    """A clock that says something else at each look."""

    def __init__(self, moments: list[datetime]) -> None:
        self._moments = moments
        self._looks = 0

    def __call__(self) -> datetime:
        self._looks += 1
        return self._moments[self._looks % len(self._moments)]


@settings(max_examples=15)
@given(st.lists(moments, min_size=1, max_size=7))
def test_a_visit_is_recorded_whole_whatever_the_wall_says_meanwhile(said: list[datetime]) -> None:
    with TemporaryDirectory() as directory:
        seconds = iter(range(0, 10**6, 30))
        pacing = Pacing(lambda: float(next(seconds)))
        stage = Stage(Path(directory), pacing=pacing, clock=Wall(said))
        for number in range(3):
            visit = f"{number:032x}"
            stage.client.get("/")
            stage.client.post("/start", data={"_language": "fr"})
            form = {**stage.form("next", "comment", overall_experience="good"), "_visit": visit}
            assert stage.client.post("/visit", data=form).status_code == 200
            form = {**stage.form("send", overall_experience="good"), "_visit": visit}
            assert "Merci" in stage.client.post("/visit", data=form).text
        assert [each.pace for each in stage.responses()] == [Pace.NORMAL] * 3
        stage.spool.spool.close()


@settings(max_examples=15)
@given(st.lists(moments, min_size=1, max_size=12))
def test_what_waits_is_sent_once_the_clock_is_well_or_not(said: list[datetime]) -> None:
    with TemporaryDirectory() as directory:
        station = Station(Path(directory))
        kiosk, clock = station.kiosk, station.clock
        loop = Loop(
            kiosk.courier, kiosk.device, kiosk.spool, kiosk.outbox, nullcontext,
            clock=clock.now, monotonic=clock.monotonic, random_bytes=os.urandom,
        )  # fmt: skip
        ids: list[bytes] = []
        for moment in said:
            clock.at = moment
            ids += kiosk.answer(2)
            loop.step()
            clock.seconds += 60
        kiosk.answer(10)
        for _ in range(60):
            clock.at += timedelta(minutes=1)
            clock.seconds += 60
            loop.step()
        assert set(ids) <= set(kiosk.collector.held)
        assert set(kiosk.collector.held.values()) == {1}
        station.kiosk.spool.close()


@settings(max_examples=15)
@given(st.lists(moments, min_size=1, max_size=7))
def test_the_desk_stays_open_and_true_while_the_clock_jumps(said: list[datetime]) -> None:
    with TemporaryDirectory() as directory:
        station = Station(Path(directory))
        station.pin.set(PIN)
        station.kiosk.answer(3)
        station.enter()
        for moment in said:
            station.clock.at = moment
            assert '<p class="figure">3</p>' in station.post("look").text
            assert station.pin.wait == 0
        station.kiosk.spool.close()
