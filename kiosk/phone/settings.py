"""The settings of the phone face: each layer against stuffing, on or off."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Presence(StrEnum):
    """What the code on the kiosk's screen is for."""

    OFF = "off"
    """It is not looked at."""
    WELCOME = "welcome"
    """Who shows it is counted as seen on site; who does not may answer all the same."""
    REQUIRED = "required"
    """Only who shows it may answer."""


class PhoneSettings(Protocol):
    """The layers against stuffing.

    `phone_work_bits`: zero bits that a proof of work needs, 0 for none; one more doubles the work.
    `phone_per_hour`: responses, and as many comments, that a Point takes within an hour, 0 for any
    number. `phone_plain_per_hour`: how many of these may come from browsers without JavaScript,
    which prove no work; 0 for none at all.
    """

    @property
    def phone_work_bits(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def phone_presence(self) -> Presence: ...  # noqa: D102
    @property
    def phone_per_hour(self) -> int: ...  # noqa: D102
    @property
    def phone_plain_per_hour(self) -> int: ...  # noqa: D102
