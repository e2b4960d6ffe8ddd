"""What the desk says of the Point's hours: new ones from a day on, days out of the ordinary.

What the Caf has is in the bundle; what is still on its way is put over it. The number that orders
what this device declares is the only thing kept here, and it is used up before anything is signed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Final

from kiosk.clock import Clock
from kiosk.declarations import Declarations
from kiosk.files import make_directory, replace_file
from shared import limits
from shared.bundle import BundlePoint
from shared.declared_hours import LONGEST_DAYS, REASON_CHARACTERS, DaysChange, HoursChange
from shared.hours import parse_hours
from shared.masking import mask
from shared.problems import FormatProblem, OperationProblem
from shared.special_days import SpecialDays, special_days

DIRECTORY: Final = "openings"
FILE: Final = "revision.json"
FARTHEST: Final = timedelta(days=366)
"""What lies further ahead is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that is not over. Exactly one of `hours` and `days` is there.

    `waiting`: it is still on its way to the Caf.
    """

    matter: str
    first: date
    hours: str | None = None
    days: SpecialDays | None = None
    waiting: bool = False


class OpeningBook:
    """Declares hours and special days. Safe to share between threads.

    Args:
        data_dir: holds `openings/revision.json`.
        clock: the local time; its day is used.
    """

    def __init__(self, data_dir: Path, clock: Clock) -> None:
        self._path = data_dir / DIRECTORY / FILE
        self._clock = clock
        self._lock = Lock()
        make_directory(self._path.parent)

    @property
    def today(self) -> date:
        """The local day."""
        return self._clock().date()

    def tell_hours(
        self, declarations: Declarations, point: BundlePoint, valid_from: date, hours: str
    ) -> None:
        """Declare hours that hold from a later day on.

        Raises:
            FormatProblem: `hours-invalid`; `registry-input`: not a day to come, or too far ahead.
            StorageProblem: it was not declared.
        """
        hours = parse_hours(hours)
        if not self.today < valid_from <= self.today + FARTHEST:
            raise FormatProblem("registry-input", "A day.")
        declarations.add(point.id, HoursChange(self._next(), valid_from, hours))

    def tell_days(
        self, declarations: Declarations, point: BundlePoint, days: SpecialDays, reason: str
    ) -> None:
        """Declare a closure or an opening out of the ordinary; the reason is masked.

        Raises:
            FormatProblem: `registry-input`: their days are in no order, over, or too far ahead.
            StorageProblem: it was not declared.
        """
        ends = days.first + LONGEST_DAYS
        if not (days.first <= days.last <= ends and self.today <= days.last):
            raise FormatProblem("registry-input", "A day.")
        if days.first > self.today + FARTHEST:
            raise FormatProblem("registry-input", "A day.")
        plain = mask(" ".join(reason.split())).text[:REASON_CHARACTERS]
        declarations.add(point.id, DaysChange(self._next(), days, plain))

    def take_back(self, declarations: Declarations, point: BundlePoint, matter: str) -> None:
        """Take back what is announced; nothing happens when it is not.

        Raises:
            StorageProblem: it stands.
        """
        for each in self.announced(declarations, point):
            if each.matter != matter:
                continue
            if each.hours is not None:
                gone = HoursChange(self._next(), each.first, each.hours, withdrawn=True)
                declarations.add(point.id, gone)
            elif each.days is not None:
                declarations.add(point.id, DaysChange(self._next(), each.days, "", withdrawn=True))

    def announced(self, declarations: Declarations, point: BundlePoint) -> list[Announced]:
        """What is announced and not over, the next first."""
        found: dict[str, Announced] = {}
        for day, hours in point.coming:
            if day > self.today:
                matter = HoursChange(1, day, hours).matter
                found[matter] = Announced(matter, day, hours=hours)
        for days in special_days(point.closures, self.today):
            matter = DaysChange(1, days, "").matter
            found[matter] = Announced(matter, days.first, days=days)
        for body in _newest_last(declarations):
            if body.withdrawn:
                found.pop(body.matter, None)
            elif isinstance(body, HoursChange):
                day, told = body.valid_from, body.hours
                found[body.matter] = Announced(body.matter, day, hours=told, waiting=True)
            elif body.days.last >= self.today:
                first = body.days.first
                found[body.matter] = Announced(body.matter, first, days=body.days, waiting=True)
        return sorted(found.values(), key=lambda each: (each.first, each.matter))

    def _next(self) -> int:
        with self._lock:
            try:
                last = int(json.loads(self._path.read_bytes())["revision"])
            except FileNotFoundError:
                last = 0
            except (ValueError, KeyError, TypeError) as error:
                raise OperationProblem("file-unreadable", f"{self._path}.") from error
            if last >= limits.MAX_REVISION:
                raise OperationProblem("file-unreadable", f"{self._path}: no number is left.")
            replace_file(self._path, json.dumps({"revision": last + 1}).encode())
            return last + 1


def _newest_last(declarations: Declarations) -> list[HoursChange | DaysChange]:
    bodies = [each.signed.declaration.body for each in declarations.pending()]
    told = [each for each in bodies if isinstance(each, HoursChange | DaysChange)]
    return sorted(told, key=lambda each: each.revision)
