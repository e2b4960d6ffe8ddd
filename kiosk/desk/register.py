"""The register of visitors: counted by the agent's taps, kept as totals of the month.

Only the month's two totals are on disk: not the taps, their order, or the day. What was tapped
today is in memory alone, for "undo" and for the figure of the day; it is gone when the server
stops. The times that the file system keeps by itself are made all alike every minute by the
courier's loop (`level_times`), so that they do not tell when somebody came either.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Final

from kiosk.clock import Clock
from kiosk.declarations import Declarations
from kiosk.files import make_directory, replace_file, storage_problems
from shared import limits
from shared.declaration import ActivityReturn
from shared.periods import Period
from shared.problems import OperationProblem

DIRECTORY: Final = "activity"
FILE: Final = "months.json"
MONTHS_KEPT: Final = 13
"""A year, so that last year's month can still be compared and corrected."""

MONTHS_OFFERED: Final = 4
"""This month and the three before it can be declared from the desk."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month's totals. `revision`: of its last return, 0 for none; `confirmed`: what that said."""

    visitors: int = 0
    accompanied: int = 0
    revision: int = 0
    confirmed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What was tapped today since the server started."""

    visitors: int
    accompanied: int


class Register:
    """Counts and declares. Safe to share between threads.

    Args:
        data_dir: holds `activity/months.json`.
        clock: the local time; its month, and in memory its day, are used.
    """

    def __init__(self, data_dir: Path, clock: Clock) -> None:
        self._path = data_dir / DIRECTORY / FILE
        self._clock = clock
        self._lock = Lock()
        self._day: date | None = None
        self._taps: list[tuple[Period, bool]] = []
        make_directory(self._path.parent)

    def count(self, *, accompanied: bool) -> None:
        """A visitor came for the Caf's online services, and was helped or not.

        Raises:
            StorageProblem: it was not counted.
        """
        with self._lock:
            self._begin_day()
            period = Period.of(self._clock())
            self._add(period, 1, accompanied=accompanied)
            self._taps.append((period, accompanied))

    def undo(self) -> None:
        """Take back the last tap of today; nothing happens without one.

        Raises:
            StorageProblem: it still counts.
        """
        with self._lock:
            self._begin_day()
            if self._taps:
                period, accompanied = self._taps[-1]
                self._add(period, -1, accompanied=accompanied)
                self._taps.pop()

    @property
    def today(self) -> Day:
        """Today's taps."""
        with self._lock:
            self._begin_day()
            return Day(len(self._taps), sum(accompanied for _, accompanied in self._taps))

    def month(self, period: Period) -> Month:
        """A month's totals."""
        return self._read().get(period, Month())

    def offered(self) -> list[Period]:
        """The months that can be declared, this one first."""
        now = Period.of(self._clock())
        return [now.plus(-each) for each in range(MONTHS_OFFERED)]

    def confirm(
        self,
        declarations: Declarations,
        point: str,
        period: Period,
        visitors: int,
        accompanied: int,
    ) -> None:
        """Declare a month's totals, as the agent confirms them.

        The revision is used up before the return is signed: should the power go in between, a
        number is left out, and no two returns ever bear the same one.

        Raises:
            OperationProblem: `activity-invalid`.
            StorageProblem: it was not declared.
        """
        fits = 0 <= accompanied <= visitors <= limits.MAX_VISITORS
        if not fits or period not in self.offered():
            raise OperationProblem("activity-invalid")
        with self._lock:
            kept = self._read().get(period, Month())
            kept = replace(kept, revision=kept.revision + 1)
            self._write(period, kept)
            declarations.add(point, ActivityReturn(period, kept.revision, visitors, accompanied))
            done = Month(visitors, accompanied, kept.revision, (visitors, accompanied))
            self._write(period, done)
            if period == Period.of(self._clock()):
                self._taps.clear()

    def _begin_day(self) -> None:
        today = self._clock().date()
        if self._day != today:
            self._day = today
            self._taps.clear()

    def _add(self, period: Period, step: int, *, accompanied: bool) -> None:
        kept = self._read().get(period, Month())
        self._write(
            period,
            replace(
                kept,
                visitors=max(0, kept.visitors + step),
                accompanied=max(0, kept.accompanied + (step if accompanied else 0)),
            ),
        )

    def _read(self) -> dict[Period, Month]:
        try:
            document = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise OperationProblem("file-unreadable", f"{self._path}.") from error
        return {Period.parse(name): _month(fields) for name, fields in document.items()}

    def _write(self, period: Period, month: Month) -> None:
        months = {**self._read(), period: month}
        newest = sorted(months)[-MONTHS_KEPT:]
        document = {str(each): asdict(months[each]) for each in newest}
        replace_file(self._path, json.dumps(document, indent=1).encode())


def level_times(data_dir: Path) -> None:
    """Touch the register alike, whatever happened, so that its times tell nothing.

    Raises:
        StorageProblem: the disk does not answer.
    """
    directory = data_dir / DIRECTORY
    if directory.is_dir():
        with storage_problems():
            for path in (*directory.iterdir(), directory):
                os.utime(path, ns=(0, 0))


def _month(fields: dict[str, object]) -> Month:
    confirmed = fields["confirmed"]
    pair = (int(confirmed[0]), int(confirmed[1])) if isinstance(confirmed, list) else None
    return Month(
        int(str(fields["visitors"])),
        int(str(fields["accompanied"])),
        int(str(fields["revision"])),
        pair,
    )
