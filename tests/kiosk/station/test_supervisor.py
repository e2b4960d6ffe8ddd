"""The browser's supervisor: what it decides, and what it does to a real process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.station.heartbeat import PageState
from kiosk.station.supervision import (
    GRACE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Action,
    Seen,
    decide,
    pause,
)
from kiosk.station.supervisor import Answer, Program, Supervisor, answers, ask
from tests.kiosk.parts import Clock

pages = st.sampled_from([None, *PageState])
seen = st.builds(
    Seen, pages, st.booleans(), st.booleans(), st.floats(0, 1e6), st.integers(0, 10**6)
)
dark = st.builds(
    Seen, pages, st.just(False), st.booleans(), st.floats(0, 1e6), st.integers(0, 10**6),
    st.just(True),
)  # fmt: skip


@given(seen)
def test_a_browser_whose_page_speaks_is_left_alone(at: Seen) -> None:
    if at.running and at.page is PageState.ALIVE and not at.leave:
        assert decide(at) is Action.WAIT


@given(seen)
def test_a_server_that_is_away_is_no_reason_to_restart_a_browser(at: Seen) -> None:
    if at.page is None:
        assert decide(at) is not Action.RESTART


@given(seen)
def test_every_lost_page_and_every_ended_browser_is_dealt_with_in_time(at: Seen) -> None:
    patient = max(GRACE_SECONDS, LONGEST_PAUSE_SECONDS)
    if at.since >= patient and not at.leave:
        lost = at.page in (PageState.SILENT, PageState.NEVER)
        expected = (Action.RESTART if lost else Action.WAIT) if at.running else Action.START
        assert decide(at) is expected


@given(seen)
def test_leaving_goes_before_everything(at: Seen) -> None:
    assert (decide(at) is Action.LEAVE) == at.leave


@given(dark)
def test_while_the_point_is_closed_no_browser_runs(at: Seen) -> None:
    assert decide(at) is (Action.DARKEN if at.running else Action.WAIT)


@given(st.integers(0, 10**6))
def test_the_pause_grows_to_a_bound(failures: int) -> None:
    assert 0 < pause(failures) <= pause(failures + 1) <= LONGEST_PAUSE_SECONDS


@dataclass
class FakeBrowser:
    """A browser of which the test says whether it runs."""

    is_running: bool = False
    starts: int = 0
    ends: int = 0
    missing: bool = False

    def start(self) -> None:
        self.starts += 1
        if self.missing:
            raise FileNotFoundError(2, "No such file or directory")
        self.is_running = True

    def end(self) -> None:
        self.ends += 1
        self.is_running = False


@dataclass
class Scene:
    """A supervisor with all that it sees."""

    browser: FakeBrowser = field(default_factory=FakeBrowser)
    answer: Answer = field(default_factory=lambda: Answer(PageState.NEVER))
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.shown: list[bool] = []
        self.supervisor = Supervisor(
            self.browser, lambda: self.answer, self.clock.monotonic, self.shown.append
        )

    def pass_time(self, seconds: int) -> None:
        """Look every other second."""
        for _ in range(seconds // 2):
            self.clock.forward(seconds=2)
            self.supervisor.step()


def test_a_frozen_page_has_its_browser_started_again() -> None:
    scene = Scene()
    scene.supervisor.step()
    scene.answer = Answer(PageState.ALIVE)
    scene.pass_time(600)
    assert scene.browser.starts == 1
    scene.answer = Answer(PageState.SILENT)
    scene.pass_time(2)
    assert (scene.browser.starts, scene.browser.ends) == (2, 1)


def test_a_slow_start_is_given_its_time() -> None:
    scene = Scene()
    scene.supervisor.step()
    scene.pass_time(int(GRACE_SECONDS) - 2)
    assert scene.browser.starts == 1
    scene.pass_time(2)
    assert scene.browser.starts == 2


def test_browsers_that_cannot_start_are_tried_ever_more_rarely() -> None:
    scene = Scene(FakeBrowser(missing=True))
    scene.pass_time(3600)
    assert 60 <= scene.browser.starts <= 70


def test_a_browser_that_somebody_closed_comes_back_at_once() -> None:
    scene = Scene()
    scene.supervisor.step()
    scene.answer = Answer(PageState.ALIVE)
    scene.pass_time(10)
    scene.browser.is_running = False
    scene.pass_time(4)
    assert scene.browser.is_running


def test_leaving_ends_the_browser_and_the_supervisor() -> None:
    scene = Scene()
    scene.supervisor.step()
    scene.answer = Answer(PageState.ALIVE, leave=True)
    scene.supervisor.run(Event())
    assert not scene.browser.is_running


def test_at_closing_the_browser_ends_and_the_screen_goes_dark_until_opening() -> None:
    scene = Scene()
    scene.supervisor.step()
    scene.answer = Answer(PageState.ALIVE, dark=True)
    scene.pass_time(600)
    assert (scene.browser.is_running, scene.browser.starts, scene.shown) == (False, 1, [False])
    scene.answer = Answer(PageState.SILENT)
    scene.pass_time(10)
    assert (scene.browser.is_running, scene.browser.starts) == (True, 2)
    assert scene.shown == [False, True]


def test_whoever_leaves_kiosk_mode_finds_the_screen_lit() -> None:
    scene = Scene(answer=Answer(PageState.ALIVE, dark=True))
    scene.supervisor.step()
    scene.answer = Answer(PageState.ALIVE, leave=True, dark=True)
    scene.supervisor.run(Event())
    assert scene.shown[-1]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A real program that waits for its end."""
    program = Program([sys.executable, "-c", "import signal; signal.pause()"])
    yield program
    program.end()


def test_a_real_program_is_started_ended_and_started_again(program: Program) -> None:
    program.end()
    states = []
    for _ in range(2):
        states.append(program.is_running)
        program.start()
        states.append(program.is_running)
        program.end()
    assert states == [False, True] * 2


def test_told_to_stop_the_supervisor_takes_its_browser_along(program: Program) -> None:
    stop = Event()
    started = Event()

    def look() -> Answer:
        if program.is_running:
            started.set()
        return Answer(PageState.ALIVE)

    thread = Thread(target=Supervisor(program, look, Clock().monotonic).run, args=(stop,))
    thread.start()
    assert started.wait(20)
    stop.set()
    thread.join(20)
    assert not program.is_running


def test_where_no_server_is_nothing_is_known() -> None:
    assert ask("127.0.0.1", 1) == Answer()
    assert not answers("127.0.0.1", 1, "/healthz")
