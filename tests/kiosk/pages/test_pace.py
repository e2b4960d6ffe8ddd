"""The pace on the pages: marked where it is due, known to nobody but the collector's tally."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.pace import Pacing
from shared.response import Pace
from tests.kiosk.pages.stage import Stage


class Seconds:
    """A monotonic clock that goes on by a step at each look."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 100.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds(0.01)


@pytest.fixture
def stage(tmp_path: Path, seconds: Seconds) -> Iterator[Stage]:
    stage = Stage(tmp_path, pacing=Pacing(seconds))
    yield stage
    stage.spool.spool.close()


def started(stage: Stage) -> str:
    """A visit that begins; its id."""
    page = stage.client.post("/start", data={"_language": "fr"}).text
    found = re.search(r'name="_visit" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def send(stage: Stage, visit: str) -> str:
    form = stage.form("send", overall_experience="good", goal_achieved="yes")
    return stage.client.post("/visit", data={**form, "_visit": visit}).text


def hasty(stage: Stage) -> list[bool]:
    return sorted(each.pace is Pace.HASTY for each in stage.responses())


def test_the_third_of_a_fast_run_is_marked_and_recorded_all_the_same(stage: Stage) -> None:
    thanks = {send(stage, started(stage)) for _ in range(4)}
    assert len(thanks) == 1, "nobody is told"
    assert hasty(stage) == [False, False, True, True]


def test_visits_that_were_read_are_not_marked(stage: Stage, seconds: Seconds) -> None:
    seconds.step = 30.0
    for _ in range(4):
        send(stage, started(stage))
    assert hasty(stage) == [False] * 4


def test_visits_that_are_erased_neither_make_a_run_nor_stay_in_memory(stage: Stage) -> None:
    for _ in range(5):
        visit = started(stage)
        stage.client.post("/visit", data={"_visit": visit, "_do": "erase"})
        stage.client.get(f"/over/{started(stage)}")
    assert stage.pacing is not None
    assert len(stage.pacing) == 0
    send(stage, started(stage))
    assert hasty(stage) == [False]


def test_a_second_tap_on_send_counts_once_in_the_run(stage: Stage) -> None:
    for _ in range(2):
        visit = started(stage)
        for _ in range(3):
            send(stage, visit)
    assert hasty(stage) == [False, False]


def test_no_page_tells_when_a_visit_began(stage: Stage, seconds: Seconds) -> None:
    pages = []
    for step in (0.01, 500.0):
        seconds.step = step
        visit = started(stage)
        form = stage.form("next", "overall_experience", overall_experience="good")
        page = stage.client.post("/visit", data={**form, "_visit": visit}).text
        pages.append(page.replace(visit, ""))
    assert pages[0] == pages[1]
