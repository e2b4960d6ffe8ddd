"""A small survey in two languages, spoken once by the real espeak-ng."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from collector.speech.engines import Espeak, Pico
from collector.speech.rendering import Speaker, Spoken
from collector.speech.shelf import Shelf
from deploy.bootstrap import ROOT
from shared.survey import Survey
from tests.collector.speech.parts import survey


@dataclass(frozen=True)
class Said:
    """What was spoken, and where it lies."""

    survey: Survey
    shelf: Shelf
    spoken: Spoken


@pytest.fixture(scope="session")
def voices() -> tuple[Espeak, ...]:
    """espeak-ng, which starts once in a process."""
    return (Espeak(),)


@pytest.fixture(scope="session")
def pico(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pico]:
    """SVOX Pico as the lock has it, compiled now where it is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        if not find_spec("ttspico"):
            if not which("cc"):
                pytest.skip("SVOX Pico needs a C compiler to be installed")
            directory = tmp_path_factory.mktemp("pico")
            install_pico(directory)
            patch.syspath_prepend(directory)
        yield Pico()


def install_pico(directory: Path) -> None:
    """Install the locked `ttspico`, and nothing else, into a directory."""
    lock = (ROOT / "deploy/lock/speech.txt").read_text(encoding="utf-8")
    entry = re.search(r"^ttspico==.*(?:\n    --hash.*)+", lock, flags=re.MULTILINE)
    assert entry
    requirement = directory / "pico.txt"
    requirement.write_text(entry[0], encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run(
        [*command, str(directory), "--require-hashes", "-r", str(requirement)], check=True
    )


@pytest.fixture(scope="session")
def said(voices: tuple[Espeak, ...], tmp_path_factory: pytest.TempPathFactory) -> Said:
    """The survey with every text spoken. Tests that change the shelf make their own."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    return Said(survey(), shelf, Speaker(shelf, engines=lambda: voices).speak(survey()))


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """An empty directory for recordings."""
    directory = tmp_path / "recordings"
    directory.mkdir()
    return directory
