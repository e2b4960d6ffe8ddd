"""From the exact counts of a claim to what it publishes: perturbed once, by name and content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from collector.tables.forms import RowKey, breakdowns
from collector.tables.released import MIN_ACTIVE_POINTS, TABLES, TableId
from collector.tally.claim import Claim
from collector.tally.fold import Counts
from collector.tally.noise import items_digest
from collector.tally.perturb import perturbed_row
from shared.survey import Survey


@dataclass(frozen=True, slots=True)
class ReleasedCells:
    """One perturbed row. `breakdown`: as in `collector.tables.forms.RowKey`."""

    breakdown: str
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What a claim publishes of one Point, or of its Caf (`point` empty), for one survey.

    `first` and `last`: the months of the responses, `YYYY-MM`. `n`: their number, exact.
    """

    id: str
    table: TableId
    point: str
    caf: str
    survey: bytes
    first: str
    last: str
    n: int
    rows: tuple[ReleasedCells, ...]


PointItems = Mapping[str, Sequence[bytes]]
"""Period of the responses → the ids that were opened and counted, for one Point and survey."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a claim counted for one survey. `points`: those with at least one response."""

    survey: Survey
    counts: Counts
    points: Mapping[str, PointItems]


def releases(claim: Claim, contents: Iterable[Content], secret: bytes) -> list[Release]:
    """Everything that a claim publishes, in a fixed order.

    A table by Caf is withheld where fewer than three Points have a release for the same survey: it
    would speak of one or two of them.

    Args:
        claim: names the releases.
        contents: one for each survey.
        secret: the noise secret of the claim's period.
    """
    ordered = sorted(contents, key=lambda each: each.survey.digest)
    return [release for content in ordered for release in _of_survey(claim, content, secret)]


def _of_survey(claim: Claim, content: Content, secret: bytes) -> Iterator[Release]:
    releaser = _Releaser(claim, content, secret)
    points = sorted(content.points)
    for point in points:
        yield releaser.make(TableId.SITE, _opened(content, [point]), point)
    if len(points) >= MIN_ACTIVE_POINTS:
        everything = _opened(content, points)
        for table in TABLES.values():
            if not table.by_point and breakdowns(content.survey, table.id):
                yield releaser.make(table.id, everything)


class _Items(NamedTuple):
    """The items of a release: first and last month, number, and `items_digest`."""

    first: str
    last: str
    n: int
    digest: bytes


def _opened(content: Content, points: Iterable[str]) -> _Items:
    items = [content.points[point] for point in points]
    periods = [period for each in items for period in each]
    ids = [one for each in items for some in each.values() for one in some]
    return _Items(min(periods), max(periods), len(ids), items_digest(ids))


class _Releaser:
    """Makes the releases of one claim and survey."""

    def __init__(self, claim: Claim, content: Content, secret: bytes) -> None:
        self._claim = claim
        self._content = content
        self._secret = secret
        self._keys: defaultdict[tuple[TableId, str], list[RowKey]] = defaultdict(list)
        for key in sorted(content.counts.rows):
            self._keys[key.table, key.scope].append(key)

    def make(self, table: TableId, items: _Items, point: str = "") -> Release:
        survey = self._content.survey.digest
        name = self._claim.release_id(table, survey, point)
        return Release(
            id=name,
            table=table,
            point=point,
            caf=self._claim.caf,
            survey=survey,
            first=items.first,
            last=items.last,
            n=items.n,
            rows=self._rows(table, point or self._claim.caf, name, items.digest),
        )

    def _rows(
        self, table: TableId, scope: str, release: str, digest: bytes
    ) -> tuple[ReleasedCells, ...]:
        survey, rows = self._content.survey, self._content.counts.rows
        return tuple(
            ReleasedCells(
                key.breakdown,
                perturbed_row(self._secret, release, digest, key, survey, rows[key]),
            )
            for key in self._keys[table, scope]
        )
