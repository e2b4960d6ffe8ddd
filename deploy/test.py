"""Runs everything that must hold before a change lands: lint, format, types and all tests.

    python3 deploy/test.py                     everything
    python3 deploy/test.py tests/shared -x     other arguments go to pytest

Installs what it needs first: a virtual environment, and Debian's chromium by apt when it can. The
exit code is the worst of the parts'.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.bootstrap import Needs, install_with_apt, prepare, run_as_command

CHECKS = {
    "types": ["mypy", "--no-error-summary"],
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
}
"""The longest first: they run side by side."""

SUPPLY = ["deploy.sbom", "deploy.audit"]
"""What CI makes of the locks: the bill of materials, and what is known against its parts."""

MOST_PROCESSES = 8
"""Each starts a PostgreSQL and a browser of its own: more want more memory than they save time."""

BROWSER = ["chromium", "chromium-sandbox", "fonts-noto-core", "fonts-droid-fallback"]
"""The browser that the tests drive, and letters for every language of the survey."""

PROXY = ["nginx-light"]
"""The proxy that stands before a relay; the tests start their own, never the system's."""


def main() -> int:
    """Set up, run the checks and then the tests; return the worst exit code."""
    python = prepare(Needs.TEST)
    if not shutil.which("chromium"):
        install_with_apt(BROWSER, "to test in a browser", print)
    if not any(map(shutil.which, ("nginx", "/usr/sbin/nginx"))):
        install_with_apt(PROXY, "to test behind a proxy", print)
    checks = CHECKS | ({name: [name] for name in SUPPLY} if os.environ.get("CI") else {})
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = pool.map(lambda command: _checked(python, *command), checks.values())
        codes = dict(zip(checks, done, strict=True))
    failed = [name for name, code in codes.items() if code]
    # pytest's own summary repeats this, so that its last lines tell the whole of the run.
    os.environ["ISOLOIR_FAILED_CHECKS"] = " ".join(failed)
    return max(_run(python, "pytest", *_spread(sys.argv[1:]), *sys.argv[1:]), *codes.values())


def _spread(arguments: list[str]) -> list[str]:
    """Have all processors run tests, a file's tests in order in one process.

    One process more than there are processors: tests wait for browsers, disks and programs. The
    longest files come first, as tests/conftest.py orders them, so that none is left for the end.
    Not where some tests are named: starting the processes would take longer than running those.
    """
    if any((ROOT / each.partition("::")[0]).exists() for each in arguments):
        return []
    processes = min((os.cpu_count() or 1) + 1, MOST_PROCESSES)
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"]


def _checked(python: Path, *command: str) -> int:
    """Run a check and show what it said in one piece, since others run at the same time."""
    done = subprocess.run(
        [python, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"== {' '.join(command)}", done.stdout, sep="\n", end="", flush=True)
    return abs(done.returncode)


def _run(python: Path, module: str, *arguments: str) -> int:
    print(f"== {module} {' '.join(arguments)}", flush=True)
    # A negative code is the signal that ended the part: a failure like any other.
    return abs(subprocess.run([python, "-m", module, *arguments], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    sys.exit(run_as_command(main))
