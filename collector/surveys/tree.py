"""From YAML text to plain values, each with its place in the file.

Every scalar is text, as YAML's failsafe schema has it, so that the option id `no` stays "no"; the
two fields that are not text are converted by their place. Aliases, anchors and tags are refused:
a survey needs none, and a few lines of aliases can stand for a document of gigabytes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml

from collector.surveys.mistakes import FileMistakes, LineMistake, syntax_mistake
from shared.survey_document import Path

MAX_DEPTH: Final = 12
"""A survey is 6 levels deep; beyond twice that, nesting is an accident or an attack."""

_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_TRUTH: Final = {"true": True, "false": False}


class Place(NamedTuple):
    """Where a field's name or a list's entry begins: line and column, from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Tree:
    """The document in dicts and lists, the places of its fields by path, the mistakes of form."""

    document: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    mistakes: list[LineMistake] = field(default_factory=list)


def read_tree(text: str) -> Tree:
    """Read the YAML of a survey.

    Raises:
        FileMistakes: the text is not YAML, is empty, or is nested too deeply.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise FileMistakes(*loader.mistakes, syntax_mistake(error, text)) from error
    if node is None or not node.value:
        fix = "start from the example in the documentation, or from the default survey"
        raise FileMistakes(LineMistake(1, 1, "the file is empty", fix))
    tree = Tree(mistakes=loader.mistakes)
    tree.document = _value(node, (), tree)
    return tree


class _Loader(yaml.BaseLoader):
    """PyYAML's own, without what a survey may not use."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[LineMistake] = []
        self._depth = 0
        try:
            super().__init__(text)
        except yaml.YAMLError as error:
            raise FileMistakes(syntax_mistake(error, text)) from error

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        starts, ends = event.start_mark, event.end_mark
        place = _place(starts)
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self._refuse(place, "a text cannot begin with *")
            return yaml.ScalarNode("", f"*{event.anchor}", starts, ends)
        if getattr(event, "anchor", None):
            self._refuse(place, "a text cannot begin with &")
            event.anchor = None
        if getattr(event, "tag", None):
            self._refuse(place, "a text cannot begin with !")
            event.tag, event.value = None, getattr(event, "value", "") or "!"
        if self._depth == MAX_DEPTH:
            message = f"fields and lists are nested more than {MAX_DEPTH} deep"
            raise FileMistakes(LineMistake(*place, message, "check the indentation of this block"))
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _refuse(self, place: Place, message: str) -> None:
        self.mistakes.append(LineMistake(*place, message, "put the text between double quotes"))


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _value(node: yaml.Node, path: Path, tree: Tree) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _fields(node, path, tree)
    if isinstance(node, yaml.SequenceNode):
        entries = []
        for index, entry in enumerate(node.value):
            tree.places[(*path, index)] = _place(entry.start_mark)
            entries.append(_value(entry, (*path, index), tree))
        return entries
    return _scalar(node.value, path)


def _fields(node: yaml.MappingNode, path: Path, tree: Tree) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in node.value:
        place = _place(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            message = "a list or block stands where a field's name is expected"
            tree.mistakes.append(LineMistake(*place, message, "put the text between double quotes"))
            continue
        name = _text(key.value)
        if name in fields:
            first = tree.places[(*path, name)].line
            message = f"the field {name!r} is written twice, first on line {first}"
            tree.mistakes.append(LineMistake(*place, message, "keep one of the two"))
            continue
        tree.places[(*path, name)] = place
        fields[name] = _value(value, (*path, name), tree)
    return fields


def _scalar(value: str, path: Path) -> str | int | bool:
    """The value by its place; what does not fit stays text, for the survey's check to name."""
    text = _text(value)
    if path == ("version",) and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if path[:1] == ("questions",) and path[2:] == ("required",):
        return _TRUTH.get(text, text)
    return text


def _text(value: str) -> str:
    """One form for the same words, whichever keyboard, quoting or line folding wrote them."""
    return unicodedata.normalize("NFC", value.strip())
