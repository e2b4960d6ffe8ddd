"""The environment is reused while it is right, made anew when it is not, and never half trusted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import venv
from pathlib import Path

import pytest

from deploy import bootstrap
from deploy.bootstrap import (
    ROOT,
    STAMP,
    Needs,
    SetUpError,
    Stamp,
    packages_digest,
    prepare,
    project_digest,
    python_of,
    read_stamp,
)

STAMPED = Stamp(Needs.COLLECTOR, "a" * 64, "b" * 64)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A real environment with a stamp; a `pip` that installs nothing stands for the packages."""
    directory = tmp_path / "venv"
    venv.create(directory, symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    pip = directory / "lib" / version / "site-packages" / "pip.py"
    pip.write_text('if __name__ == "__main__": raise SystemExit("nothing reached")')
    bootstrap._write_stamp(directory, STAMPED)
    return directory


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the files that an environment is made from, with one catalogue."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "deploy", root / "deploy", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "pyproject.toml", root)
    catalogue = root / "kiosk/translations/fr/LC_MESSAGES/messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid ""\nmsgstr ""\n')
    return root


def test_a_good_environment_is_recognised_by_its_stamp(environment: Path) -> None:
    assert read_stamp(environment) == STAMPED


def test_an_environment_without_a_stamp_is_not_trusted(environment: Path) -> None:
    (environment / STAMP).unlink()
    assert read_stamp(environment) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"needs": 1}', '{"needs": 9}'])
def test_an_unreadable_stamp_is_not_trusted(environment: Path, text: str) -> None:
    (environment / STAMP).write_text(text)
    assert read_stamp(environment) is None


def test_a_stamp_that_was_not_finished_leaves_the_one_before(environment: Path) -> None:
    (environment / f"{STAMP}.new").write_text('{"needs"')
    assert read_stamp(environment) == STAMPED


def test_an_environment_whose_python_is_gone_is_not_trusted(environment: Path) -> None:
    for python in (environment / "bin").glob("python*"):
        python.unlink()
    python_of(environment).symlink_to(environment / "gone")
    assert read_stamp(environment) is None


def test_an_environment_whose_python_lost_its_packages_is_not_trusted(environment: Path) -> None:
    """As when the system's Python moved from 3.11 to 3.13 under it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (environment / "lib" / version).rename(environment / "lib" / "python3.1")
    assert read_stamp(environment) is None


@pytest.mark.parametrize(
    "changed",
    [
        "pyproject.toml",
        "deploy/build/hook.py",
        "deploy/build/package.json",
        "deploy/build/package-lock.json",
        "kiosk/translations/fr/LC_MESSAGES/messages.po",
    ],
)
def test_a_changed_build_input_installs_the_project_again(checkout: Path, changed: str) -> None:
    before = project_digest(checkout)
    with (checkout / changed).open("a") as file:
        file.write("\n")
    assert project_digest(checkout) != before


def test_a_new_catalogue_installs_the_project_again(checkout: Path) -> None:
    before = project_digest(checkout)
    new = checkout / "collector/translations/fr/LC_MESSAGES/messages.po"
    new.parent.mkdir(parents=True)
    new.touch()
    assert project_digest(checkout) != before


def test_a_moved_checkout_installs_the_project_again(checkout: Path) -> None:
    before = project_digest(checkout)
    assert project_digest(checkout.rename(checkout.with_name("moved"))) != before


@pytest.mark.parametrize("needs", Needs)
@pytest.mark.parametrize("changed", ["build", "own"])
def test_a_changed_lock_makes_the_environment_anew(
    checkout: Path, needs: Needs, changed: str
) -> None:
    before = packages_digest(checkout, needs, checkout / ".venv")
    lock = needs.lock if changed == "own" else "deploy/lock/build.txt"
    with (checkout / lock).open("a") as file:
        file.write("\n")
    assert packages_digest(checkout, needs, checkout / ".venv") != before


def test_changed_sources_change_neither_digest(checkout: Path) -> None:
    before = project_digest(checkout), packages_digest(checkout, Needs.TEST, checkout)
    (checkout / "kiosk" / "spool.py").write_text("# new")
    after = project_digest(checkout), packages_digest(checkout, Needs.TEST, checkout)
    assert after == before


def test_a_directory_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("ten years of work")
    with pytest.raises(SetUpError, match="holds something else"):
        prepare(Needs.KIOSK, tmp_path, print)
    assert (tmp_path / "thesis.odt").read_text() == "ten years of work"


def test_a_python_without_ensurepip_and_no_apt_says_the_one_command(tmp_path: Path) -> None:
    script = f"""
import sys
sys.path[0] = {str(ROOT)!r}
sys.modules["ensurepip"] = None
from pathlib import Path
from deploy.bootstrap import Needs, prepare, run_as_command
target = Path({str(tmp_path / "venv")!r})
sys.exit(run_as_command(lambda: 0 if prepare(Needs.KIOSK, target) else 0))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_failed_step_shows_what_was_said_and_is_not_stamped_as_done(
    environment: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetUpError, match="pip could not install"):
        bootstrap._install_project(environment, STAMPED, "c" * 64)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "nothing reached\n")
    stamp = read_stamp(environment)
    assert stamp is not None
    assert stamp.project == ""


def test_two_commands_at_once_take_turns(tmp_path: Path) -> None:
    target = tmp_path / "venv"
    order: list[str] = []
    waiting = threading.Event()

    def say(line: str) -> None:
        order.append(line.partition(" ")[0])
        waiting.set()

    def second() -> None:
        with bootstrap._only_one(target, say):
            order.append("second")

    thread = threading.Thread(target=second)
    with bootstrap._only_one(target, say):
        thread.start()
        assert waiting.wait(timeout=60)
        order.append("first ends")
    thread.join(timeout=60)
    assert order == ["Waiting", "first ends", "second"]


def test_the_lock_of_a_killed_command_does_not_stay(tmp_path: Path) -> None:
    target = tmp_path / "venv"
    script = f"""
import sys, os, signal
sys.path[0] = {str(ROOT)!r}
from pathlib import Path
from deploy import bootstrap
with bootstrap._only_one(Path({str(target)!r}), print):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False)
    assert done.returncode == -9
    said: list[str] = []
    with bootstrap._only_one(target, said.append):
        assert said == []
