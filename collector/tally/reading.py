"""From a claim to tasks: reads its sealed items page by page and packs them for the workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from collector.keys.private import PeriodPrivateKey
from collector.store.claims import opened_tags, sealed_items
from collector.store.engine import Database
from collector.tally.claim import SealedItem
from collector.tally.keys import TallyKeys
from collector.tally.opening import Lot, Task
from collector.tally.work import Work
from shared.sealing import Context, Label
from shared.survey import Survey


class Reader:
    """Reads the items of one claim. What cannot be opened at all is refused in `work` at once."""

    def __init__(
        self,
        database: Database,
        work: Work,
        keys: TallyKeys,
        surveys: Mapping[bytes, Survey],
        chunk: int,
    ) -> None:
        self._database = database
        self._work = work
        self._keys = keys
        self._surveys = surveys
        self._chunk = chunk
        self._lots: dict[bytes, list[Lot]] = {}

    def tasks(self) -> Iterator[Task]:
        """The claim's tasks, of about `chunk` items and one survey each."""
        for point, periods in self._work.taken.items():
            with self._database.read() as transaction:
                tags = opened_tags(transaction, point)
            for period, ids in periods.items():
                for items in self._pages(point, period, ids):
                    for lot in self._lots_of(point, items, tags):
                        yield from self._pack(lot)
        for survey in list(self._lots):
            yield self._task(survey)

    def _pages(self, point: str, period: str, ids: frozenset[bytes]) -> Iterator[list[SealedItem]]:
        """The claimed items of a Point and period by id, without those that came in since."""
        after = b""
        while True:
            with self._database.read() as transaction:
                items = sealed_items(transaction, point, period, after, self._chunk)
            yield [item for item in items if item.id in ids]
            if len(items) < self._chunk:
                return
            after = items[-1].id

    def _lots_of(self, point: str, items: Sequence[SealedItem], tags: set[bytes]) -> Iterator[Lot]:
        """The items that can be opened, by context. `tags`: of items that came before these."""
        contexts: dict[tuple[str, bytes, bytes], list[SealedItem]] = {}
        for item in items:
            if item.tag in tags:
                self._work.refuse(point, item, "item-repeated")
            else:
                tags.add(item.tag)
                key = (item.period, item.survey, item.key_id)
                contexts.setdefault(key, []).append(item)
        for (period, survey, key_id), some in contexts.items():
            reason = self._reason_against(survey, key_id)
            if reason:
                for item in some:
                    self._work.refuse(point, item, reason)
                continue
            for item in some:
                self._work.take(point, item)
            context = Context(Label.RESPONSE, period, key_id, point, survey)
            yield Lot(context, tuple(item.sealed for item in some))

    def _reason_against(self, survey: bytes, key_id: bytes) -> str:
        """The problem code of items that nobody can open or count; empty when one can."""
        if survey not in self._surveys:
            return "survey-unknown"
        key = self._keys.find(key_id)
        return key if isinstance(key, str) else ""

    def _pack(self, lot: Lot) -> Iterator[Task]:
        survey = lot.context.survey
        lots = self._lots.setdefault(survey, [])
        lots.append(lot)
        if sum(len(each.items) for each in lots) >= self._chunk:
            yield self._task(survey)

    def _task(self, survey: bytes) -> Task:
        lots = tuple(self._lots.pop(survey))
        found = {lot.context.key_id: self._keys.find(lot.context.key_id) for lot in lots}
        keys = {name: key for name, key in found.items() if isinstance(key, PeriodPrivateKey)}
        return Task(self._work.claim.caf, self._surveys[survey].canonical, keys, lots)
