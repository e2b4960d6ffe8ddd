"""Authoring of surveys: the file an administrator writes, and the default questionnaire.

`reader` turns a YAML file into a checked `shared.survey.Survey`, or says every mistake with its
line and its fix; `default.yaml` is the questionnaire a Caf starts from. README.md beside this
file explains the format.
"""

from __future__ import annotations

from importlib import resources

from collector.surveys.reader import SurveyFileMistakes, read_survey, read_survey_file
from shared.survey import Survey

__all__ = [
    "SurveyFileMistakes",
    "default_survey",
    "default_survey_file",
    "read_survey",
    "read_survey_file",
]


def default_survey_file() -> bytes:
    """The default questionnaire's file, for a Caf to start its own from."""
    return resources.files(__name__).joinpath("default.yaml").read_bytes()


def default_survey() -> Survey:
    """The questionnaire that is published when a Caf has not written its own."""
    return read_survey(default_survey_file())
