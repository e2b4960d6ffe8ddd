"""The set-up of a role: complete on a bare machine, idle on one that is right, gone when told."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path

import pytest

from deploy import kit
from deploy.bootstrap import ROOT
from deploy.installing import overlay, program
from deploy.installing.machine import InstallError, Machine
from deploy.installing.roles import NAMES, role
from deploy.installing.steps import Kit, install, remove
from tests.deploy.installing.pretend import Pretended, pretend_machine

WHEEL = "isoloir-1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit, unpacked, with a wheel that is none."""
    place = tmp_path_factory.mktemp("kit")
    (place / "made/dist").mkdir(parents=True)
    (place / "made/dist" / WHEEL).write_bytes(b"wheel")
    archive = kit.pack(place / "made", place / "dist")
    with tarfile.open(archive) as tar:
        tar.extractall(place, filter="data")
    return place / kit.NAME


@pytest.fixture
def there(tmp_path: Path) -> Pretended:
    return pretend_machine(tmp_path / "root")


def passphrase_place(machine: Machine) -> None:
    """What systemd-tmpfiles would have made."""
    machine.path("/etc/isoloir/keys").mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_bare_machine_gets_all_of_a_role(there: Pretended, packed: Path, name: str) -> None:
    passphrase_place(there.machine)
    assert install(there.machine, name, Kit(packed))
    wanted = role(name, "13")
    assert there.packages == set(wanted.packages)
    (locked, own, *_) = there.told("python")
    assert "--require-hashes --only-binary=:all:" in locked
    assert str(packed / "deploy/lock" / wanted.lock) in locked
    assert own.endswith(f"--no-deps --no-index {packed / 'dist' / WHEEL}")
    for each in overlay.wanted_files(packed / "deploy" / folder for folder in wanted.folders):
        assert there.machine.path(each.name).read_bytes() == each.data
    systemctl = there.told("systemctl")
    assert f"systemctl enable {' '.join(wanted.units)}" in systemctl
    assert systemctl[-1] == f"systemctl start {' '.join(wanted.units)}"


@pytest.mark.parametrize("name", NAMES)
def test_running_it_again_installs_and_restarts_nothing(
    there: Pretended, packed: Path, name: str
) -> None:
    passphrase_place(there.machine)
    install(there.machine, name, Kit(packed))
    there.commands.clear()
    assert not install(there.machine, name, Kit(packed))
    assert there.told("apt-get") == there.told("python") == []
    assert not [each for each in there.told("systemctl") if "restart" in each]


def test_a_newer_wheel_is_installed_beside_the_old_one_then_replaces_it(
    there: Pretended, packed: Path, tmp_path: Path
) -> None:
    install(there.machine, "station", Kit(packed))
    link = there.machine.path("/opt/isoloir/venv")
    old = link.readlink()
    newer = tmp_path / "newer"
    shutil.copytree(packed, newer)
    (newer / "dist" / WHEEL).write_bytes(b"newer")
    (newer / program.SUMS).unlink()
    there.commands.clear()
    assert install(there.machine, "station", Kit(newer))
    assert link.readlink() != old
    assert sorted(path.name for path in link.parent.iterdir()) == sorted(
        [str(link.readlink()), "venv"]
    )
    assert any("try-restart isoloir-kiosk.service" in each for each in there.told("systemctl"))


def test_an_installation_that_failed_leaves_the_old_one_in_use(
    there: Pretended, packed: Path
) -> None:
    install(there.machine, "station", Kit(packed))
    link = there.machine.path("/opt/isoloir/venv")
    old = link.readlink()

    def fail(*_: object) -> str:
        raise InstallError("no network")

    lock = packed / "deploy/lock/collector.txt"
    broken = Machine(there.root, fail, there.said.append)
    with pytest.raises(InstallError):
        program.install(broken, program.Program(lock, packed / "dist" / WHEEL))
    assert link.readlink() == old
    assert (link.parent / old / "complete").exists()


def test_a_wheel_that_is_not_the_one_packed_is_refused(
    there: Pretended, packed: Path, tmp_path: Path
) -> None:
    altered = tmp_path / "altered"
    shutil.copytree(packed, altered)
    (altered / "dist" / WHEEL).write_bytes(b"something else")
    with pytest.raises(InstallError, match="not the one that was packed"):
        install(there.machine, "station", Kit(altered))
    assert there.commands == []


def test_without_an_index_packages_come_from_a_directory(there: Pretended, packed: Path) -> None:
    install(there.machine, "relay", Kit(packed, wheels=Path("/media/stick/wheels")))
    locked = there.told("python")[0]
    assert "--no-index --find-links /media/stick/wheels" in locked


def test_the_proxy_gets_the_site_s_name(there: Pretended, packed: Path) -> None:
    install(there.machine, "relay", Kit(packed, site="enquete.caf.fr"))
    text = there.machine.path("/etc/nginx/nginx.conf").read_text()
    assert "server_name enquete.caf.fr;" in text
    assert "enquete.example" not in text


def test_where_systemd_does_not_run_units_are_enabled_and_not_started(
    there: Pretended, packed: Path
) -> None:
    shutil.rmtree(there.root / "run")
    install(there.machine, "station", Kit(packed))
    told = there.told("systemctl")
    assert [each.split()[1] for each in told] == ["mask", "enable"]


@pytest.mark.parametrize(("system", "version"), [("debian", "11"), ("ubuntu", "24.04")])
def test_another_system_is_refused(tmp_path: Path, packed: Path, system: str, version: str) -> None:
    there = pretend_machine(tmp_path / "root", system=system, version=version)
    with pytest.raises(InstallError, match="Debian 12 and 13"):
        install(there.machine, "station", Kit(packed))
    assert there.commands == []


def test_on_debian_12_the_browser_is_shown_by_x(tmp_path: Path, packed: Path) -> None:
    there = pretend_machine(tmp_path / "root", version="12")
    install(there.machine, "station", Kit(packed))
    assert "cage" not in there.packages
    drop_in = "/usr/lib/systemd/system/isoloir-browser.service.d/x11.conf"
    assert "/usr/bin/xinit" in there.machine.path(drop_in).read_text()


def test_removing_keeps_data_and_settings(there: Pretended, packed: Path) -> None:
    bare = files(there.root)
    install(there.machine, "station", Kit(packed))
    data = there.machine.path("/var/lib/isoloir-kiosk/spool")
    data.parent.mkdir(parents=True)
    data.touch()
    remove(there.machine, "station", purge=False)
    assert files(there.root) - bare == {"etc/isoloir/kiosk.toml", "var/lib/isoloir-kiosk/spool"}
    assert any(each.startswith("systemctl disable --now") for each in there.commands)


def test_purging_asks_for_the_data_to_be_deleted_too(there: Pretended, packed: Path) -> None:
    bare = files(there.root)
    install(there.machine, "station", Kit(packed))
    remove(there.machine, "station", purge=True)
    assert files(there.root) == bare
    assert there.commands[-1] == f"rm -rf -- {there.root / 'var/lib/isoloir-kiosk'}"


def test_removing_one_role_leaves_the_other_whole(there: Pretended, packed: Path) -> None:
    install(there.machine, "relay", Kit(packed))
    before = files(there.root)
    install(there.machine, "station", Kit(packed))
    remove(there.machine, "station", purge=True)
    assert files(there.root) == before


def test_a_role_that_is_not_there_cannot_be_removed(there: Pretended) -> None:
    with pytest.raises(InstallError, match="no relay"):
        remove(there.machine, "relay", purge=True)


def test_the_kit_says_what_is_in_it(packed: Path) -> None:
    lines = (packed / program.SUMS).read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {path for path in files(packed) if path != program.SUMS}
    assert set(listed) == there
    for name in ("install", "deploy/install.py", f"dist/{WHEEL}", "deploy/lock/kiosk.txt"):
        assert listed[name] == hashlib.sha256((packed / name).read_bytes()).hexdigest()


def test_the_set_up_needs_the_standard_library_alone(packed: Path) -> None:
    modules = (packed / "deploy/installing").glob("*.py")
    text = "\n".join(path.read_text() for path in (packed / "deploy/install.py", *modules))
    for imported in (
        "import pytest",
        "import click",
        "from kiosk",
        "from shared",
        "from collector",
    ):
        assert imported not in text
    assert (ROOT / "deploy/installing/install.sh").read_bytes() == (packed / "install").read_bytes()


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}
