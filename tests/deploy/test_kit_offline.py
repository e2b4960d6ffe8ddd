"""The kit with every package, unpacked and installed where no network is.

    ISOLOIR_WHEELS=1 python -m pytest tests/deploy/test_kit_offline.py

as root. It downloads some 200 packages, for both Pythons of Debian, which takes minutes: so not at every run.
"""  # noqa: E501

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from deploy.bootstrap import ROOT
from deploy.installing.machine import InstallError, Machine, run_for_real
from deploy.installing.program import Program, find_wheel, install

NO_NETWORK = ("unshare", "--net", "--")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("ISOLOIR_WHEELS" not in os.environ, reason="ISOLOIR_WHEELS is not set"),
]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a technician unpacks."""
    subprocess.run([sys.executable, ROOT / "deploy/kit.py", "--wheels"], check=True)
    (archive,) = (ROOT / "dist").glob("isoloir-kit-*.tar.gz")
    place = tmp_path_factory.mktemp("kit")
    with tarfile.open(archive) as tar:
        tar.extractall(place, filter="data")
    return place / "isoloir-kit"


def cut_off(command: Sequence[str], more: Mapping[str, str], text: str) -> str:
    """Runs a command as an installation does, with no network and no settings of this machine."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environ["PIP_CONFIG_FILE"] = os.devnull
    return run_for_real(environ)([*NO_NETWORK, *command], more, text)


def test_there_is_no_network() -> None:
    connect = "import socket; socket.create_connection(('192.0.2.1', 443), 1)"
    with pytest.raises(InstallError, match="Network is unreachable"):
        cut_off([sys.executable, "-c", connect], {}, "")


@pytest.mark.parametrize(("lock", "program"), [
    ("collector.txt", "isoloir-collector"), ("kiosk.txt", "isoloir-kiosk"),
])  # fmt: skip
def test_it_installs_from_what_is_in_it(kit: Path, tmp_path: Path, lock: str, program: str) -> None:
    wanted = Program(kit / "deploy/lock" / lock, find_wheel(kit), kit / "wheels")
    assert install(Machine(tmp_path, cut_off), wanted)
    command = tmp_path / "opt/isoloir/venv/bin" / program
    said = cut_off([str(command), "--help"], {}, "")
    assert f"Usage: {program}" in said


def test_what_was_packed_is_what_is_unpacked(kit: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=kit, check=True)
    assert (kit / "install").stat().st_mode & 0o111
