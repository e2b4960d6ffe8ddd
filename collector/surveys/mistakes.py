"""A mistake at its line, and what PyYAML's syntax errors mean to someone who writes a survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import yaml


@dataclass(frozen=True, slots=True, order=True)
class LineMistake:
    """One mistake in a file: line and column from 1, what is wrong, and the fix."""

    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}; {self.fix}"


class FileMistakes(Exception):
    """What keeps a file from being read at all."""

    def __init__(self, *mistakes: LineMistake) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes


class _Meaning(NamedTuple):
    part: str
    """Part of PyYAML's problem or context that this explains."""
    message: str
    fix: str
    at_start: bool = False
    """Whether the mistake is where the quote or bracket opened, not where reading stopped."""


_QUOTE: Final = "put the text between double quotes"

_MEANINGS: Final = (
    _Meaning(
        "mapping values are not allowed",
        "a colon stands where no field can begin",
        f"if it belongs to the text, {_QUOTE}, otherwise align this line with its neighbours",
    ),
    _Meaning(
        "could not find expected ':'",
        "this line is neither a field nor an entry of a list",
        "write a colon and a space after the field's name",
        at_start=True,
    ),
    _Meaning("escape", "a backslash in double quotes", "write two backslashes"),
    _Meaning(
        "quoted scalar",
        "the quote that opens here is not closed",
        "write the same quote at the end of the text",
        at_start=True,
    ),
    _Meaning(
        "flow sequence",
        "the bracket [ that opens here is not closed",
        "write ] after the last entry, with commas between entries",
        at_start=True,
    ),
    _Meaning(
        "flow mapping",
        "the brace { that opens here is not closed, or a text inside holds a colon",
        "write } after the last field, and put texts with , or : between double quotes",
        at_start=True,
    ),
    _Meaning(
        "found '<scalar>'",
        "there is text after a closing quote or bracket",
        "put the whole text between double quotes, and write ' for an apostrophe",
    ),
    _Meaning(
        "<block end>",
        "this line is not indented like its neighbours",
        "align it with the fields or dashes of the same block",
    ),
    _Meaning(
        "sequence entries are not allowed",
        "a list cannot begin on the line of its field",
        "write the first dash on a line of its own",
    ),
    _Meaning("that cannot start any token", "a text cannot begin with this character", _QUOTE),
    _Meaning(
        "expected alphabetic or numeric character",
        "a text cannot begin with * or &",
        _QUOTE,
        at_start=True,
    ),
    _Meaning("tag", "a text cannot begin with !", _QUOTE, at_start=True),
    _Meaning("block scalar", "a text cannot begin with | or >", _QUOTE, at_start=True),
    _Meaning("mapping keys are not allowed", "a text cannot begin with ? and a space", _QUOTE),
    _Meaning("expected the node content", "a text cannot begin with this character", _QUOTE),
    _Meaning(
        "another document",
        "a second survey begins here",
        "remove the line ---, one file holds one survey",
    ),
    _Meaning("document start", "a line cannot begin with %", "remove this line"),
    _Meaning("directive", "a line cannot begin with %", "remove this line"),
)


def syntax_mistake(error: yaml.YAMLError, text: str) -> LineMistake:
    """What a syntax error of PyYAML means, where it is in `text` and how to correct it."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        return LineMistake(line, column, "there is an invisible control character", "delete it")
    problem, context = getattr(error, "problem", None) or "", getattr(error, "context", None) or ""
    meaning = next(
        (each for each in _MEANINGS if each.part in problem or each.part in context),
        _Meaning("", problem or "this is not YAML", "check quotes, colons and indentation here"),
    )
    stopped = getattr(error, "problem_mark", None)
    started = getattr(error, "context_mark", None)
    mark = (started if meaning.at_start else stopped) or stopped or started
    if mark is None:
        return LineMistake(1, 1, meaning.message, meaning.fix)
    return LineMistake(mark.line + 1, mark.column + 1, meaning.message, meaning.fix)
