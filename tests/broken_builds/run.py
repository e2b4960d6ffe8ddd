"""Breaks the build on purpose, promise by promise, and sees the tests fail.

`python -m tests.broken_builds.run [NAME …]` copies the sources to a temporary directory, applies
one break, runs the tests that hold the promise, and expects them to fail (on the sound sources they
pass: that is the suite itself). A break whose text is no longer in its file is an error: it must be
rewritten with the code it breaks. `test_broken_builds.py` runs it in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.broken_builds.breaks import BREAKS, Break

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("kiosk", "collector", "shared", "deploy", "tests", "pyproject.toml", "README.md")
_FETCHED = "deploy/build/node_modules"
_NOT_COPIED = ("node_modules", "pictures")
"""A hundred megabytes that no break changes and no test writes to."""

_WITHOUT = [f"-pno:{plugin}" for plugin in ("cacheprovider", "schemathesis", "anyio")]
"""Of no use to these tests; the last two take longer to start than most of them to fail."""

_TESTS_FAILED = 1


class StaleBreak(Exception):
    """A break that no longer fits the code it is to break."""


def copy_sources(to: Path) -> None:
    """Copy what the tests need, with what is compiled and built already.

    What is compiled holds for a source of the same size and time: a broken one is compiled anew.
    """
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        else:
            shutil.copy(source, to / name)
    (to / _FETCHED).symlink_to(ROOT / _FETCHED)


def apply(each: Break, root: Path) -> None:
    """Break the copy.

    Raises:
        StaleBreak: the text to replace does not stand exactly once in its file.
    """
    path = root / each.path
    text = path.read_text(encoding="utf-8")
    if not fits(each):
        raise StaleBreak(f"{each.name}: the text to break is not once in {each.path}")
    path.write_text(text.replace(each.sound, each.broken), encoding="utf-8")


def fits(each: Break) -> bool:
    """Whether a break still fits the sources: its text stands exactly once in its file."""
    path = ROOT / each.path
    return path.is_file() and path.read_text(encoding="utf-8").count(each.sound) == 1


def run_tests(tests: Sequence[str], root: Path) -> subprocess.CompletedProcess[str]:
    """Run these tests on the copy, stopping at the first failure."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *_WITHOUT, *tests]
    environment = {
        **os.environ,
        "ISOLOIR_HYPOTHESIS": "isoloir-broken",
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def is_noticed(each: Break) -> tuple[bool, str]:
    """Whether the promise's tests fail on the broken copy, and what pytest said."""
    with tempfile.TemporaryDirectory(prefix="isoloir-broken-") as directory:
        root = Path(directory) / "isoloir"
        root.mkdir()
        copy_sources(root)
        apply(each, root)
        done = run_tests(each.tests, root)
        return done.returncode == _TESTS_FAILED, done.stdout[-2000:] + done.stderr[-1000:]


def main(names: Sequence[str]) -> int:
    """Try the named breaks, or all; 0 when every one of them is noticed."""
    chosen = [each for each in BREAKS if not names or each.name in names]
    missed = 0
    for each in chosen:
        noticed, said = is_noticed(each)
        missed += not noticed
        word = "noticed" if noticed else "NOT NOTICED"
        print(f"promise {each.promise}  {word:12} {each.name}")  # noqa: T201
        if not noticed:
            print(said)  # noqa: T201
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
