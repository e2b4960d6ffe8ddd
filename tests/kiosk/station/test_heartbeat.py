"""Whether the page is alive, on a clock that tells no date."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.station.heartbeat import BEAT_SECONDS, SILENT_AFTER_SECONDS, Heartbeat, PageState
from kiosk.station.leaving import GOOD_FOR_SECONDS, LEAVE_FILE, Leaving
from tests.kiosk.parts import Clock


def test_a_page_that_speaks_is_alive_and_one_that_stops_falls_silent() -> None:
    clock = Clock()
    heart = Heartbeat(clock.monotonic)
    states = [heart.state]
    heart.beat()
    clock.forward(seconds=SILENT_AFTER_SECONDS)
    states.append(heart.state)
    clock.forward(seconds=1)
    states.append(heart.state)
    heart.beat()
    states.append(heart.state)
    assert states == ["never", "alive", "silent", "alive"]


@given(st.lists(st.floats(0, SILENT_AFTER_SECONDS - BEAT_SECONDS), min_size=1, max_size=50))
def test_beats_that_come_late_or_get_lost_by_fives_raise_no_alarm(gaps: list[float]) -> None:
    clock = Clock()
    heart = Heartbeat(clock.monotonic)
    heart.beat()
    for gap in gaps:
        clock.forward(seconds=gap)
        assert heart.state is PageState.ALIVE
        heart.beat()


def test_asking_to_leave_writes_a_file_that_is_gone_after_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    leaving = Leaving(tmp_path, "", clock.monotonic)
    asked = [leaving.is_asked]
    leaving.ask()
    clock.forward(seconds=GOOD_FOR_SECONDS)
    asked.append(leaving.is_asked)
    assert (tmp_path / LEAVE_FILE).exists()
    clock.forward(seconds=1)
    asked.append(leaving.is_asked)
    assert asked == [False, True, False]
    assert list(tmp_path.iterdir()) == []


def test_a_request_does_not_outlive_a_restart(tmp_path: Path) -> None:
    Leaving(tmp_path, "", Clock().monotonic).ask()
    assert not Leaving(tmp_path, "", Clock().monotonic).is_asked
    assert list(tmp_path.iterdir()) == []


def test_an_installation_s_own_command_is_run(tmp_path: Path) -> None:
    Leaving(tmp_path, f"mkdir '{tmp_path}/left it'", Clock().monotonic).ask()
    for thread in threading.enumerate():
        if thread.name == "leave-command":
            thread.join(20)
    assert (tmp_path / "left it").is_dir()
    with pytest.raises(FileNotFoundError):
        Leaving(tmp_path, "/no/such/command", Clock().monotonic).ask()
