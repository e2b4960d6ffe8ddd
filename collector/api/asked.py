"""What a request asks of the API itself: format, language, how CSV is written, which page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from collector.texts import LANGUAGES
from shared.problems import QueryProblem

MAX_PARAMETER_CHARACTERS: Final = 100
"""Longer than two question ids and a colon; a longer text can only be refused."""

MOST_PER_PAGE: Final = 1000


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    JSONSTAT = "jsonstat"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class Dialect(StrEnum):
    """How CSV is written. `FR`: as a French spreadsheet opens it by itself, see README.md."""

    STANDARD = "standard"
    FR = "fr"


MEDIA_TYPES: Final[Mapping[str, Format]] = {
    "application/json": Format.JSON,
    "application/vnd.json-stat+json": Format.JSONSTAT,
    "text/csv": Format.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
    "application/vnd.apache.parquet": Format.PARQUET,
}
"""What `Accept` may name; the first one when it names nothing that is offered."""

LIST_FORMATS: Final = (Format.JSON, Format.CSV, Format.XLSX, Format.PARQUET)
"""JSON-stat holds figures and no lists."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's parameters, the API's own apart from those that `query` is made of."""

    format: Format
    language: str
    dialect: Dialect
    byte_order_mark: bool
    query: Mapping[str, str]


def read_asked(
    arguments: Iterable[tuple[str, str]],
    accepted: Format,
    formats: Sequence[Format] = tuple(Format),
) -> Asked:
    """Read the parameters of an address.

    Args:
        arguments: name and value pairs, as they came.
        accepted: the format by the `Accept` header, when no `format` is given.
        formats: those that the address offers.

    Raises:
        QueryProblem: `query-invalid`: a parameter twice, too long, or with an unknown value.
    """
    values: dict[str, str] = {}
    for name, value in arguments:
        if name in values:
            raise _invalid(name, "is given twice")
        if len(value) > MAX_PARAMETER_CHARACTERS:
            raise _invalid(name, f"is longer than {MAX_PARAMETER_CHARACTERS} characters")
        values[name] = value
    default = accepted if accepted in formats else formats[0]
    form = _choice(values, "format", [each.value for each in formats], default.value)
    language = _choice(values, "lang", LANGUAGES, LANGUAGES[0])
    dialect = _choice(values, "dialect", [each.value for each in Dialect], Dialect.STANDARD.value)
    mark = _choice(values, "bom", ("0", "1"), "0")
    return Asked(Format(form), language, Dialect(dialect), mark == "1", values)


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list: at most `limit` (None: all) of those that come after the id `after`."""

    limit: int | None
    after: str


def read_paging(values: Mapping[str, str]) -> Paging:
    """Read `limit` and `after`.

    Raises:
        QueryProblem: `query-invalid`.
    """
    limit = values.get("limit") or ""
    is_number = limit.isascii() and limit.isdigit() and len(limit) < 5
    if limit and not (is_number and 1 <= int(limit) <= MOST_PER_PAGE):
        raise _invalid("limit", f"is a whole number from 1 to {MOST_PER_PAGE}")
    return Paging(int(limit) if limit else None, values.get("after", ""))


def only(asked: Asked, *known: str) -> Mapping[str, str]:
    """The query's parameters, which must be among these.

    Raises:
        QueryProblem: `query-invalid`.
    """
    for name in asked.query:
        if name not in known:
            raise _invalid(name, "is not a parameter of this address")
    return asked.query


def _choice(values: dict[str, str], name: str, known: Sequence[str], default: str) -> str:
    value = values.pop(name, "") or default
    if value not in known:
        raise _invalid(name, f"is one of {', '.join(known)}")
    return value


def _invalid(name: str, fault: str) -> QueryProblem:
    return QueryProblem("query-invalid", f"{name[:40]!r} {fault}.", parameter=name[:40])
