"""What people of a Caf or a partner change in the registry: scope first, then the change, noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from collector.auth.reader import Reader
from collector.auth.rights import Right
from collector.instance import Collector
from collector.registry.convention import (
    LONGEST_REASON,
    Convention,
    Correction,
    Equipment,
    Ground,
    Removal,
    check_convention,
    ended_by,
)
from collector.registry.model import PointRecord, check, told_by_a_form
from collector.registry.openings import ExceptionalDays, HoursVersion, check_exception
from collector.registry.registered import RegisteredPoint
from collector.store import conventions as convention_store
from collector.store import openings
from collector.store.audit import record as note
from collector.store.engine import Transaction
from collector.store.partners import carry_address, drop_address
from collector.store.points import (
    RegistryPoints,
    close_points,
    find_point,
    new_token,
    reissue_token,
)
from shared.hours import parse_hours
from shared.masking import mask
from shared.problems import FormatProblem, OperationProblem
from shared.special_days import SpecialDays
from shared.weekly import Slot


class Changes:
    """The changes that one reader makes.

    Args:
        collector: the collector whose registry it is.
        reader: who changes; what lies outside the scope raises AccessProblem `scope-refused`, an
            unknown Point OperationProblem `point-unknown`.
    """

    def __init__(self, collector: Collector, reader: Reader) -> None:
        self._collector = collector
        self._reader = reader
        self._now = collector.now()

    def tell_hours(self, point_id: str, valid_from: date, hours: str) -> None:
        """Hours that hold from a day on: from tomorrow there, or today for those who administer.

        Raises:
            FormatProblem: `hours-invalid`, `registry-input` for the day.
        """
        parsed = parse_hours(hours)
        with self._changing(point_id, "hours-change", hours=hours, day=valid_from) as transaction:
            here = self._local(transaction, point_id)
            first = here.date() + timedelta(days=not self._reader.may(Right.ADMINISTER))
            if valid_from < first:
                raise FormatProblem("registry-input", "valid_from")
            told = HoursVersion(valid_from, parsed, self._reader.email, here.date())
            openings.put_hours(transaction, point_id, told, here)

    def take_hours_back(self, point_id: str, valid_from: date) -> None:
        """Take back hours that do not hold yet."""
        with self._changing(point_id, "hours-withdraw", day=valid_from) as transaction:
            here = self._local(transaction, point_id)
            if not openings.drop_hours(transaction, point_id, valid_from, here):
                raise FormatProblem("registry-input", "valid_from")

    def tell_exception(
        self, point_id: str, first: date, last: date, slots: tuple[Slot, ...], reason: str
    ) -> None:
        """Exceptional days: closed, or open at these times only.

        Raises:
            FormatProblem: `registry-input`.
        """
        rule = SpecialDays(first, last, slots).rule
        with self._changing(point_id, "exception-add", rule=rule) as transaction:
            here = self._local(transaction, point_id)
            told = ExceptionalDays(
                first, last, slots, _plain(reason, 200), self._reader.email, here.date()
            )
            check_exception(told, here.date())
            openings.put_exception(transaction, point_id, told, here)

    def take_exception_back(self, point_id: str, number: int) -> None:
        """Take back exceptional days that are not over."""
        with self._changing(point_id, "exception-withdraw", number=number) as transaction:
            here = self._local(transaction, point_id)
            if not openings.drop_exception(transaction, point_id, number, here):
                raise FormatProblem("registry-input", "number")

    def sign(self, point_id: str, partner: str, signed: date, effective: date) -> None:
        """Keep a new convention.

        Raises:
            FormatProblem: `registry-input`.
        """
        kept = check_convention(Convention(point_id, _plain(partner, 300), signed, effective))
        with self._changing(point_id, "convention-sign", signed=signed) as transaction:
            convention_store.put_convention(transaction, kept)

    def end(self, point_id: str, number: int, ground: Ground, day: date) -> date:
        """End a convention for a ground that arose on a day; the day of its end.

        Raises:
            FormatProblem: `registry-input`: no such convention here, it ended, or the day is odd.
        """
        with self._changing(point_id, "convention-end", ground=ground, day=day) as transaction:
            found = _held(transaction, point_id, number)
            if found.ended is not None:
                raise FormatProblem("registry-input", "number")
            if day < found.signed:
                raise FormatProblem("registry-input", "day")
            noticed, ended = ended_by(found, ground, day)
            closed = replace(found, noticed=noticed, ended=ended, ground=ground)
            convention_store.put_convention(transaction, check_convention(closed))
        return ended

    def correct(
        self, point_id: str, right: Convention, ground: Ground | None, day: date | None, why: str
    ) -> None:
        """Put right a convention that was typed wrongly; what was said before is kept, with why.

        Args:
            point_id: the Point that has it.
            right: the convention `right.id` with its true partner and days, as if not ended.
            ground: why it ended, None if it did not.
            day: of the notice, or of the end.
            why: what was wrong.

        Raises:
            FormatProblem: `registry-input`: no such convention here, no reason, nothing that
                changes, or days that make no sense.
        """
        reason = _plain(why, 500)
        if not reason or (ground is None) != (day is None):
            raise FormatProblem("registry-input", "why, ground, day")
        kept = replace(right, partner=_plain(right.partner, 300))
        if ground is not None and day is not None:
            noticed, ended = ended_by(kept, ground, day)
            kept = replace(kept, noticed=noticed, ended=ended, ground=ground)
        check_convention(kept)
        with self._changing(point_id, "convention-correct", number=right.id) as transaction:
            found = _held(transaction, point_id, right.id)
            if found == kept:
                raise FormatProblem("registry-input", "nothing changes")
            told = Correction(self._now.date(), self._reader.email, reason, found)
            convention_store.add_correction(transaction, told)
            convention_store.put_convention(transaction, kept)
            if kept.partner != found.partner:
                caf = known_point(transaction, point_id).caf
                carry_address(transaction, caf, found.partner, kept.partner)

    def remove(self, point_id: str, number: int, why: str) -> None:
        """Remove a convention that was recorded by mistake; what was said is kept, with why.

        Raises:
            FormatProblem: `registry-input`: no such convention here, or no reason.
        """
        with self._changing(point_id, "convention-remove", number=number) as transaction:
            told = self._removal(transaction, point_id, number, why)
            if not convention_store.remove_convention(transaction, told):
                raise FormatProblem("registry-input", "number")
            drop_address(transaction, known_point(transaction, point_id).caf, told.said.partner)

    def removal(self, point_id: str, number: int, why: str) -> tuple[RegisteredPoint, Removal]:
        """What `remove` would do, to be looked at first.

        Raises:
            FormatProblem: as `remove`.
        """
        with self._collector.database.read() as transaction:
            point = self._mine(transaction, point_id)
            return point, self._removal(transaction, point_id, number, why)

    def _removal(self, transaction: Transaction, point_id: str, number: int, why: str) -> Removal:
        reason = _plain(why, LONGEST_REASON)
        if not reason:
            raise FormatProblem("registry-input", "why")
        said = _held(transaction, point_id, number)
        return Removal(self._now.date(), self._reader.email, reason, said)

    def equip(self, point_id: str, version: Equipment) -> None:
        """Keep the equipment from a day on.

        Raises:
            FormatProblem: `registry-input`.
        """
        if not (0 <= version.computers <= 999 and 0 <= version.printers <= 999):
            raise FormatProblem("registry-input", "computers")
        kept = replace(version, connection=_plain(version.connection, 40))
        with self._changing(point_id, "equipment-change", day=version.valid_from) as transaction:
            convention_store.put_equipment(transaction, point_id, kept)

    def edit(self, record: PointRecord, *, active: bool) -> None:
        """Change what the registry says of a Point, hours apart, and whether it is one.

        Raises:
            FormatProblem: `registry-input`.
        """
        with self._changing(record.id, "point-edit", name=record.name) as transaction:
            known = known_point(transaction, record.id)
            kept = replace(record, caf=known.caf, hours=known.record.hours)
            kept = replace(kept, made_up=known.record.made_up, source=known.record.source)
            with told_by_a_form():
                check(kept)
            close_points(transaction, [kept.id], active=active)
            self._store().replace_point(transaction, kept)

    def reissue_poster(self, point_id: str) -> None:
        """End the Point's posters: the next ones lead to another address."""
        token = new_token(self._collector.random_bytes)
        with self._changing(point_id, "poster-reissue") as transaction:
            reissue_token(transaction, point_id, token, self._now)

    def _local(self, transaction: Transaction, point_id: str) -> datetime:
        """The moment as the Point's own clocks show it."""
        return known_point(transaction, point_id).local(self._now)

    def _store(self) -> RegistryPoints:
        here = self._collector
        return RegistryPoints(here.database, here.now, here.random_bytes)

    @contextmanager
    def _changing(self, point_id: str, action: str, **detail: object) -> Iterator[Transaction]:
        told = {
            name: value if isinstance(value, int) else str(value) for name, value in detail.items()
        }
        with self._collector.database.begin() as transaction:
            self._mine(transaction, point_id)
            note(transaction, self._now, self._reader.email, action, f"point {point_id}", told)
            yield transaction

    def _mine(self, transaction: Transaction, point_id: str) -> RegisteredPoint:
        found = known_point(transaction, point_id)
        self._reader.check_point(found.id, found.caf)
        return found


def known_point(transaction: Transaction, point_id: str) -> RegisteredPoint:
    """The Point with this id.

    Raises:
        OperationProblem: `point-unknown`.
    """
    found = find_point(transaction, point_id)
    if found is None:
        raise OperationProblem("point-unknown", f"{point_id[:40]!r}.")
    return found


def _held(transaction: Transaction, point_id: str, number: int) -> Convention:
    held = convention_store.conventions_of(transaction, point_id)
    found = next((each for each in held if each.id == number), None)
    if found is None:
        raise FormatProblem("registry-input", "number")
    return found


def _plain(text: str, longest: int) -> str:
    """What somebody typed, on one line, without numbers and addresses that name a person."""
    return mask(" ".join(text.split())).text[:longest]
