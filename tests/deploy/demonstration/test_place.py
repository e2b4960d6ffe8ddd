"""A demonstration lives in one directory and goes on where it was."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.demonstration.failure import Failure
from deploy.demonstration.options import MOST_POINTS, Options, read_options
from deploy.demonstration.place import DEFAULT_DIRECTORY, Place
from deploy.demonstration.ports import HOST, check_ports, wanted_ports


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return replace(read_options([]), data=tmp_path / "demo")


def test_a_directory_is_made_at_the_first_thing_to_remember(options: Options) -> None:
    assert options.data
    place = Place.open(options)
    assert not options.data.exists()
    place.done("init")
    assert (options.data / "demo.json").stat().st_mode & 0o777 == 0o600
    assert options.data.stat().st_mode & 0o777 == 0o700


def test_a_second_run_remembers_secrets_steps_and_ports(options: Options) -> None:
    first = Place.open(replace(options, port=9000))
    first.done("init")
    second = Place.open(options)
    assert second.memory == first.memory
    assert second.is_done("init")
    assert not second.is_done("enrol-1")


def test_kiosks_may_move_to_other_ports_but_the_collector_stays(options: Options) -> None:
    Place.open(replace(options, port=9000)).save()
    moved = Place.open(replace(options, port=9001))
    assert wanted_ports(moved, 2) == {
        9001: "the collector",
        9002: "the kiosk",
        9003: "the kiosk",
    }


def test_the_collector_has_the_port_after_the_first_kiosk(options: Options) -> None:
    place = Place.open(replace(options, port=9000))
    assert [place.kiosk_port(number) for number in range(3)] == [9000, 9002, 9003]
    assert place.memory.collector_port == 9001


def test_without_options_the_demonstration_is_kept_in_the_checkout() -> None:
    options = read_options([])
    assert options == Options(0, 1, 1, None, None, False)
    assert DEFAULT_DIRECTORY.name == ".demo"


@pytest.mark.parametrize("name", ["notes.txt", "demo.json"])
def test_a_directory_that_holds_something_else_is_left_alone(options: Options, name: str) -> None:
    assert options.data
    options.data.mkdir()
    (options.data / name).write_text("mine")
    with pytest.raises(Failure, match=r"another directory|not a demonstration"):
        Place.open(options)
    assert (options.data / name).read_text() == "mine"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--visitors", "-1"],
        ["--visitors", "many"],
        ["--points", "0"],
        ["--points", str(MOST_POINTS + 1)],
        ["--port", "0"],
        ["--port", "65535"],
        ["now"],
    ],
)
def test_wrong_usage_ends_with_code_2(wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options(wrong)


def test_a_busy_port_is_named_with_what_to_do(options: Options) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        place = Place.open(replace(options, port=port))
        with pytest.raises(Failure) as failure:
            check_ports(place, 1)
    line = str(failure.value)
    assert f"Port {port}, for the kiosk, is in use" in line
    assert "--port" in line
    assert "\n" not in line
