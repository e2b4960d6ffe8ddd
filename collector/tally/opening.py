"""What a worker does: open sealed responses, fold them, forget them.

`open_and_fold` is a pure function of picklable arguments, so that any `concurrent.futures.Executor`
can run it, on this machine or on others. The private key comes with each call and nothing keeps it
beyond: a worker that outlives the tally must not outlive the key's destruction with a copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from collector.keys.private import PeriodPrivateKey
from collector.tally.fold import Counts, Folder
from shared import limits
from shared.sealing import Context
from shared.survey_document import survey_from_canonical


@dataclass(frozen=True, slots=True)
class Lot:
    """Sealed responses of one context, each as it travelled: its id ‖ HPKE output.

    They travel to a worker joined, with their lengths: hundreds of objects would take longer to
    pack and unpack.
    """

    context: Context
    joined: bytes
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, context: Context, items: Sequence[bytes]) -> Lot:
        """A lot of these items."""
        return cls(context, b"".join(items), tuple(map(len, items)))

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def items(self) -> list[bytes]:
        """The items, in their order."""
        ends = list(accumulate(self.lengths))
        return [self.joined[end - size : end] for end, size in zip(ends, self.lengths, strict=True)]


@dataclass(frozen=True, slots=True)
class Task:
    """Lots that answer one survey, of Points that belong to one Caf at this release.

    `survey` is its canonical form; `keys` holds the private key of each key id in the lots.
    """

    caf: str
    survey: bytes
    keys: Mapping[bytes, PeriodPrivateKey]
    lots: tuple[Lot, ...]

    @property
    def size(self) -> int:
        """Number of sealed responses."""
        return sum(len(lot) for lot in self.lots)


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that counts nowhere, with the problem code that says why."""

    point: str
    item: bytes
    code: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of one task: exact counts, in memory only, and the items set aside."""

    counts: Counts
    refused: tuple[Refused, ...]


def open_and_fold(task: Task) -> Opened:
    """Open every item of a task and count what is inside."""
    folder = _folder(task.survey)
    counts = Counts()
    refused: list[Refused] = []
    for lot in task.lots:
        point = lot.context.point
        plaintexts, opened, unopened = _open(task.keys[lot.context.key_id], lot)
        folded = folder.fold(point, task.caf, plaintexts)
        counts += folded.counts
        refused += _refused(point, unopened, "item-unopened")
        for aside in folded.set_aside:
            refused += _refused(point, [opened[aside.index]], aside.code)
    return Opened(counts, tuple(refused))


def _open(
    key: PeriodPrivateKey, lot: Lot
) -> tuple[Sequence[bytes], Sequence[bytes], Sequence[bytes]]:
    """The plaintexts, the items they came from, and the items that do not open."""
    items = lot.items
    plaintexts = key.open_all(lot.context, items)
    good = [each for each in plaintexts if each is not None]
    if len(good) == len(plaintexts):
        return good, items, ()
    pairs = list(zip(items, plaintexts, strict=True))
    opened = [item for item, plaintext in pairs if plaintext is not None]
    return good, opened, [item for item, plaintext in pairs if plaintext is None]


def _refused(point: str, items: Iterable[bytes], code: str) -> list[Refused]:
    return [Refused(point, item[: limits.ITEM_ID_BYTES], code) for item in items]


@lru_cache(maxsize=16)
def _folder(canonical: bytes) -> Folder:
    return Folder(survey_from_canonical(canonical))
