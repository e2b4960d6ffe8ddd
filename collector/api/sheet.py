"""An answer of the API before it is written in one format: the same rows for all of them.

Columns keep their names and their order; new ones are only ever added at the end. README.md has
the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collector.api.documents import Document

TABLE_COLUMNS: Final = (
    "table", "question", "across", "by", "point", "caf", "from", "to", "group", "breakdown",
    "option", "label", "count", "base", "share", "low", "high", "status", "n", "n_exact",
    "releases", "variance", "maximum", "confidence", "method", "explanation",
)  # fmt: skip
"""`n` and `releases` are those of the row's group; `count` of an aside has no share."""

POINT_COLUMNS: Final = (
    "id", "caf", "name", "street", "postcode", "commune", "insee", "latitude", "longitude",
    "hours", "made_up", "active",
)  # fmt: skip

LIST_COLUMNS: Final = (
    "table", "title", "question", "kind", "label", "from", "to", "by_point", "n_exact",
    "variance", "maximum", "confidence", "method", "explanation",
)  # fmt: skip

ASIDE: Final = "aside"
"""Status of a count beside the options: no answer, not asked, too fast."""

TYPES: Final[Mapping[str, type]] = {
    **dict.fromkeys(("count", "base", "share", "low", "high", "n", "releases"), int),
    **dict.fromkeys(("variance", "maximum", "method"), int),
    **dict.fromkeys(("confidence", "latitude", "longitude"), float),
    **dict.fromkeys(("n_exact", "made_up", "active", "by_point"), bool),
}
"""Of the columns that do not hold text."""

Pieces = Iterator[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An answer as rows. Each function may be called again, and gives the same again.

    Attributes:
        name: of the file, without its ending.
        columns: in order.
        rows: one value for each column; a missing one is empty.
        json: the answer as JSON, in pieces.
        notes: what one needs to judge the figures, by name.
        cube: the answer as JSON-stat, in pieces; None for a list.
    """

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Document]]
    json: Callable[[], Pieces]
    notes: Mapping[str, Any]
    cube: Callable[[], Pieces] | None = None


def compact(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_pieces(about: Document, key: str, items: Iterable[Any]) -> Pieces:
    """A JSON object whose last member is a list, one piece for each of its items."""
    yield f'{compact(about)[:-1]},"{key}":['
    for place, item in enumerate(items):
        yield f"{',' if place else ''}{compact(item)}"
    yield "]}"


def table_rows(about: Document, groups: Iterable[Document]) -> Iterator[Document]:
    """The rows of a table: one for each option and aside of each group."""
    named = {
        **about,
        "question": about["question"]["id"],
        "across": about["across"]["id"] if about["across"] else "",
    }
    for group in groups:
        for figure in group["figures"]:
            yield {**named, **group, **figure}
        for aside in group["asides"]:
            yield {**named, **group, **aside, "option": aside["cell"], "status": ASIDE}


def list_rows(document: Document) -> Iterator[Document]:
    """The rows of the list of tables: one for each question or crossing of each table."""
    released = document["released"] or {"from": "", "to": ""}
    questions = {each["id"]: each for each in document["questions"]}
    for table in document["tables"]:
        for name in document["crossings"] if table["crossing"] else questions:
            outcome = questions[name.partition(":")[0]]
            asked = {"question": name, "kind": outcome["kind"], "label": outcome["label"]}
            yield {**table, **released, **asked}
