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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.bootstrap import Needs, install_with_apt, prepare, run_as_command

CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
}

BROWSER = ["chromium", "chromium-sandbox", "fonts-noto-core", "fonts-droid-fallback"]
"""The browser that the tests drive, and letters for every language of the survey."""


def main() -> int:
    """Set up, run the checks and then the tests; return the worst exit code."""
    python = prepare(Needs.TEST)
    if not shutil.which("chromium"):
        install_with_apt(BROWSER, "to test in a browser", print)
    codes = {name: _run(python, *command) for name, command in CHECKS.items()}
    failed = [name for name, code in codes.items() if code]
    # pytest's own summary repeats this, so that its last lines tell the whole of the run.
    os.environ["ISOLOIR_FAILED_CHECKS"] = " ".join(failed)
    return max(_run(python, "pytest", *sys.argv[1:]), *codes.values())


def _run(python: Path, module: str, *arguments: str) -> int:
    print(f"== {module} {' '.join(arguments)}", flush=True)
    # A negative code is the signal that ended the part: a failure like any other.
    return abs(subprocess.run([python, "-m", module, *arguments], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    sys.exit(run_as_command(main))
