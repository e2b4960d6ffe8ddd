"""From sealed items to tasks: refuses what nobody can open and packs the rest for the workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from collector.keys.private import PeriodPrivateKey
from collector.tally.claim import TAG_BYTES
from collector.tally.keys import TallyKeys
from collector.tally.opening import Lot, Task
from collector.tally.pages import Page
from collector.tally.work import Work
from shared.limits import ITEM_ID_BYTES
from shared.sealing import Context, Label
from shared.survey import Survey

_Lane = tuple[bytes, bytes]
"""Survey digest and key id."""


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
                if sum(len(each) for each in lots) >= self._chunk:
                    yield self._task(survey)
        for survey in list(self._lots):
            yield self._task(survey)

    def _lots_of(self, page: Page) -> Iterator[Lot]:
        for (survey, key_id), items in _by_lane(page.items).items():
            reason = self._reason_against(survey, key_id)
            if reason:
                self._work.refuse(page.point, _ids(items), reason)
                continue
            originals, tags = self._originals(page, (survey, key_id), items)
            if originals:
                self._work.send((page.point, page.period, survey), _ids(originals), tags)
                context = Context(Label.RESPONSE, page.period, key_id, page.point, survey)
                yield Lot.of(context, originals)

    def _originals(
        self, page: Page, lane: _Lane, items: Sequence[bytes]
    ) -> tuple[Sequence[bytes], Sequence[bytes]]:
        """The items without copies of others, which are refused, and their tags.

        A copy in another lane does not open there and is no reason to refuse the original here.
        """
        known = page.tags.setdefault(lane, set())
        tags = [item[-TAG_BYTES:] for item in items]
        new = set(tags)
        if len(new) == len(tags) and known.isdisjoint(new) and page.counted.isdisjoint(new):
            known |= new
            return items, tags
        originals: dict[bytes, bytes] = {}
        for item, tag in zip(items, tags, strict=True):
            if tag in known or tag in page.counted:
                self._work.refuse(page.point, _ids([item]), "item-repeated")
            else:
                known.add(tag)
                originals[tag] = item
        return list(originals.values()), list(originals)

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


def _ids(items: Iterable[bytes]) -> list[bytes]:
    return [item[:ITEM_ID_BYTES] for item in items]


def _by_lane(items: Sequence[tuple[bytes, bytes, bytes]]) -> dict[_Lane, Sequence[bytes]]:
    if not items:
        return {}
    surveys, key_ids, sealed = zip(*items, strict=True)
    if len(set(surveys)) == len(set(key_ids)) == 1:
        return {(surveys[0], key_ids[0]): sealed}
    lanes: dict[_Lane, list[bytes]] = {}
    for survey, key_id, item in items:
        lanes.setdefault((survey, key_id), []).append(item)
    return dict(lanes)
