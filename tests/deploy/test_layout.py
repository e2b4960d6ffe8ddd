"""The top level of the repository holds the rooms and nothing else (DESIGN.md, section 4)."""

from __future__ import annotations

import re
import subprocess

from deploy.bootstrap import ROOT

TOP_LEVEL = {"kiosk", "collector", "shared", "deploy", "tests", "pyproject.toml", "README.md"}


def tracked_files() -> list[str]:
    """Return every file that git keeps, with its path from the root."""
    command = ["git", "-C", str(ROOT), "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\0").split("\0")


def test_the_top_level_is_the_imposed_one() -> None:
    names = {path.split("/")[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_nothing_that_the_build_makes_is_kept() -> None:
    made = [
        path
        for path in tracked_files()
        if "/vendor/" in path or "node_modules" in path or path.endswith((".mo", ".min.js"))
    ]
    assert made == []


def test_no_file_keeps_both_sides_of_a_merge() -> None:
    files = (ROOT / path for path in tracked_files())
    marked = [
        str(each)
        for each in files
        if each.suffix not in (".svg", ".png")
        and re.search(rb"^(<{7}|>{7}) ", each.read_bytes(), re.MULTILINE)
    ]
    assert marked == []


def test_ci_runs_the_one_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "export CI=true" in script
    assert "python3 deploy/test.py" in script
