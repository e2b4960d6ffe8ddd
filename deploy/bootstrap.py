"""Makes the virtual environment that the set-up commands run in, and reuses it while it is right.

    from deploy.bootstrap import Needs, prepare
    python = prepare(Needs.COLLECTOR)       # the path of the environment's interpreter

Needs only Python 3.11's standard library. The locked requirements are installed with their hashes,
then the project itself, editable. A stamp inside the environment records the digests of what it was
made from and is written last, so an environment that was left half made is never taken for a good
one. The environment may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from deploy import sessions

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that this file is part of."""

STAMP = "isoloir.json"
"""Name of the stamp inside an environment."""

Say = Callable[[str], None]
"""Where progress goes, one line a step."""


class SetUpError(Exception):
    """The set-up cannot go on; the message is one line a person can act on."""


class Needs(enum.IntEnum):
    """How much an environment holds; each holds the one before."""

    KIOSK = 0
    COLLECTOR = 1
    TEST = 2

    @property
    def lock(self) -> str:
        """Path of the lock, from the root of the checkout."""
        return f"deploy/lock/{self.name.lower()}.txt"


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from: digests in hex, empty for a part not there yet."""

    needs: Needs
    packages: str = ""
    project: str = ""


def prepare(needs: Needs, venv: Path | None = None, say: Say | None = None) -> Path:
    """Make or reuse the environment and return its Python.

    `venv` is the environment's directory, `.venv` in the checkout unless given; `say` gets the
    progress lines, standard output unless given. Commands at the same time wait for each other.

    Raises:
        SetUpError: with what to do, when the machine lacks something or a step failed.
    """
    if tuple(sys.version_info) < (3, 11):
        raise SetUpError(
            "Python 3.11 or newer is needed: run this command with one, as python3.11."
        )
    venv = venv or ROOT / ".venv"
    say = say or _say_at_once
    with _only_one(venv, say):
        return _prepare(needs, venv, say)


def run_as_command(command: Callable[[], int]) -> int:
    """Run a set-up command; turn its `SetUpError` or Ctrl-C into one line and an exit code."""
    try:
        return command()
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return 130


def read_stamp(venv: Path) -> Stamp | None:
    """Return the stamp of an environment that still runs; None for one that must be made anew."""
    try:
        fields = json.loads((venv / STAMP).read_text())
        stamp = Stamp(Needs(fields["needs"]), fields["packages"], fields["project"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return stamp if _runs(venv) else None


def packages_digest(root: Path, needs: Needs, venv: Path) -> str:
    """Digest of what the installed packages depend on: the locks, and where the environment is."""
    return _digest(root, ("deploy/lock/build.txt", needs.lock), str(venv.resolve()))


def project_digest(root: Path) -> str:
    """Digest of what installing the project itself depends on: its place and its build inputs."""
    files = ["pyproject.toml"]
    files += ["deploy/build/hook.py", "deploy/build/package.json", "deploy/build/package-lock.json"]
    sources = ["kiosk/phone_web/*.js"]
    sources += [f"{room}/translations/*/LC_MESSAGES/*.po" for room in ("kiosk", "collector")]
    for pattern in sources:
        files += sorted(file.relative_to(root).as_posix() for file in root.glob(pattern))
    return _digest(root, files, str(root))


def python_of(venv: Path) -> Path:
    """Return where an environment has its Python."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _prepare(needs: Needs, venv: Path, say: Say) -> Path:
    stamp = read_stamp(venv)
    needs = max(needs, stamp.needs) if stamp else needs
    packages, project = packages_digest(ROOT, needs, venv), project_digest(ROOT)
    if not stamp or (stamp.needs, stamp.packages) != (needs, packages):
        _make_venv(venv, say)
        say(f"[2/3] Installing the locked packages ({needs.lock}); a minute or so the first time")
        stamp = _install_packages(venv, Stamp(needs, packages))
    if stamp.project != project or not _parts_are_there(ROOT):
        say("[3/3] Installing Isoloir itself, with its page parts")
        _install_project(venv, stamp, project)
    return python_of(venv)


def _install_packages(venv: Path, stamp: Stamp) -> Stamp:
    locks = ["-r", str(ROOT / "deploy/lock/build.txt"), "-r", str(ROOT / stamp.needs.lock)]
    _pip(venv, "--require-hashes", *locks)
    return _write_stamp(venv, stamp)


def _install_project(venv: Path, stamp: Stamp, project: str) -> None:
    _write_stamp(venv, replace(stamp, project=""))
    _pip(venv, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    _write_stamp(venv, replace(stamp, project=project))


def _make_venv(venv: Path, say: Say) -> None:
    if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise SetUpError(f"{venv} holds something else: name another directory, or empty this one.")
    _ensure_venv_module(say)
    say(f"[1/3] Making a virtual environment in {venv}")
    shutil.rmtree(venv, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(venv)], "Python could not make the environment.")


def _ensure_venv_module(say: Say) -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    if _has_venv_module():
        return
    install_with_apt([f"python3.{sys.version_info.minor}-venv"], "to make the environment", say)
    importlib.invalidate_caches()
    if not _has_venv_module():
        raise SetUpError(
            f"{sys.executable} has no ensurepip: run this command with another Python."
        )


def _has_venv_module() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def install_with_apt(packages: Sequence[str], purpose: str, say: Say) -> None:
    """Install Debian packages when root can; `purpose` says what for ("to …").

    Raises:
        SetUpError: with the one command to run, when not root or without apt.
    """
    wanted = " ".join(packages)
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetUpError(
            f"A part is missing {purpose}: run `sudo apt-get install {wanted}`, then this again."
        )
    say(f"Installing {wanted} with apt ({purpose})")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patient = ["-o", "DPkg::Lock::Timeout=300"]
    install = ["apt-get", "install", *patient, "--yes", "--no-install-recommends", *packages]
    # A new machine's lists may be empty or old: look again before giving up.
    if subprocess.run(install, env=environment, capture_output=True, check=False).returncode:
        _run(["apt-get", "update"], "apt could not read its package lists.", environment)
        _run(install, f"apt could not install {wanted}.", environment)


def _pip(venv: Path, *arguments: str) -> None:
    settings = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [str(python_of(venv)), "-m", "pip", "install", *settings, *arguments]
    _run(command, "pip could not install: see what it says above, then run this again.")


def _run(command: Sequence[str], failure: str, environment: dict[str, str] | None = None) -> None:
    """Run quietly; on failure show the end of what the command said, then `failure`."""
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = sessions.start(command, env=environment, **said)
    try:
        output, _ = process.communicate()
    except BaseException:
        sessions.end(process)
        raise
    if process.returncode:
        print(*output.decode(errors="replace").splitlines()[-20:], sep="\n", file=sys.stderr)
        raise SetUpError(failure)


def _runs(venv: Path) -> bool:
    """Tell whether the environment's Python starts: it does not after the system's was removed."""
    try:
        check = [str(python_of(venv)), "-c", "import pip"]
        return subprocess.run(check, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _parts_are_there(root: Path) -> bool:
    """Tell whether what the build made is still in the checkout (`git clean` removes it)."""
    static = root / "kiosk" / "static"
    made = [static / "vendor" / "htmx.min.js", static / "built" / "phone-worker.js"]
    catalogues = (root / "kiosk" / "translations").glob("*/LC_MESSAGES/*.po")
    made += [file.with_suffix(".mo") for file in catalogues]
    return all(file.exists() for file in made)


def _write_stamp(venv: Path, stamp: Stamp) -> Stamp:
    unfinished = venv / f"{STAMP}.new"
    unfinished.write_text(json.dumps(asdict(stamp)))
    unfinished.replace(venv / STAMP)
    return stamp


def _digest(root: Path, files: Iterable[str], *more: str) -> str:
    digest = hashlib.sha256(repr(more).encode())
    for name in files:
        digest.update(name.encode() + hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()


@contextlib.contextmanager
def _only_one(venv: Path, say: Say) -> Iterator[None]:
    """Hold the lock beside the environment; the system frees it even if this process is killed."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    venv.parent.mkdir(parents=True, exist_ok=True)
    with venv.with_name(venv.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another command that is setting up {venv}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say_at_once(line: str) -> None:
    print(line, flush=True)
