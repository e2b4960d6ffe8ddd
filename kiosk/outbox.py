"""The outbox: batches on their way, each kept until a signed receipt names it.

A batch is written first, the counters next, and only then do its items leave the spool; whatever
step a crash falls between, `recover` finishes. What was refused for ever waits in quarantine, next
to its reason, until a person decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from kiosk.files import make_directory, move_file, remove_file, replace_file, storage_problems
from shared import limits
from shared.batch import SignedBatch, read_batch, write_batch
from shared.problems import FormatProblem, Problem, StorageProblem
from shared.sealing import Context
from shared.signing import Signer

SUFFIX: Final = ".batch"
REASON_SUFFIX: Final = ".reason.json"
COUNTERS_FILE: Final = "courier.json"


class Waiting(Protocol):
    """What the outbox needs of the spool."""

    def lanes(self) -> tuple[Context, ...]:
        """The lanes that hold something."""
        ...

    def items(self, lane: Context, limit: int | None = None) -> tuple[bytes, ...]:
        """Items of a lane, at most `limit`."""
        ...

    def remove(self, lane: Context, ids: tuple[bytes, ...]) -> None:
        """Let go of items, durably."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch on this disk: its number, its bytes, and what they say."""

    sequence: int
    data: bytes
    signed: SignedBatch

    @property
    def count(self) -> int:
        """Number of its items."""
        return len(self.signed.batch.items)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A batch refused for ever: its number, how many items, in which period, and why.

    `period` is empty when the bytes on disk cannot be read any more.
    """

    sequence: int
    items: int
    period: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counters:
    """The last batch's sequence number, and how many items were ever put into batches."""

    sequence: int
    total: int


class Outbox:
    """Batches on their way. One courier at a time works on it (`kiosk.courier`).

    Args:
        data_dir: holds `outbox/`, `quarantine/` and the counters.
        signer: signs batches.
        device: this device's id.

    Raises:
        StorageProblem: the directories cannot be made.
    """

    def __init__(self, data_dir: Path, signer: Signer, device: str) -> None:
        self._outbox = data_dir / "outbox"
        self._quarantine = data_dir / "quarantine"
        self._counters = data_dir / COUNTERS_FILE
        self._signer = signer
        self._device = device
        make_directory(self._outbox)
        make_directory(self._quarantine)

    def recover(self, spool: Waiting) -> None:
        """Finish what a crash may have cut off.

        Raises:
            StorageProblem: it could not be finished; nothing is lost.
        """
        parcels = self.pending()
        counters = self.counters()
        if counters != self._kept_counters():
            self._keep(counters)
        for parcel in parcels:
            spool.remove(parcel.signed.batch.context, parcel.signed.batch.ids)

    def pending(self) -> list[Parcel]:
        """The batches not answered yet, the oldest first.

        One whose bytes are no batch any more goes to quarantine with that reason. One that leaves
        at this very moment, by another process, is left out.

        Raises:
            StorageProblem: the disk does not answer.
        """
        found = []
        for path in _numbered(self._outbox):
            try:
                found.append(_read(path))
            except FileNotFoundError:
                continue
            except FormatProblem as problem:
                self._set_aside(_number(path), problem)
        return found

    def is_empty(self) -> bool:
        """Whether no batch waits for its receipt.

        Raises:
            StorageProblem: the disk does not answer.
        """
        return not _numbered(self._outbox)

    def form(self, spool: Waiting) -> Parcel | None:
        """Put items of one lane of the spool into a batch; None when nothing waits.

        Raises:
            StorageProblem: nothing left the spool but what is in the outbox.
        """
        for lane in spool.lanes():
            items = spool.items(lane, limits.MAX_ITEMS_PER_BATCH)
            if items:
                return self._form(spool, lane, items)
        return None

    def settle(self, parcel: Parcel) -> None:
        """Let go of a batch that a verified receipt names.

        Raises:
            StorageProblem: it is still there, and will be sent again.
        """
        remove_file(self._outbox / _name(parcel.sequence))

    def quarantine(self, parcel: Parcel, problem: Problem) -> None:
        """Set a batch aside that was refused for ever, with the reason.

        Raises:
            StorageProblem: it is still in the outbox.
        """
        self._set_aside(parcel.sequence, problem)

    def quarantined(self) -> list[Quarantined]:
        """What was refused for ever, the oldest first.

        Raises:
            StorageProblem: the disk does not answer.
        """
        return [self._quarantined(path) for path in _numbered(self._quarantine) if path.exists()]

    def send_again(self) -> int:
        """Put everything in quarantine back on its way; return how many batches that is.

        Raises:
            StorageProblem: some are still in quarantine.
        """
        paths = _numbered(self._quarantine)
        for path in paths:
            move_file(path, self._outbox / path.name)
            remove_file(self._reason(_number(path)))
        return len(paths)

    def counters(self) -> Counters:
        """The counters, as far as they were kept and as the batches on disk tell.

        Raises:
            StorageProblem: the disk does not answer.
        """
        kept = self._kept_counters()
        sequence, total = kept.sequence, kept.total
        for path in (*_numbered(self._outbox), *_numbered(self._quarantine)):
            sequence = max(sequence, _number(path))
            try:
                total = max(total, _read(path).signed.batch.total)
            except (FormatProblem, FileNotFoundError):
                continue
        return Counters(sequence, total)

    def _form(self, spool: Waiting, lane: Context, items: tuple[bytes, ...]) -> Parcel:
        last = self.counters()
        counters = Counters(last.sequence + 1, last.total + len(items))
        data = write_batch(
            self._signer, self._device, lane, counters.sequence, counters.total, items
        )
        replace_file(self._outbox / _name(counters.sequence), data)
        self._keep(counters)
        parcel = Parcel(counters.sequence, data, read_batch(data))
        spool.remove(lane, parcel.signed.batch.ids)
        return parcel

    def _set_aside(self, sequence: int, problem: Problem) -> None:
        reason = {"code": problem.code, "reason": str(problem)}
        replace_file(self._reason(sequence), json.dumps(reason, ensure_ascii=False).encode())
        move_file(self._outbox / _name(sequence), self._quarantine / _name(sequence))

    def _quarantined(self, path: Path) -> Quarantined:
        sequence = _number(path)
        try:
            reason = json.loads(self._reason(sequence).read_bytes())
            code, text = str(reason["code"]), str(reason["reason"])
        except (OSError, ValueError, KeyError, TypeError):
            code, text = "internal", "The reason was not kept."
        try:
            batch = _read(path).signed.batch
        except (FormatProblem, FileNotFoundError):
            return Quarantined(sequence, 0, "", code, text)
        return Quarantined(sequence, len(batch.items), batch.context.period, code, text)

    def _reason(self, sequence: int) -> Path:
        return self._quarantine / f"{sequence:010d}{REASON_SUFFIX}"

    def _kept_counters(self) -> Counters:
        try:
            document = json.loads(self._counters.read_bytes())
            return Counters(int(document["sequence"]), int(document["total"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return Counters(0, 0)

    def _keep(self, counters: Counters) -> None:
        document = {"sequence": counters.sequence, "total": counters.total}
        replace_file(self._counters, json.dumps(document).encode())


def _name(sequence: int) -> str:
    return f"{sequence:010d}{SUFFIX}"


def _number(path: Path) -> int:
    return int(path.stem)


def _numbered(directory: Path) -> list[Path]:
    with storage_problems():
        return sorted(path for path in directory.glob("*" + SUFFIX) if path.stem.isdigit())


def _read(path: Path) -> Parcel:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageProblem("storage-failed", f"{path}: {error.strerror}.") from error
    return Parcel(_number(path), data, read_batch(data))
