"""One e-mail a morning about devices, at most, and none when there is nothing new to say.

A concern is told when it comes, again each week while it lasts, and once when it is over. Nothing
is sent at the weekend or on a public holiday: nobody would go there, and the next message says it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from collector.fleet.assess import Concern
from collector.fleet.fleet import FleetLine
from collector.texts import Texts
from collector.texts import mark as _
from shared.hours import day_halves

AGAIN_AFTER: Final = timedelta(days=7)
TOLD_FILE: Final = "alerts.json"
"""Beside the database: what was told, by device and concern, and on which day."""

Told = Mapping[str, str]
"""`device concern` → the day it was last told, ISO."""

_WORKING_DAYS: Final = "Mo-Fr 09:00-17:00; PH off"

NAMES: Final[Mapping[Concern, str]] = {
    Concern.NEVER_SEEN: _("Never heard of."),
    Concern.SILENT: _("Silent in opening hours."),
    Concern.CLOCK_WRONG: _("The clock is wrong."),
    Concern.DISK_LOW: _("The disk is nearly full."),
    Concern.QUARANTINED: _("Some answers were refused for good."),
    Concern.OLD_RESPONSES: _("Answers of past months still wait there."),
}
"""What is worth a message; the other concerns pass by themselves and stand on the page."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A morning's message. `told`: what to remember once it is sent; no `text`, no message."""

    subject: str
    text: str
    told: Told


def compose(lines: Iterable[FleetLine], told: Told, today: date, texts: Texts) -> Alert:
    """What to say today of the devices, if anything.

    Args:
        lines: every device.
        told: what earlier messages said.
        today: the day; on days off nothing is said and nothing forgotten.
        texts: the language of the message.
    """
    if not any(day_halves(_WORKING_DAYS, today)):
        return Alert("", "", told)
    lines = list(lines)
    places = {line.watched.sign.device.id: _place(line) for line in lines}
    current = {
        f"{line.watched.sign.device.id} {concern}": concern
        for line in lines
        for concern in line.watched.concerns
        if concern in NAMES
    }
    due = [key for key in current if _is_due(told.get(key, ""), today)]
    over = [key for key in told if key not in current]
    said = [f"- {places[_device(key)]} : {texts.gettext(NAMES[current[key]])}" for key in due]
    ended = [f"- {places.get(_device(key), _device(key))}" for key in over]
    parts = [*said]
    if ended:
        parts += ["", texts.gettext("Settled since:"), *sorted(set(ended))]
    kept = {key: day for key, day in told.items() if key in current}
    kept |= {key: today.isoformat() for key in due}
    if not parts:
        return Alert("", "", kept)
    parts += ["", texts.gettext("The page Devices says what to do.")]
    return Alert(texts.gettext("Isoloir: devices to look at"), "\n".join(parts).strip(), kept)


def read_told(directory: Path) -> dict[str, str]:
    """What earlier messages said; nothing where the file is missing or spoilt."""
    try:
        found = json.loads((directory / TOLD_FILE).read_text(encoding="utf-8"))
        return {str(key): str(day) for key, day in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def write_told(directory: Path, told: Told) -> None:
    """Keep what was said.

    Raises:
        OSError: it could not be kept; the same would be said again.
    """
    (directory / TOLD_FILE).write_text(json.dumps(told, sort_keys=True), encoding="utf-8")


def _is_due(day: str, today: date) -> bool:
    try:
        return date.fromisoformat(day) + AGAIN_AFTER <= today
    except ValueError:
        return True


def _place(line: FleetLine) -> str:
    device = line.watched.sign.device
    return f"{line.place or device.kind.value} ({device.id})"


def _device(key: str) -> str:
    return key.partition(" ")[0]
