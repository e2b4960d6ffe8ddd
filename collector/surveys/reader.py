"""From the YAML file an administrator writes to a checked survey, or to every mistake in it.

Three stages, each reporting all it finds before the next is tried: the bytes (size, UTF-8, tabs),
the YAML (`collector.surveys.tree`), the survey (`shared.survey_document`, whose paths become
lines here).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from collector.surveys.mistakes import FileMistakes, LineMistake
from collector.surveys.tree import Place, Tree, read_tree
from shared import limits
from shared.problems import SurveyProblem
from shared.survey import Survey
from shared.survey_document import Mistake, SurveyMistakes, survey_from_document

MISTAKES_SHOWN: Final = 50
"""Mistakes in the text of the problem: more than anyone corrects before trying again."""


class SurveyFileMistakes(SurveyProblem):
    """A survey file that cannot be used; its fact `mistakes` lists all that was found."""

    @property
    def mistakes(self) -> tuple[LineMistake, ...]:
        """All that was found, in the order of the file."""
        return tuple(LineMistake(**each) for each in self.facts["mistakes"])


def read_survey_file(path: Path) -> Survey:
    """Read a survey from its file.

    Raises:
        OSError: the file cannot be read.
        SurveyFileMistakes: `survey-invalid`, as `read_survey`.
    """
    with path.open("rb") as file:
        return read_survey(file.read(limits.MAX_SURVEY_BYTES + 1))


def read_survey(data: bytes) -> Survey:
    """Read a survey from the bytes of its YAML file.

    Raises:
        SurveyFileMistakes: `survey-invalid`, with every mistake's line, column and fix.
    """
    try:
        tree = read_tree(_text(data))
    except FileMistakes as found:
        raise _problem(found.mistakes) from found
    try:
        survey = survey_from_document(tree.document)
    except SurveyMistakes as found:
        raise _problem(
            (*tree.mistakes, *(_located(each, tree) for each in found.mistakes))
        ) from found
    if tree.mistakes:
        raise _problem(tree.mistakes)
    return survey


def _text(data: bytes) -> str:
    if len(data) > limits.MAX_SURVEY_BYTES:
        size = f"the file is larger than {limits.MAX_SURVEY_BYTES // 1024} KiB"
        raise FileMistakes(LineMistake(1, 1, size, "check that this is the survey file"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        fix = "save the file again with the encoding UTF-8"
        raise FileMistakes(LineMistake(line, column, "this is not UTF-8 text", fix)) from error
    tabs = [
        LineMistake(number, line.index("\t") + 1, "there is a tab", "replace it with spaces")
        for number, line in enumerate(text.split("\n"), start=1)
        if "\t" in line
    ]
    if tabs:
        raise FileMistakes(*tabs)
    return text


def _located(mistake: Mistake, tree: Tree) -> LineMistake:
    """The mistake at its line; a path that the file lacks is a missing field of its block."""
    path = mistake.path
    if path in tree.places or not path:
        place = tree.places.get(path, Place(1, 1))
        return LineMistake(*place, mistake.message, mistake.fix)
    message, fix = f"the field {str(path[-1])!r} is missing", f"add a line {path[-1]}: …"
    while path not in tree.places and path:
        path = path[:-1]
    return LineMistake(*tree.places.get(path, Place(1, 1)), message, fix)


def _problem(mistakes: Iterable[LineMistake]) -> SurveyFileMistakes:
    ordered = tuple(sorted(set(mistakes)))
    lines = [str(each) for each in ordered[:MISTAKES_SHOWN]]
    if len(ordered) > MISTAKES_SHOWN:
        lines.append(f"and {len(ordered) - MISTAKES_SHOWN} more")
    detail = lines[0] if len(lines) == 1 else "\n" + "\n".join(lines)
    facts = [asdict(each) for each in ordered]
    return SurveyFileMistakes("survey-invalid", detail, mistakes=facts)
