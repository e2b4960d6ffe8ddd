"""A station that is booted: how it is asked what its screen shows, and how an agent leaves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from deploy.bootstrap import ROOT
from tests.deploy.debian.container import Container

ALIVE: Final = "systemctl show --property StatusText isoloir-kiosk"
SHOWN: Final = "StatusText=The page is alive."
PIN: Final = "83641972"
PICTURES: Final = ROOT / "tests/e2e/pictures"
BLANK: Final = 40_000
"""Bytes: a picture of a blank screen takes a few thousand, one with colours and letters more."""


def main_process(machine: Container, unit: str) -> str:
    """The number of a unit's main process."""
    return machine.sh(f"systemctl show --property MainPID --value {unit}").strip()


def freeze(machine: Container) -> None:
    """Freeze the page, and wait until another browser with another profile shows it."""
    profile = machine.sh("ls -d /run/isoloir-browser/profile.*").strip()
    machine.sh("kill -STOP $(pgrep -u isoloir-browser -f -- --type=renderer)")
    other = f"[ '{profile}' != \"$(ls -d /run/isoloir-browser/profile.*)\" ] && echo new"
    machine.wait(other, "new", 120)
    machine.wait(ALIVE, SHOWN)


def kill_browser(machine: Container) -> None:
    """Kill what shows the browser, and wait until another one shows the page."""
    before = main_process(machine, "isoloir-browser")
    machine.sh(f"kill -KILL {before}")
    machine.wait("systemctl show --property SubState,MainPID isoloir-browser", "running")
    machine.wait(ALIVE, SHOWN)
    assert main_process(machine, "isoloir-browser") != before


def leave(machine: Container, pin: str) -> str:
    """Leave kiosk mode by the desk: what became of its door."""
    python = Path(sys.executable)
    return machine.python("-m", "tests.deploy.debian.leaving", pin, program=python).strip()
