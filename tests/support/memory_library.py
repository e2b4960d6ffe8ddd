"""A library without a database: the oracle of the API and of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from collector.activity.turnout import Turnout
from collector.api.library import Library
from collector.registry.model import PointRecord
from collector.registry.registered import PointPlace, RegisteredPoint
from collector.tables.history import PointTotal, ReleaseEntry
from collector.tables.memory import MemoryCellStore
from collector.tally.claim import Claim
from collector.tally.release import Release
from shared.periods import Period
from shared.survey import Survey
from tests.support.released import released_rows

Published = Sequence[tuple[Claim, Sequence[Release]]]


@dataclass
class MemoryLibrary(MemoryCellStore):
    """Cells, releases and registry in memory."""

    registered: Mapping[str, RegisteredPoint] = field(default_factory=dict)
    history: Mapping[str, Sequence[ReleaseEntry]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    turnouts: Mapping[str, Turnout] = field(default_factory=dict)

    def point(self, point: str) -> RegisteredPoint | None:
        return self.registered.get(point)

    def point_list(self, caf: str | None = None) -> Sequence[RegisteredPoint]:
        return [each for each in self.registered.values() if caf in (None, each.caf)]

    def places(self, caf: str | None = None) -> Sequence[PointPlace]:
        return [PointPlace.of(each) for each in self.point_list(caf)]

    def cafs(self) -> Mapping[str, str]:
        return self.names

    def turnout(
        self, first: Period, last: Period, *, point: str | None = None, caf: str | None = None
    ) -> Turnout | None:
        return self.turnouts.get(point or caf or "")

    def survey_list(self) -> Sequence[Survey]:
        return self.surveys

    def releases(self, point: str) -> Sequence[ReleaseEntry]:
        return self.history.get(point, [])

    def totals(self, points: Sequence[str]) -> Mapping[str, PointTotal]:
        return {
            each: PointTotal(self.history[each][-1].period, sum(r.n for r in self.history[each]))
            for each in points
            if each in self.history
        }

    def last_releases(self) -> Mapping[str, Period]:
        return {point: max(each.period for each in some) for point, some in self.history.items()}

    @contextmanager
    def open(self) -> Iterator[Library]:
        yield self


def memory_library(
    survey: Survey, records: Sequence[PointRecord], published: Published
) -> MemoryLibrary:
    """A library of these Points and what was published of them."""
    registered = {
        each.id: RegisteredPoint(each, f"token-{each.id}", (), None, True)
        for each in sorted(records, key=lambda record: record.id)
    }
    return MemoryLibrary(
        surveys=[survey],
        points={each.id: each.caf for each in registered.values()},
        rows=released_rows((claim, list(some)) for claim, some in published),
        registered=registered,
        history=_history(published),
        names={code: f"Caf {code}" for code in sorted({each.caf for each in records})},
    )


def _history(published: Published) -> dict[str, list[ReleaseEntry]]:
    history: dict[str, list[ReleaseEntry]] = {}
    for claim, some in published:
        for release in some:
            if release.point:
                months = Period.parse(release.first), Period.parse(release.last)
                entry = ReleaseEntry(claim.period, *months, release.n)
                history.setdefault(release.point, []).append(entry)
    return history
