"""The console scripts that the package promises lead to something."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint

import pytest

from deploy.bootstrap import ROOT

SCRIPTS: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]


@pytest.mark.parametrize("name", ["isoloir-kiosk", "isoloir-collector"])
def test_a_console_script_leads_to_a_command(name: str) -> None:
    assert callable(EntryPoint(name, SCRIPTS[name], "console_scripts").load())


@pytest.mark.parametrize("package", ["kiosk", "collector"])
def test_a_package_run_as_a_module_shows_its_help(package: str) -> None:
    command = [sys.executable, "-m", package, "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")
