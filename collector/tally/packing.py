"""From sealed items to tasks: refuses what nobody can open and packs the rest for the workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from collector.keys.private import PeriodPrivateKey
from collector.tally.claim import SealedItem
from collector.tally.keys import TallyKeys
from collector.tally.opening import Lot, Task
from collector.tally.pages import Page
from collector.tally.work import Work
from shared.sealing import Context, Label
from shared.survey import Survey


class Packer:
    """Packs the items of one claim into tasks of about `chunk` items and one survey each.

    Notes in `work` where every item went.
    """

    def __init__(
        self, work: Work, keys: TallyKeys, surveys: Mapping[bytes, Survey], chunk: int
    ) -> None:
        self._work = work
        self._keys = keys
        self._surveys = surveys
        self._chunk = chunk
        self._lots: dict[bytes, list[Lot]] = {}

    def tasks(self, pages: Iterable[Page]) -> Iterator[Task]:
        """The tasks of all pages of the claim."""
        for page in pages:
            for lot in self._lots_of(page):
                survey = lot.context.survey
                lots = self._lots.setdefault(survey, [])
                lots.append(lot)
                if sum(len(each.items) for each in lots) >= self._chunk:
                    yield self._task(survey)
        for survey in list(self._lots):
            yield self._task(survey)

    def _lots_of(self, page: Page) -> Iterator[Lot]:
        lanes: dict[tuple[bytes, bytes], list[SealedItem]] = {}
        for item in self._originals(page):
            lanes.setdefault((item.survey, item.key_id), []).append(item)
        for (survey, key_id), items in lanes.items():
            reason = self._reason_against(survey, key_id)
            if reason:
                self._work.refuse(page.point, items, reason)
            else:
                self._work.take(page.point, items)
                context = Context(Label.RESPONSE, page.period, key_id, page.point, survey)
                yield Lot(context, tuple([item.sealed for item in items]))

    def _originals(self, page: Page) -> Sequence[SealedItem]:
        """The items without copies of others, which are refused; notes their tags in the page."""
        new = {item.tag for item in page.items}
        if len(new) == len(page.items) and page.tags.isdisjoint(new):
            page.tags.update(new)
            return page.items
        originals = []
        for item in page.items:
            if item.tag in page.tags:
                self._work.refuse(page.point, [item], "item-repeated")
            else:
                page.tags.add(item.tag)
                originals.append(item)
        return originals

    def _reason_against(self, survey: bytes, key_id: bytes) -> str:
        """The problem code of items that nobody can open or count; empty when one can."""
        if survey not in self._surveys:
            return "survey-unknown"
        key = self._keys.find(key_id)
        return key if isinstance(key, str) else ""

    def _task(self, survey: bytes) -> Task:
        lots = tuple(self._lots.pop(survey))
        found = {lot.context.key_id: self._keys.find(lot.context.key_id) for lot in lots}
        keys = {name: key for name, key in found.items() if isinstance(key, PeriodPrivateKey)}
        return Task(self._work.claim.caf, self._surveys[survey].canonical, keys, lots)
