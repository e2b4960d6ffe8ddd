"""Programs that the demonstration starts end with it, whatever they started themselves."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.demonstration.crew import Crew
from deploy.demonstration.failure import Failure
from deploy.demonstration.interrupts import Interrupts

STAYS = "import time; time.sleep(600)"
HAS_A_CHILD = (
    "import subprocess, sys;"
    f"child = subprocess.Popen([sys.executable, '-c', {STAYS!r}]);"
    "open(sys.argv[1], 'w').write(str(child.pid));"
    "child.wait()"
)
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); {STAYS}"


@pytest.fixture
def interrupts() -> Iterator[Interrupts]:
    """The signals as the demonstration takes them; as they were afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield Interrupts()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def crew(tmp_path: Path, interrupts: Interrupts) -> Iterator[Crew]:
    crew = Crew(tmp_path, interrupts)
    yield crew
    crew.stop()


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


@pytest.fixture
def bystanders() -> set[psutil.Process]:
    """What earlier tests of this run left to work on: a pool's helpers, a browser, a database."""
    return children()


def test_a_command_gives_what_it_printed(crew: Crew) -> None:
    assert crew.run("say", python("print('oui')")).split() == ["oui"]


def test_a_command_that_fails_is_reported_with_its_last_lines(crew: Crew) -> None:
    command = python("import sys; sys.exit('no ticket')")
    with pytest.raises(Failure, match=r"enrol failed \(exit code 1\)\.\n  \| no ticket"):
        crew.run("enrol", command)


def test_a_program_that_should_stay_and_ends_is_reported_with_its_last_lines(crew: Crew) -> None:
    crew.start("kiosk", python("import sys; print('starting', flush=True); sys.exit(3)"))
    with pytest.raises(Failure, match=r"kiosk failed \(exit code 3\)\.\n  \| starting"):
        crew.wait()


def test_waiting_a_while_is_no_failure_while_programs_stay(crew: Crew) -> None:
    crew.start("kiosk", python(STAYS))
    crew.wait(0.01)


def test_stopping_ends_programs_and_what_they_started(
    crew: Crew, tmp_path: Path, bystanders: set[psutil.Process]
) -> None:
    started = tmp_path / "child"
    os.mkfifo(started)
    crew.start("server", python(HAS_A_CHILD, str(started)))
    child = psutil.Process(int(started.read_text()))
    crew.stop()
    child.wait(10)
    assert children() <= bystanders


def test_a_program_that_does_not_listen_is_ended_by_force(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, bystanders: set[psutil.Process]
) -> None:
    monkeypatch.setattr("deploy.sessions.GRACE_SECONDS", 0.01)
    crew.start("deaf", python(DEAF))
    crew.stop()
    assert children() <= bystanders


def test_an_interrupt_waits_for_what_must_not_be_cut_off(interrupts: Interrupts) -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.held():
            signal.raise_signal(signal.SIGINT)
            done.append("the work")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["the work"]


def test_who_asks_twice_is_not_made_to_wait(interrupts: Interrupts) -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.held():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            done.append("the work")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == []


def test_an_interrupt_cuts_a_command_short(crew: Crew, bystanders: set[psutil.Process]) -> None:
    command = python(f"import os, signal; os.kill({os.getpid()}, signal.SIGTERM); {STAYS}")
    with pytest.raises(KeyboardInterrupt):
        crew.run("long", command)
    crew.stop()
    assert children() <= bystanders


def test_what_is_started_is_out_of_reach_of_the_terminal(crew: Crew) -> None:
    own = crew.run("session", python("import os; print(os.getsid(0))"))
    assert int(own) != os.getsid(0)


def test_nothing_that_is_started_can_ask_for_anything(crew: Crew) -> None:
    assert crew.run("ask", python("import sys; print(repr(sys.stdin.read()))")).strip() == "''"
