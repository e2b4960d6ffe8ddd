"""What the pages need from the rest of the kiosk, gathered once when the app is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.pace import Pacing
from kiosk.speech import Voice
from kiosk.submit import Store
from kiosk.texts import Texts
from kiosk.viewing import Panel
from kiosk.views import Views
from kiosk.visits import Visits
from shared.bundle import Bundle


class Settings(Protocol):
    """The settings of the pages, in seconds unless named otherwise.

    `idle_seconds` without a touch bring the warning, `idle_warning_seconds` more erase the visit;
    `thank_you_seconds` bring the first screen back; `tap_guard_ms` (milliseconds) is how long a new
    screen ignores taps, so that the second of two quick taps answers nothing, `visitor_pause_ms`
    how long the first screen does. `demo`: the pages say that this is a demonstration.
    """

    @property
    def idle_seconds(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def idle_warning_seconds(self) -> int: ...  # noqa: D102
    @property
    def thank_you_seconds(self) -> int: ...  # noqa: D102
    @property
    def tap_guard_ms(self) -> int: ...  # noqa: D102
    @property
    def visitor_pause_ms(self) -> int: ...  # noqa: D102
    @property
    def demo(self) -> bool: ...  # noqa: D102


class Device(Protocol):
    """What this device knows."""

    @property
    def bundle(self) -> Bundle:
        """The bundle in use. Raises ResponseProblem `survey-unavailable` when there is none."""
        ...


@dataclass(frozen=True)
class Room:
    """Everything that page modules share."""

    settings: Settings
    device: Device
    spool: Store
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    texts: Texts
    icons: dict[str, str]
    pacing: Pacing
    voice: Voice | None = None
    """What reads aloud; None: the pages are silent."""
    panel: Panel = field(default_factory=Panel)
    views: Views = field(default_factory=Views)
    visits: Visits = field(default_factory=Visits)
    parts: dict[tuple[Hashable, ...], str] = field(default_factory=dict)
    """Parts of pages that depend on nobody's answers (`kiosk.pages.showing.part`)."""
