"""A voice by the commands: the script, a person's recordings, and what is still silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collector.speech.parts import recording
from tests.support.served import Installation

pytestmark = pytest.mark.slow

SURVEY = """
id: tiny
version: 1
languages: [fr]
title: {fr: Avis}
questions:
  - id: overall
    kind: one
    labels: {fr: "Comment ?"}
    options:
      - {id: bad, labels: {fr: Mal}}
      - {id: good, labels: {fr: Bien}}
"""


@pytest.fixture
def made(tmp_path: Path) -> Installation:
    """A collector with a silent survey beside the default one."""
    directory = tmp_path / "collector"
    installation = Installation(directory, f"sqlite:///{directory / 'collector.db'}")
    installation.run("init")
    file = tmp_path / "survey.yaml"
    file.write_text(SURVEY, encoding="utf-8")
    installation.run("survey", "publish", str(file), "--silent")
    return installation


def script(made: Installation) -> dict[str, str]:
    """What there is to record: name → text."""
    lines = made.run("survey", "speak", "tiny", "--script", "fr").stdout.splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {text: name for name, text in pairs}


def test_a_person_can_give_the_whole_survey_a_voice(made: Installation, tmp_path: Path) -> None:
    done = made.run("survey", "speak", "--check", code=1)
    assert "tiny fr: 1 : Mal" in done.stdout.splitlines()
    names = script(made)
    assert {"Comment ?", "1 : Mal", "2 : Bien", "Merci !", "Question 1."} <= set(names)
    sound = recording(0.2, rate=16_000)
    for name in names.values():
        (tmp_path / f"{name}-voix.wav").write_bytes(sound)
    answer = made.ask("survey", "speak", "tiny", "--recordings", str(tmp_path))
    assert list(answer) == ["tiny"]
    tiny = answer["tiny"]
    assert (tiny["silent"], tiny["problem"]) == ({}, None)
    assert tiny["recorded"] == tiny["made"] > 90
    made.run("survey", "speak", "tiny", "--check")
    still = made.run("survey", "speak", "--check", code=1).stdout
    assert "tiny" not in still
    assert "caf-default en: " in still


def test_a_language_that_no_survey_has_has_no_script(made: Installation) -> None:
    done = made.run("survey", "speak", "--script", "sw", code=1)
    assert "sw" in done.stderr
