"""A Point as it stands in the registry: its record, and what the registry adds to it."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    record: PointRecord
    token: str
    closures: tuple[str, ...]
    survey: bytes | None
    active: bool

    @property
    def id(self) -> str:
        """The Point's id."""
        return self.record.id

    @property
    def caf(self) -> str:
        """The code of its Caf."""
        return self.record.caf

    @property
    def address(self) -> str:
        """Its postal address on one line."""
        place = f"{self.record.postcode} {self.record.commune}"
        return f"{self.record.street}, {place}" if self.record.street else place
