"""What an import would change, said before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from collector.registry.model import Beside, Offered, PointRecord, Signed
from collector.registry.plan import ImportPlan
from collector.registry.registered import RegisteredPoint


class ChangeKind(StrEnum):
    """What becomes of a Point; one Point can have several."""

    NEW = "new"
    MOVED = "moved"
    RENAMED = "renamed"
    HOURS = "hours"
    EQUIPMENT = "equipment"
    CONVENTION = "convention"
    OTHER = "other"
    GONE = "gone"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one Point. `before` and `after`: as texts, empty for none."""

    kind: ChangeKind
    point: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the registry knows beside Points, by id: equipment, and when conventions were signed.

    A list adds the conventions of days that are not there; one that is there is corrected by hand.
    `removed`: partner and day of those that somebody removed, which no list brings back.
    """

    equipment: Mapping[str, Offered]
    signed: Mapping[str, Collection[date]]
    removed: Mapping[str, Collection[tuple[str, date]]] = field(default_factory=dict)

    def lacks(self, point: str, told: Signed) -> bool:
        """Whether a convention that a list tells is one to add."""
        is_removed = (told.partner, told.signed) in self.removed.get(point, ())
        return told.signed not in self.signed.get(point, ()) and not is_removed


@dataclass(frozen=True, slots=True)
class Preview:
    """All changes, in the order of the file and then of the ids; and who stays as it is.

    `gone`: Points of the same kind of list and the same Cafs that the file does not name. With a
    row left out nobody knows which Point it was: then no Point counts as gone.
    """

    changes: tuple[Change, ...]
    unchanged: int
    gone_unknown: bool

    def of(self, kind: ChangeKind) -> list[Change]:
        """The changes of a kind."""
        return [each for each in self.changes if each.kind is kind]

    @property
    def gone(self) -> tuple[str, ...]:
        """The Points that the file names no more."""
        return tuple(each.point for each in self.of(ChangeKind.GONE))


def preview(plan: ImportPlan, known: Sequence[RegisteredPoint], held: Held) -> Preview:
    """What importing the good rows of a plan would change.

    Args:
        plan: the file as read.
        known: every Point of the registry, with the hours that the last list gave.
        held: what the registry knows beside them.
    """
    by_id = {each.id: each for each in known}
    changes: list[Change] = []
    unchanged = 0
    for record in plan.good:
        found = _changes(record, by_id.get(record.id))
        found += _beside(record, plan.beside.get(record.id, Beside()), held)
        changes += found
        unchanged += not found
    if not plan.bad:
        changes += _gone(plan, known)
    return Preview(tuple(changes), unchanged, bool(plan.bad))


def _changes(record: PointRecord, known: RegisteredPoint | None) -> list[Change]:
    def change(kind: ChangeKind, before: str, after: str) -> Change:
        return Change(kind, record.id, record.name, before, after)

    if known is None:
        return [change(ChangeKind.NEW, "", _place(record))]
    old = known.record
    found = []
    if _whereabouts(old) != _whereabouts(record):
        found.append(change(ChangeKind.MOVED, _place(old), _place(record)))
    if old.name != record.name:
        found.append(change(ChangeKind.RENAMED, old.name, record.name))
    if old.hours != record.hours:
        found.append(change(ChangeKind.HOURS, old.hours, record.hours))
    same = replace(
        record,
        street=old.street,
        postcode=old.postcode,
        commune=old.commune,
        insee=old.insee,
        latitude=old.latitude,
        longitude=old.longitude,
        name=old.name,
        hours=old.hours,
    )
    if same != old:
        found.append(change(ChangeKind.OTHER, _others(old), _others(record)))
    if not known.active:
        found.append(change(ChangeKind.CLOSED, "", ""))
    return found


def _gone(plan: ImportPlan, known: Iterable[RegisteredPoint]) -> Iterable[Change]:
    named = {each.id for each in plan.good}
    cafs = {each.caf for each in plan.good}
    for each in known:
        is_of_list = each.record.source is plan.source and each.caf in cafs
        if each.active and is_of_list and each.id not in named:
            yield Change(ChangeKind.GONE, each.id, each.record.name, _place(each.record), "")


def _whereabouts(record: PointRecord) -> tuple[object, ...]:
    place = record.street, record.postcode, record.commune, record.insee
    return (*place, record.latitude, record.longitude)


def _place(record: PointRecord) -> str:
    place = f"{record.postcode} {record.commune}"
    place = f"{record.street}, {place}" if record.street else place
    if record.latitude is None or record.longitude is None:
        return place
    return f"{place} ({record.latitude:.5f}, {record.longitude:.5f})"


def _beside(record: PointRecord, told: Beside, held: Held) -> Iterable[Change]:
    before = held.equipment.get(record.id)
    if told.equipment is not None and told.equipment != before:
        texts = _equipment(before), _equipment(told.equipment)
        yield Change(ChangeKind.EQUIPMENT, record.id, record.name, *texts)
    signed = told.convention
    if signed is not None and held.lacks(record.id, signed):
        text = f"{signed.partner}, {signed.signed}"
        text += f" → {signed.effective}" if signed.effective != signed.signed else ""
        yield Change(ChangeKind.CONVENTION, record.id, record.name, "", text)


def _equipment(offered: Offered | None) -> str:
    if offered is None:
        return ""
    return ", ".join(f"{name}={value}" for name, value in offered._asdict().items() if value != "")


def _others(record: PointRecord) -> str:
    return f"Caf {record.caf}, {record.source}" + (", made up" if record.made_up else "")
