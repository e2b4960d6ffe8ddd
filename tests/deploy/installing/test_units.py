"""Every unit is one that systemd takes, and lets its program do its work and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.installing.roles import NAMES, SUPPORTED, role
from tests.deploy.installing.units import SERVICES, TREES, UNITS, service, settings

HIGHEST_EXPOSURE = 2.0
EXCEPTED = {
    # A browser brings a sandbox of its own, for which it needs what other units are refused.
    "isoloir-browser": 8.0,
}
OTHERS = {"postgresql.service", "seatd.service", "getty@tty1.service", "display-manager.service"}
"""Units of packages that are not on the machine of the tests."""

analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")


@analyze
@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_exposure_is_low(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    (exposure,) = re.findall(r"Overall exposure level for \S+: (\d+\.\d)", said)
    assert float(exposure) <= EXCEPTED.get(unit.stem, HIGHEST_EXPOSURE), said


@analyze
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    said = verify([_as_if_installed(unit, tmp_path) for unit in UNITS])
    assert [line for line in said if not any(other in line for other in OTHERS)] == []


@analyze
def test_a_mistake_in_a_unit_is_seen(tmp_path: Path) -> None:
    unit = _as_if_installed(SERVICES[0], tmp_path)
    unit.write_text(unit.read_text().replace("ProtectSystem", "ProtectSistem"))
    assert "ProtectSistem" in "\n".join(verify([unit]))


def verify(units: list[Path]) -> list[str]:
    """What systemd says against these units; what it says of the machine's own is left out."""
    command = ["systemd-analyze", "verify", "--man=no", "--generators=no", *map(str, units)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return [line for line in said.splitlines() if "isoloir" in line]


def _as_if_installed(unit: Path, tmp_path: Path) -> Path:
    """A copy that runs a program which is on this machine, wherever it runs one of ours."""
    text = re.sub(r"^(Exec\w+=)/(?:opt/isoloir|usr/lib/isoloir|usr/bin/cage)\S*",
                  rf"\g<1>{sys.executable}", unit.read_text(), flags=re.MULTILINE)  # fmt: skip
    copy = tmp_path / unit.name
    copy.write_text(text)
    return copy


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_what_is_in_memory_never_reaches_a_disk(unit: Path) -> None:
    said = settings(unit)
    assert (said["LimitCORE"], said["MemorySwapMax"]) == (["0"], ["0"])


@pytest.mark.parametrize("name", ["intake", "dashboard", "backup", "remind", "alert"])
def test_the_keys_are_not_even_visible_where_answers_come_in_or_figures_go_out(name: str) -> None:
    (hidden,) = service(name)["InaccessiblePaths"]
    assert hidden.split()[:2] == ["-/var/lib/isoloir-keys", "-/etc/isoloir/keys"]
    assert service(name)["User"] == [f"isoloir-{name}"]


def test_the_tally_alone_writes_keys_and_reaches_no_network() -> None:
    tally = service("tally")
    assert tally["User"] == ["isoloir-tally"]
    assert tally["PrivateNetwork"] == ["yes"]
    assert tally["RestrictAddressFamilies"] == ["AF_UNIX"]
    writing = {
        path.stem for path in SERVICES
        if any("isoloir-keys" in each for each in settings(path).get("ReadWritePaths", []))
    }  # fmt: skip
    assert writing == {"isoloir-tally"}


def test_every_program_has_a_user_of_its_own_that_is_made() -> None:
    users = [settings(path)["User"][0] for path in SERVICES if "User" in settings(path)]
    assert len(users) == len(set(users))
    made = "\n".join(
        path.read_text()
        for tree in TREES.values()
        for path in (tree / "usr/lib/sysusers.d").iterdir()
    )
    assert set(users) == set(re.findall(r"^u (\S+)", made, flags=re.MULTILINE))


def test_nothing_of_a_browser_is_kept() -> None:
    browser = service("browser")
    assert (browser["StandardOutput"], browser["StandardError"]) == (["null"], ["null"])
    assert browser["ProtectSystem"] == ["strict"]
    assert "ReadWritePaths" not in browser
    assert browser["RuntimeDirectory"] == ["isoloir-browser"]
    assert (browser["IPAddressDeny"], browser["IPAddressAllow"]) == (["any"], ["localhost"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("debian", SUPPORTED)
def test_every_unit_that_is_enabled_is_shipped_and_can_be(name: str, debian: str) -> None:
    shipped = {path.name: path for path in UNITS}
    for unit in role(name, debian).units:
        assert "WantedBy" in settings(shipped[unit])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_what_a_path_or_a_timer_starts_is_shipped(unit: Path) -> None:
    for started in settings(unit).get("Unit", []):
        assert started in {path.name for path in UNITS}
