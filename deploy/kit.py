"""Packs what a technician takes to a machine: `dist/isoloir-kit-VERSION.tar.gz`.

    python3 deploy/kit.py              the wheel, the locks, the set-up, the proxies and the pages
    python3 deploy/kit.py --wheels     and every Python package, for machines without an index

On the machine: `tar xzf isoloir-kit-*.tar.gz && cd isoloir-kit && sudo ./install station`.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.bootstrap import Needs, prepare, run_as_command
from deploy.installing.program import SUMS

NAME: Final = "isoloir-kit"
PYTHONS: Final = ("3.11", "3.13")
"""Of Debian 12 and 13."""

_TREES: Final = (
    "deploy/common", "deploy/installing", "deploy/station", "deploy/collector", "deploy/relay",
    "deploy/proxy", "deploy/lock",
)  # fmt: skip
_FILES: Final = ("README.md", "deploy/README.md", "deploy/SETTINGS.md", "deploy/install.py")
_LEFT_OUT: Final = {"__pycache__", ".pyc"}


def main() -> int:
    """Pack; return the exit code."""
    parser = argparse.ArgumentParser(description="Pack the kit for technicians.")
    parser.add_argument("--wheels", action="store_true", help="with every Python package")
    chosen = parser.parse_args()
    python = prepare(Needs.KIOSK)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        build_wheel(python, place / "dist")
        if chosen.wheels:
            fetch_wheels(python, place / "wheels")
        print(pack(place, ROOT / "dist"))
    return 0


def build_wheel(python: Path, place: Path) -> None:
    """Build Isoloir's wheel into `place`, with the environment that has its build parts."""
    pip = [str(python), "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(place), str(ROOT)], check=True)


def fetch_wheels(python: Path, place: Path) -> None:
    """Download every package of the collector's lock, for each Python of Debian."""
    for version in PYTHONS:
        print(f"Fetching packages for Python {version}")
        pip = [str(python), "-m", "pip", "--quiet", "download", "--require-hashes", "--no-deps"]
        target = ["--only-binary=:all:", f"--python-version={version}", "--implementation=cp"]
        lock = ["-r", str(ROOT / "deploy/lock/collector.txt"), "--dest", str(place)]
        subprocess.run([*pip, *target, *lock], check=True)


def pack(made: Path, place: Path) -> Path:
    """Write the archive: what was made, and what the repository has for it; its path."""
    files = {path.relative_to(made).as_posix(): path for path in _all(made)}
    for tree in _TREES:
        files |= {path.relative_to(ROOT).as_posix(): path for path in _all(ROOT / tree)}
    files |= {name: ROOT / name for name in _FILES}
    files["install"] = ROOT / "deploy/installing/install.sh"
    (wheel,) = (made / "dist").glob("isoloir-*.whl")
    place.mkdir(exist_ok=True)
    archive = place / f"{NAME}-{wheel.name.split('-')[1]}.tar.gz"
    sums = made / SUMS
    sums.write_text("".join(f"{_sha256(files[name])}  {name}\n" for name in sorted(files)))
    with tarfile.open(archive, "w:gz") as tar:
        for name, path in sorted({**files, SUMS: sums}.items()):
            tar.add(path, f"{NAME}/{name}", filter=_root_s)
    return archive


def _all(tree: Path) -> Iterator[Path]:
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not _LEFT_OUT & {*path.parts, path.suffix}:
            yield path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _root_s(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    sys.exit(run_as_command(main))
