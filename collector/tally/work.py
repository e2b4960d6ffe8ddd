"""One claim while it is being opened: which items went where, and the counts so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from collector.tally.claim import Claim, ClaimedIds, SealedItem
from collector.tally.fold import Counts
from collector.tally.opening import Opened, Refused
from collector.tally.release import Content
from shared.survey import Survey

Lane = tuple[str, bytes]
"""Period and survey digest of some items of one Point."""


@dataclass
class Work:
    """A claim's state in memory. `left`: tasks sent and not back; `read`: all of it was sent."""

    claim: Claim
    taken: ClaimedIds
    counts: Counts = field(default_factory=Counts)
    items: dict[str, dict[Lane, list[bytes]]] = field(default_factory=dict)
    tags: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    left: int = 0
    read: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every item was opened or refused."""
        return self.read and not self.left

    def take(self, point: str, items: Sequence[SealedItem]) -> None:
        """Note that items of one period and survey go to be opened."""
        period, survey = items[0].period, items[0].survey
        ids = self.items.setdefault(point, {}).setdefault((period, survey), [])
        ids += [item.id for item in items]
        self.tags.setdefault((point, period), []).extend([item.tag for item in items])

    def refuse(self, point: str, items: Iterable[SealedItem], code: str) -> None:
        """Note that items count nowhere."""
        self.refused += [Refused(point, item.id, code) for item in items]

    def receive(self, opened: Opened) -> None:
        """Add what came out of one task."""
        self.left -= 1
        self.counts += opened.counts
        self.refused += opened.refused

    def contents(self, surveys: Mapping[bytes, Survey]) -> list[Content]:
        """What was counted, by survey."""
        return [
            Content(survey, self._rows_of(digest), self._points_of(digest))
            for digest, survey in surveys.items()
        ]

    def opened(self) -> dict[tuple[str, str], int]:
        """How many items were counted, by Point and period of the items."""
        numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
        for point, (period, _), ids in self._counted():
            numbers[point, period] += len(ids)
        return numbers

    def joined_tags(self) -> dict[tuple[str, str], bytes]:
        """The tags of the items that went to be opened, by Point and period of the items."""
        return {place: b"".join(tags) for place, tags in self.tags.items()}

    def _rows_of(self, survey: bytes) -> Counts:
        return Counts({key: row for key, row in self.counts.rows.items() if key.survey == survey})

    def _points_of(self, survey: bytes) -> dict[str, dict[str, Sequence[bytes]]]:
        points: dict[str, dict[str, Sequence[bytes]]] = {}
        for point, (period, digest), ids in self._counted():
            if digest == survey and ids:
                points.setdefault(point, {})[period] = ids
        return points

    def _counted(self) -> Iterator[tuple[str, Lane, list[bytes]]]:
        away = {(each.point, each.item) for each in self.refused}
        for point, lanes in self.items.items():
            for lane, ids in lanes.items():
                yield point, lane, [item for item in ids if (point, item) not in away]
