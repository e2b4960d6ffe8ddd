"""A query: what may be asked of the released tables, and its refusal with a clear problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from collector.tables.forms import CROSS
from collector.tables.model import Block, By, Form
from collector.tables.released import TABLES, ReleasedTable, TableId
from shared.periods import Period
from shared.problems import Problem, QueryProblem
from shared.survey import Kind

PARAMETERS: Final = ("question", "point", "caf", "from", "to", "by")


@dataclass(frozen=True, slots=True)
class Query:
    """A checked query, which a store can answer.

    `across`: the second question of a crossing; the shares are those of `question` among those who
    gave each answer to `across`. `point` and `caf` are never both set; neither means all of France.
    `first` and `last` are included and name the periods of releases.
    """

    table: TableId
    question: str
    across: str | None
    point: str | None
    caf: str | None
    first: Period
    last: Period
    by: By

    @property
    def released(self) -> ReleasedTable:
        """The table's entry in the fixed list."""
        return TABLES[self.table]


class CellStore(Protocol):
    """Where released cells are kept. It only ever adds them up."""

    def has_point(self, point: str) -> bool:
        """Whether the registry knows this Point."""
        ...

    def has_caf(self, caf: str) -> bool:
        """Whether the registry knows this Caf."""
        ...

    def periods(self) -> tuple[Period, Period] | None:
        """The first and last period with a release, or None when there is none yet."""
        ...

    def forms(self, question: str, across: str | None = None) -> Sequence[Form]:
        """The forms of a counted question in all published surveys, oldest first.

        With `across`, the crossings that the surveys declare of the two, in either order.
        """
        ...

    def sums(self, query: Query) -> Iterable[Block]:
        """The released cells of the query, summed over its window, in any order.

        One block for each breakdown (language or channel) and form, with the groups (of `query.by`)
        for which something was released; none without any. A Point counts in the Caf that it had at
        each release.
        """
        ...


def read_query(table: str, parameters: Mapping[str, str], store: CellStore) -> Query:
    """Read and check a query: empty parameters count as absent, `from` and `to` default to all.

    Raises:
        QueryProblem: `table-unknown`, `nothing-released`, `query-invalid`, `query-unpublished`,
            `point-unknown`, `caf-unknown`.
    """
    released = _table(table)
    given = {name: value for name, value in parameters.items() if value}
    for name in given:
        if name not in PARAMETERS:
            raise _invalid(f"{name[:40]!r} is not one of {', '.join(PARAMETERS)}.", name)
    by = _by(given.get("by", By.NONE.value))
    point, caf = _scope(released, given.get("point"), given.get("caf"), by, store)
    question, across = _question(released, given.get("question", ""), store)
    first, last = _window(given.get("from"), given.get("to"), store)
    return Query(released.id, question, across, point, caf, first, last, by)


def _invalid(detail: str, parameter: str) -> QueryProblem:
    return QueryProblem("query-invalid", detail, parameter=parameter[:40])


def _table(name: str) -> ReleasedTable:
    if name not in tuple(TableId):
        raise QueryProblem("table-unknown", f"The tables are {', '.join(TableId)}.")
    return TABLES[TableId(name)]


def _by(text: str) -> By:
    if text not in tuple(By):
        raise _invalid(f"'by' is one of {', '.join(By)}.", "by")
    return By(text)


def _scope(
    released: ReleasedTable, point: str | None, caf: str | None, by: By, store: CellStore
) -> tuple[str | None, str | None]:
    if point and caf:
        raise _invalid("Give a Point or a Caf, not both.", "caf")
    if not released.by_point and (point or by is By.POINT):
        raise QueryProblem("query-unpublished", f"The table {released.id} is released by Caf only.")
    if point and not store.has_point(point):
        raise QueryProblem("point-unknown", point=point[:40])
    if caf and not store.has_caf(caf):
        raise QueryProblem("caf-unknown", caf=caf[:40])
    return point, caf


def _question(released: ReleasedTable, text: str, store: CellStore) -> tuple[str, str | None]:
    names = text.split(CROSS)
    for name in names:
        if not store.forms(name):
            raise _invalid(f"No published survey counts a question {name[:40]!r}.", "question")
    if released.id is not TableId.CROSSING:
        if len(names) != 1:
            raise QueryProblem("query-unpublished", "Two questions are crossed in 'crossing' only.")
        return names[0], None
    if len(names) != 2:
        raise _invalid(f"A crossing is asked as first{CROSS}second.", "question")
    return _crossing(names[0], names[1], store)


def _crossing(outcome: str, given: str, store: CellStore) -> tuple[str, str]:
    if not store.forms(outcome, given):
        raise QueryProblem("query-unpublished", "No published survey declares this crossing.")
    if store.forms(outcome)[-1].question_of(outcome).kind is not Kind.ONE:
        detail = f"{outcome} takes several answers; ask {given}{CROSS}{outcome} instead."
        raise QueryProblem("query-unpublished", detail)
    return outcome, given


def _window(first: str | None, last: str | None, store: CellStore) -> tuple[Period, Period]:
    released = store.periods()
    if released is None:
        raise QueryProblem("nothing-released")
    start = _period(first, "from") if first else released[0]
    stop = _period(last, "to") if last else released[1]
    if start > stop:
        raise _invalid(f"'from' ({start}) comes after 'to' ({stop}).", "from")
    if stop < released[0] or start > released[1]:
        raise _invalid(f"Figures are released from {released[0]} to {released[1]}.", "from")
    return max(start, released[0]), min(stop, released[1])


def _period(text: str, parameter: str) -> Period:
    try:
        return Period.parse(text)
    except Problem as problem:
        raise _invalid(f"{problem.detail} Write it as 2026-10.", parameter) from None
