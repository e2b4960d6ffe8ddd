"""Files of a role: written once, taken away when they are no more, never somebody's changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.installing import overlay
from deploy.installing.machine import Machine
from tests.deploy.installing.pretend import pretend_machine

SETTINGS = "/etc/isoloir/kiosk.toml"
UNIT = "/usr/lib/systemd/system/isoloir-kiosk.service"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return pretend_machine(tmp_path / "root").machine


def tree(place: Path, **files: str) -> Path:
    """A tree of files; `__` stands for `/`, and what begins with `#!` can be run."""
    for name, text in files.items():
        path = place / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755 if text.startswith("#!") else 0o644)
    return place


def wanted(text: str, name: str = UNIT) -> list[overlay.Wanted]:
    return [overlay.Wanted(name, text.encode(), 0o644)]


def test_a_later_tree_goes_before_an_earlier_one(tmp_path: Path) -> None:
    first = tree(tmp_path / "first", etc__a="first", etc__b="#!/bin/sh")
    second = tree(tmp_path / "second", etc__a="second")
    found = overlay.wanted_files([first, second])
    assert [(each.name, each.data, each.mode) for each in found] == [
        ("/etc/a", b"second", 0o644),
        ("/etc/b", b"#!/bin/sh", 0o755),
    ]


def test_what_is_as_it_should_be_is_left_alone(machine: Machine) -> None:
    assert overlay.apply(machine, "station", wanted("one")) == [UNIT]
    assert overlay.apply(machine, "station", wanted("one")) == []
    assert overlay.apply(machine, "station", wanted("two")) == [UNIT]
    assert machine.path(UNIT).read_text() == "two"


def test_rights_that_were_changed_are_put_right(machine: Machine) -> None:
    overlay.apply(machine, "station", wanted("one"))
    machine.path(UNIT).chmod(0o666)
    assert overlay.apply(machine, "station", wanted("one")) == [UNIT]
    assert machine.path(UNIT).stat().st_mode & 0o777 == 0o644


def test_what_a_newer_version_has_no_more_goes_with_its_own_directory(machine: Machine) -> None:
    old = wanted("script", "/usr/lib/isoloir/old") + wanted("one")
    overlay.apply(machine, "station", old)
    assert overlay.apply(machine, "station", wanted("one")) == ["/usr/lib/isoloir/old"]
    assert not machine.path("/usr/lib/isoloir").exists()
    assert machine.path("/usr/lib").exists()


def test_settings_follow_the_kit_until_somebody_changes_them(machine: Machine) -> None:
    overlay.apply(machine, "station", wanted("port = 1", SETTINGS))
    overlay.apply(machine, "station", wanted("port = 2", SETTINGS))
    assert machine.path(SETTINGS).read_text() == "port = 2"
    machine.path(SETTINGS).write_text("port = 9")
    for text in ("port = 2", "port = 3"):
        assert overlay.apply(machine, "station", wanted(text, SETTINGS)) == []
    assert machine.path(SETTINGS).read_text() == "port = 9"


def test_settings_that_were_there_before_are_kept(machine: Machine) -> None:
    machine.path(SETTINGS).parent.mkdir(parents=True)
    machine.path(SETTINGS).write_text("port = 9")
    assert overlay.apply(machine, "station", wanted("port = 1", SETTINGS)) == []
    assert machine.path(SETTINGS).read_text() == "port = 9"
