"""One bare Debian 12 made a station, under its own systemd, with X and a collector behind it.

    ISOLOIR_DEBIAN=/tmp/debian python -m pytest tests/deploy/debian/test_debian12.py -s

as `test_debian13.py`; its Debian lies beside the others, in `/tmp/debian-12-station`. A container
has no screen: Xvfb stands where the X server would.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.deploy.debian.behind import collector_within, installed_within
from tests.deploy.debian.container import Container, booted, bring_kit, make_root
from tests.deploy.debian.station import (
    ALIVE,
    BLANK,
    PICTURES,
    PIN,
    SHOWN,
    freeze,
    kill_browser,
    leave,
)
from tests.support.served import Installation

PLACE = os.environ.get("ISOLOIR_DEBIAN", "")
POINT = "rouen-simone-veil"
WITHOUT_A_SCREEN = """[Unit]
Conflicts=
[Service]
ExecStart=
ExecStart=/usr/bin/xinit /usr/lib/isoloir/session x11 -- \
/usr/bin/Xvfb :0 -screen 0 1280x720x24 -nolisten tcp
"""
DROP_IN = "/run/systemd/system/isoloir-browser.service.d"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PLACE, reason="ISOLOIR_DEBIAN names no directory for a Debian"),
]


@pytest.fixture(scope="module")
def root() -> Path:
    """A Debian 12 set up as a station."""
    root = make_root(Path(f"{PLACE}-12-station"), "bookworm")
    bring_kit(root)
    shutil.rmtree(root / "var/lib/isoloir-kiosk", ignore_errors=True)
    with booted(root, network=True) as machine:
        machine.install("station")
        machine.sh("apt-get install --yes --no-install-recommends xvfb scrot")
    return root


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A collector that has a ticket for it."""
    directory = tmp_path_factory.mktemp("collector")
    return installed_within(directory)


@pytest.fixture(scope="module")
def machine(root: Path, collector: Installation) -> Iterator[Container]:
    """The station, enrolled, with a screen that nobody sees."""
    ticket = collector.ask("enrol", POINT)["ticket"]
    with booted(root, network=False) as machine:
        machine.sh("ip link set lo up")
        machine.sh(f"mkdir -p {DROP_IN}; cat > {DROP_IN}/y.conf <<'END'\n{WITHOUT_A_SCREEN}END\n")
        with collector_within(machine, collector):
            machine.sh(f"systemctl daemon-reload; isoloir-kiosk enrol {ticket}")
            machine.sh(f"echo {PIN} | isoloir-kiosk pin")
            machine.wait(ALIVE, SHOWN)
            yield machine


def test_the_attract_screen_is_shown_on_all_of_the_screen(machine: Container) -> None:
    shot = "/run/isoloir-browser/shot.png"
    machine.sh(
        f"runuser -u isoloir-browser -- env DISPLAY=:0 scrot {shot}; cp {shot} /root/; rm {shot}"
    )
    PICTURES.mkdir(exist_ok=True)
    picture = PICTURES / "station-debian12.png"
    shutil.copy(machine.root / "root/shot.png", picture)
    assert picture.stat().st_size > BLANK
    with Image.open(picture) as image:
        width, height = image.size
        corner = image.convert("RGB").getpixel((width - 1, height - 1))
    assert corner != (0, 0, 0), "the page reaches the last point of the screen"


def test_a_page_that_freezes_brings_a_new_browser_with_a_new_profile(machine: Container) -> None:
    freeze(machine)
    assert len(machine.sh("ls -d /run/isoloir-browser/profile.*").splitlines()) == 1


def test_what_shows_the_browser_comes_back_when_it_dies(machine: Container) -> None:
    kill_browser(machine)


def test_the_program_is_closed_to_all_else(machine: Container) -> None:
    assert machine.exposure("isoloir-kiosk") <= 2.0


def test_answers_leave_and_nothing_of_a_visit_stays(machine: Container) -> None:
    machine.python("-m", "tests.deploy.debian.visits", "3", program=Path(sys.executable))
    machine.sh("isoloir-kiosk send")
    assert '"waiting": 0' in machine.sh("isoloir-kiosk status --json")
    found = "find / -xdev -user isoloir-browser -not -path '/run/*' -not -path '/proc/*'"
    assert machine.sh(found) == ""
    journal = machine.sh(
        "journalctl --no-pager --output cat --unit isoloir-browser --unit isoloir-kiosk"
    )
    for trace in ("POST", "Mozilla", "visit_purpose", "127.0.0.1 -", "chromium"):
        assert trace not in journal


def test_leaving_kiosk_mode_takes_the_pin_and_gives_the_screen_back(machine: Container) -> None:
    assert leave(machine, "00000001") == "closed"
    assert "active" in machine.sh("systemctl is-active isoloir-browser")
    assert leave(machine, PIN) == "open"
    machine.wait("systemctl is-active isoloir-browser", "inactive")
    machine.wait("systemctl list-jobs", "No jobs")
    machine.sh("systemctl start isoloir-browser")
    machine.wait(f"systemctl is-active isoloir-browser; {ALIVE}", SHOWN, 150)
