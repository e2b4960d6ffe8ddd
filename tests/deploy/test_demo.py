"""The demonstration, run as a person would, with the environment that the tests run in."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

from deploy.bootstrap import ROOT
from deploy.demonstration.ports import HOST

SECONDS = 300
READY = "Open in a browser"


def free_ports() -> int:
    """The first of two ports in a row that nobody listens on."""
    while True:
        with ExitStack() as stack:
            first = stack.enter_context(socket.create_server((HOST, 0)))
            port: int = first.getsockname()[1]
            try:
                stack.enter_context(socket.create_server((HOST, port + 1)))
            except OSError:
                continue
            return port


@contextmanager
def start(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the demonstration, as `deploy/demo.py` does once the environment is there."""
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.demonstration", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        # A demonstration that never says what is waited for must not hold up the tests for ever.
        limit = threading.Timer(SECONDS, process.terminate)
        limit.start()
        yield process
        limit.cancel()


def read_until(process: subprocess.Popen[str], beginning: str) -> None:
    """Read what it says up to a line that begins so."""
    assert process.stdout
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(beginning):
            return
    pytest.fail(f"It ended before:\n{''.join(said)}")


def run(*arguments: str) -> tuple[int, str]:
    """Run it to its end; return its exit code and what it said."""
    with start(*arguments) as process:
        said, _ = process.communicate()
    return process.returncode, said


def of_directory(data: Path) -> list[psutil.Process]:
    """The processes that work on a demonstration's directory."""
    return [
        process
        for process in psutil.process_iter()
        if any(str(data) in part for part in arguments_of(process))
    ]


def arguments_of(process: psutil.Process) -> Sequence[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return ()


def kill_kiosk(data: Path) -> None:
    (kiosk,) = (each for each in of_directory(data) if "kiosk" in arguments_of(each))
    kiosk.kill()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The directory of a demonstration that forty visitors came to, and what it said."""
    data = tmp_path_factory.mktemp("demo") / "data"
    port = str(free_ports())
    code, said = run("--visitors", "40", "--exit", "--data", str(data), "--port", port)
    assert code == 0, said
    return data, said


@pytest.mark.slow
def test_a_first_run_shows_the_points_table_beside_what_was_declared(
    demo: tuple[Path, str],
) -> None:
    data, said = demo
    assert "Overall, how did it go today?" in said
    assert re.search(r"^  Very well .* \d+ %  \d+–\d+ % +60\.0%", said, flags=re.MULTILINE), said
    assert "40 received = 40 tallied + 0 set aside + 0 waiting" in said
    assert of_directory(data) == []


@pytest.mark.slow
def test_a_second_run_adds_its_visitors_to_the_same_collector(demo: tuple[Path, str]) -> None:
    data, _ = demo
    code, said = run("--visitors", "20", "--exit", "--data", str(data))
    assert code == 0, said
    assert "Enrolling" not in said
    assert "60 received = 60 tallied + 0 set aside + 0 waiting" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "code"),
    [("Making the collector", 130), ("Starting the collector", 130), (READY, 0)],
)
def test_ctrl_c_leaves_nothing_running(tmp_path: Path, moment: str, code: int) -> None:
    data = tmp_path / "data"
    with start("--data", str(data), "--port", str(free_ports())) as process:
        read_until(process, moment)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate()
    assert process.returncode == code, rest
    assert "Traceback" not in rest
    assert of_directory(data) == []


@pytest.mark.slow
def test_ctrl_c_while_visitors_answer_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "data"
    port = str(free_ports())
    with start("--visitors", "5000", "--data", str(data), "--port", port) as process:
        read_until(process, "Visitors answering")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate()
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert of_directory(data) == []


@pytest.mark.slow
def test_a_kiosk_that_ends_while_visitors_answer_is_reported(tmp_path: Path) -> None:
    data = tmp_path / "data"
    port = str(free_ports())
    with start("--visitors", "5000", "--data", str(data), "--port", port) as process:
        read_until(process, "Visitors answering")
        kill_kiosk(data)
        rest, _ = process.communicate()
    assert process.returncode == 1
    assert "kiosk-1 failed (exit code -9)." in rest
    assert "Traceback" not in rest
    assert of_directory(data) == []


@pytest.mark.slow
def test_a_program_that_ends_by_itself_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with start("--data", str(data), "--port", str(free_ports())) as process:
        read_until(process, READY)
        kill_kiosk(data)
        rest, _ = process.communicate()
    assert process.returncode == 1
    assert "kiosk-1 failed (exit code -9)." in rest
    assert of_directory(data) == []


def test_a_busy_port_is_one_line_and_code_1(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        arguments = ["--port", str(port), "--data", str(tmp_path / "data")]
        command = [sys.executable, str(ROOT / "deploy/demo.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"Port {port}" in done.stderr
    assert not (tmp_path / "data").exists()
