"""A small survey in two languages, spoken once by the real espeak-ng."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.speech.engines import Espeak
from collector.speech.rendering import Speaker, Spoken
from collector.speech.shelf import Shelf
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
