"""Remakes the locks beside this file from pyproject.toml.

    python deploy/lock/update.py             what pyproject.toml asks now; keeps every pin it can
    python deploy/lock/update.py --upgrade   the newest versions that pyproject.toml allows

Each lock pins every package with the SHA-256 of all its files, for any supported Python and any
platform (uv resolves for all of them at once and writes the markers). `kiosk`, `collector` and
`test` each hold the one before; `speech` adds to `collector` what has texts spoken (its `ttspico`
is compiled as it is installed); `build` holds what makes the package; `update` holds the tool that
this script runs. A lock names no index: the one configured on the machine serves it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
PYPROJECT = LOCKS.parents[1] / "pyproject.toml"
# Widest first: the narrower ones are held to its versions.
EXTRAS = {"test": ("collector", "test"), "collector": ("collector",), "kiosk": ()}
UV = "uv>=0.13,<0.14"


def main() -> int:
    """Remake every lock; return the exit code."""
    parser = argparse.ArgumentParser(description="Remake the locks from pyproject.toml.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    with tempfile.TemporaryDirectory() as directory:
        uv = _install_uv(Path(directory))
        build = Path(directory, "build.in")
        build.write_text("\n".join(read_build_requirements(PYPROJECT)))
        widest = LOCKS / "test.txt"
        for name, extras in EXTRAS.items():
            chosen = [f"--extra={extra}" for extra in extras]
            held = [f"--constraint={build}", *upgrade] if name == "test" else [f"-c{widest}"]
            _compile(uv, name, [str(PYPROJECT), *chosen, *held])
        speech = ["--extra=collector", "--extra=speech", f"-c{widest}", *upgrade]
        _compile(uv, "speech", [str(PYPROJECT), *speech])
        _compile(uv, "build", [str(build), f"-c{widest}", *upgrade])
        _compile(uv, "update", ["-", *upgrade], UV)
    return 0


def read_build_requirements(pyproject: Path) -> list[str]:
    """Return what building the package requires, as pyproject.toml pins it."""
    requirements: list[str] = tomllib.loads(pyproject.read_text())["build-system"]["requires"]
    return requirements


def _install_uv(directory: Path) -> Path:
    """Install the locked uv (the first time: any of the allowed range) and return its path."""
    venv.create(directory, with_pip=True)
    lock = LOCKS / "update.txt"
    wanted = ["--require-hashes", "-r", str(lock)] if lock.exists() else [UV]
    binaries = directory / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet", *wanted], check=True)
    return binaries / "uv"


def _compile(uv: Path, name: str, arguments: list[str], source: str | None = None) -> None:
    print(f"Resolving {name}.txt")
    settings = ["--no-config", "--universal", "--python-version=3.11", "--generate-hashes"]
    output = ["--no-header", "--no-annotate", "--quiet", f"--output-file={LOCKS / (name + '.txt')}"]
    subprocess.run(
        [uv, "pip", "compile", *settings, *output, *arguments], input=source, text=True, check=True
    )


if __name__ == "__main__":
    sys.exit(main())
