"""Devices and their tickets, as the registry knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.messages import DeviceKind, Status


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device. A kiosk has its Point; a relay a Caf, or None for all Points."""

    id: str
    kind: DeviceKind
    public: bytes
    point: str | None
    caf: str | None
    revoked: bool = False

    def serves(self, point: str, caf: str | None) -> bool:
        """Whether it may send for a Point; `caf` is that Point's, or None for an unknown Point."""
        if self.kind is DeviceKind.KIOSK:
            return point == self.point
        return caf is not None and self.caf in (None, caf)


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """What is kept of an enrolment ticket: the digest of its secret, and what it opens.

    `expires` is the last day it works; `device` the one that used it.
    """

    digest: bytes
    kind: DeviceKind
    point: str | None
    caf: str | None
    expires: date
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """A device's last status and the day it came; None where it never came."""

    device: Device
    status: Status | None
    day: date | None
