"""A Point as it stands in the registry: its record, and what the registry adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from collector.registry.departement import departement_of, local_time
from collector.registry.model import PointRecord


@dataclass(frozen=True, slots=True)
class RegisteredPoint:
    """A Point of the registry.

    Attributes:
        record: what the last import said of it.
        token: names the Point in the phone's address `/p/{token}`.
        closures: opening_hours strings that override its hours on their dates.
        survey: digest of a survey of its own, or None for the one published last.
        active: whether it is still a Point.
        coming: hours that hold from later days on; filled in where a day is looked at.
    """

    record: PointRecord
    token: str
    closures: tuple[str, ...]
    survey: bytes | None
    active: bool
    coming: tuple[tuple[date, str], ...] = ()

    @property
    def id(self) -> str:
        """The Point's id."""
        return self.record.id

    @property
    def caf(self) -> str:
        """The code of its Caf."""
        return self.record.caf

    @property
    def departement(self) -> str:
        """The code of its département."""
        return departement_of(self.record.insee, self.record.postcode)

    def local(self, now: datetime) -> datetime:
        """The same moment as the clocks at the Point show it: its day is what hours go by."""
        return local_time(self.departement, now)

    @property
    def address(self) -> str:
        """Its postal address on one line."""
        place = f"{self.record.postcode} {self.record.commune}"
        return f"{self.record.street}, {place}" if self.record.street else place


class PointPlace(NamedTuple):
    """What lists and maps say of a Point: thousands of them are read for one page.

    The fields are those of `PointRecord` and `RegisteredPoint`.
    """

    id: str
    caf: str
    name: str
    commune: str
    postcode: str
    insee: str
    latitude: float | None
    longitude: float | None
    made_up: bool
    active: bool

    @property
    def departement(self) -> str:
        """The code of its département."""
        return departement_of(self.insee, self.postcode)

    @classmethod
    def of(cls, point: RegisteredPoint) -> PointPlace:
        """The same of a whole Point."""
        record = point.record
        return cls(
            record.id, record.caf, record.name, record.commune, record.postcode, record.insee,
            record.latitude, record.longitude, record.made_up, point.active,
        )  # fmt: skip
