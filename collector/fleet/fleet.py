"""The devices of a scope, each with what is amiss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from collector.auth.scope import Scope
from collector.fleet.assess import Newest, Watched, watch
from collector.registry.openings import ExceptionalDays, HoursVersion, expression_on
from collector.registry.registered import RegisteredPoint
from collector.store import openings
from collector.store.devices import signs_of_life
from collector.store.engine import Database
from collector.store.points import all_points
from collector.store.settings import bundle_serial
from shared.hours import day_halves
from shared.periods import Period
from shared.problems import FormatProblem


@dataclass(frozen=True, slots=True)
class FleetLine:
    """A device beside the Point where it stands; a relay has none."""

    watched: Watched
    point: RegisteredPoint | None

    @property
    def place(self) -> str:
        """Where it stands, in a word."""
        device = self.watched.sign.device
        return self.point.record.name if self.point else device.point or device.caf or ""

    @property
    def keys_until(self) -> Period | None:
        """The last month for which it has a key, None where it did not say."""
        status = self.watched.sign.status
        try:
            return Period.parse(status.versions.get("keys", "")) if status else None
        except FormatProblem:
            return None


def fleet_of(database: Database, scope: Scope, now: datetime) -> list[FleetLine]:
    """The devices that a scope opens: those with the most concerns first."""
    with database.read() as transaction:
        points = {each.id: each for each in all_points(transaction, None)}
        signs = signs_of_life(transaction)
        ids = sorted({each.device.point for each in signs if each.device.point in points})
        hours = openings.all_hours(transaction, ids)
        exceptions = openings.all_exceptions(transaction, ids)
        newest = Newest(bundle_serial(transaction, now), version("isoloir"))
    lines = []
    for sign in signs:
        point = points.get(sign.device.point or "")
        caf = point.record.caf if point else sign.device.caf
        seen = scope.sees_point(sign.device.point or "", caf or "")
        if seen:
            is_open = _openness(point, hours, exceptions, now)
            lines.append(FleetLine(watch(sign, newest, now.date(), is_open), point))
    return sorted(lines, key=_urgency)


def _urgency(line: FleetLine) -> tuple[int, str, str]:
    return -len(line.watched.concerns), line.place, line.watched.sign.device.id


def _openness(
    point: RegisteredPoint | None,
    hours: Mapping[str, Sequence[HoursVersion]],
    exceptions: Mapping[str, Sequence[ExceptionalDays]],
    now: datetime,
) -> Callable[[date], bool]:
    """Whether a device's Point was open on a day that is over there; never without known hours."""
    if point is None:
        return lambda _: True
    versions, days = hours.get(point.id, ()), exceptions.get(point.id, ())
    departement, today = point.departement, point.local(now).date()

    def is_open(day: date) -> bool:
        return day < today and any(day_halves(expression_on(versions, days, day, departement), day))

    return is_open
