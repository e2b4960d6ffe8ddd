"""A table as a JSON-stat 2.0 dataset (https://json-stat.org/format/), for its usual clients.

A cube with the dimensions `group` and `breakdown` where the answer is split by them, `option` and
`measure`. The asides are options too, by the names of their cells. `status` has the status of each
value; README.md of this room explains all names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from collector.api.documents import Document, about_document, group_documents
from collector.api.sheet import ASIDE, Pieces, compact
from collector.api.words import Words
from collector.tables.model import By, FigureTable, Group

MEASURES: Final = ("count", "share", "low", "high", "base", "n", "releases")
"""As in the columns of CSV; shares and their interval in whole points of the base."""

_POINTS: Final = frozenset({"share", "low", "high"})
_ROLES: Final = {By.PERIOD: "time", By.POINT: "geo", By.CAF: "geo"}

_Cell = tuple[tuple[int | None, ...], str]
"""The measures of one option, and its status."""


def cube_pieces(table: FigureTable, words: Words) -> Pieces:
    """The dataset of a table, in pieces."""
    cube = _Cube(table, words)
    yield compact(cube.head())[:-1] + ',"value":['
    yield from _joined(compact(list(values))[1:-1] for values, _ in cube.cells())
    yield '],"status":['
    yield from _joined(compact([status] * len(MEASURES))[1:-1] for _, status in cube.cells())
    yield "]}"


def _joined(pieces: Iterable[str]) -> Pieces:
    for place, piece in enumerate(pieces):
        yield f",{piece}" if place else piece


class _Cube:
    def __init__(self, table: FigureTable, words: Words) -> None:
        self._table = table
        self._words = words
        self._about = about_document(table, words)
        self._groups = list(dict.fromkeys(group.group for group in table.groups))
        self._breakdowns = list(dict.fromkeys(group.breakdown for group in table.groups))
        options = words.options(table.question)
        found = table.groups[0] if table.groups else None
        if found:
            options = {each.option: options.get(each.option, each.option) for each in found.figures}
            options |= {cell: words.aside(cell) for cell, _ in found.asides}
        self._options = options

    def head(self) -> Document:
        """All but values and status."""
        about = self._about
        dimensions = self._dimensions()
        role: dict[str, list[str]] = {"metric": ["measure"]}
        if self._table.by in _ROLES:
            role[_ROLES[self._table.by]] = ["group"]
        return {
            "version": "2.0",
            "class": "dataset",
            "label": f"{about['question']['label']} ({about['title']})",
            "source": "Isoloir",
            "note": [each for each in (about["explanation"], about["status_rule"]) if each],
            "id": list(dimensions),
            "size": [len(each["category"]["index"]) for each in dimensions.values()],
            "role": role,
            "dimension": dimensions,
            "extension": {
                name: value for name, value in about.items() if name not in ("question", "across")
            }
            | {
                "question": about["question"]["id"],
                "across": about["across"]["id"] if about["across"] else None,
            },
        }

    def _dimensions(self) -> dict[str, Document]:
        found: dict[str, Document] = {}
        if self._table.by is not By.NONE:
            found["group"] = _dimension("group", {each: each for each in self._groups})
        if not self._table.table.by_point:
            across = self._table.across
            labels = self._words.options(across) if across else {}
            found["breakdown"] = _dimension(
                "breakdown", {each: labels.get(each, each) for each in self._breakdowns}
            )
        found["option"] = _dimension("option", self._options)
        measures = _dimension("measure", {each: each for each in MEASURES})
        measures["category"]["unit"] = {
            each: {"decimals": 0, "label": "%" if each in _POINTS else ""} for each in MEASURES
        }
        found["measure"] = measures
        return found

    def cells(self) -> Iterator[_Cell]:
        """In the cube's order; a group without such a breakdown has no values."""
        known = {(each.group, each.breakdown): each for each in self._table.groups}
        for group in self._groups:
            for breakdown in self._breakdowns:
                yield from self._group_cells(known.get((group, breakdown)))
        if not self._groups and self._table.by is By.NONE and self._table.table.by_point:
            yield from self._group_cells(None)

    def _group_cells(self, group: Group | None) -> Iterator[_Cell]:
        found: Mapping[str, tuple[Document, str]] = {}
        document: Document = {}
        if group is not None:
            (document,) = group_documents(replace(self._table, groups=(group,)), self._words)
            found = {each["option"]: (each, document["status"]) for each in document["figures"]}
            found |= {each["cell"]: (each, ASIDE) for each in document["asides"]}
        for option in self._options:
            row, status = found.get(option, ({}, ""))
            values = {**document, **row} if row else {}
            yield tuple(values.get(each) for each in MEASURES), status


def _dimension(label: str, categories: Mapping[str, str]) -> Document:
    return {"label": label, "category": {"index": list(categories), "label": dict(categories)}}
