"""One claim while it is being opened: which items went where, and the counts so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from collector.tally.claim import Claim, ClaimedIds
from collector.tally.fold import Counts
from collector.tally.opening import Opened, Refused
from collector.tally.release import Content
from shared.survey import Survey

Sent = tuple[str, str, bytes]
"""Point, period and survey digest of items that went to be opened."""


@dataclass
class Work:
    """A claim's state in memory.

    `sent`: id → tag of the items that went to be opened. `left`: tasks that are not back; `read`:
    all of the claim was sent or refused.
    """

    claim: Claim
    taken: ClaimedIds
    counts: Counts = field(default_factory=Counts)
    sent: dict[Sent, dict[bytes, bytes]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    left: int = 0
    read: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every item was opened or refused."""
        return self.read and not self.left

    def send(self, place: Sent, ids: Sequence[bytes], tags: Sequence[bytes]) -> None:
        """Note that items go to be opened."""
        self.sent.setdefault(place, {}).update(zip(ids, tags, strict=True))

    def refuse(self, point: str, ids: Iterable[bytes], code: str) -> None:
        """Note that items count nowhere."""
        self.refused += [Refused(point, item, code) for item in ids]

    def receive(self, opened: Opened) -> None:
        """Add what came out of one task."""
        self.left -= 1
        self.counts += opened.counts
        self.refused += opened.refused

    def contents(self, surveys: Mapping[bytes, Survey]) -> list[Content]:
        """What was counted, by survey."""
        points: defaultdict[bytes, dict[str, dict[str, Sequence[bytes]]]] = defaultdict(dict)
        for (point, period, survey), items in self._counted():
            points[survey].setdefault(point, {})[period] = list(items)
        return [Content(surveys[each], self._rows_of(each), its) for each, its in points.items()]

    def opened(self) -> dict[tuple[str, str], int]:
        """How many items were counted, by Point and period of the items."""
        numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
        for (point, period, _), items in self._counted():
            numbers[point, period] += len(items)
        return numbers

    def tags(self) -> dict[tuple[str, str], bytes]:
        """The joined tags of the items that were counted, by Point and period of the items."""
        tags: defaultdict[tuple[str, str], bytes] = defaultdict(bytes)
        for (point, period, _), items in self._counted():
            tags[point, period] += b"".join(items.values())
        return tags

    def _rows_of(self, survey: bytes) -> Counts:
        return Counts({key: row for key, row in self.counts.rows.items() if key.survey == survey})

    def _counted(self) -> Iterator[tuple[Sent, dict[bytes, bytes]]]:
        away: defaultdict[str, set[bytes]] = defaultdict(set)
        for each in self.refused:
            away[each.point].add(each.item)
        for place, items in self.sent.items():
            gone = away.get(place[0], set())
            left = {item: items[item] for item in items if item not in gone} if gone else items
            if left:
                yield place, left
