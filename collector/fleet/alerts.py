"""One e-mail a morning about devices, at most, and none when there is nothing new to say.

A concern is told when it comes, again each week while it lasts, and once when it is over. Nothing
is sent at the weekend or on a public holiday (a regional one where all the Points lie in its
region): nobody would go there, and the next message says it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from collector.fleet.assess import Concern
from collector.fleet.concerns import WORDS
from collector.fleet.fleet import FleetLine
from collector.texts import Texts
from shared.departement import is_regional_holiday
from shared.hours import day_halves

AGAIN_AFTER: Final = timedelta(days=7)
DIRECTORY: Final = "alerts"
"""Of the data directory, so that whoever sends alerts need write nothing else there."""

TOLD_FILE: Final = "told.json"
"""In it, by whom it was told to: the concerns, and the day of each."""

Told = Mapping[str, str]
"""`device concern` → the day it was last told, ISO."""

_WORKING_DAYS: Final = "Mo-Fr 09:00-17:00; PH off"

_SILENT_ON: Final = frozenset({Concern.OLD_BUNDLE, Concern.OLD_PROGRAM})
"""These pass by themselves, and stand on the page."""


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
    lines = list(lines)
    if _is_day_off(lines, today):
        return Alert("", "", told)
    places = {line.watched.sign.device.id: _place(line) for line in lines}
    current = {
        f"{line.watched.sign.device.id} {concern}": concern
        for line in lines
        for concern in line.watched.concerns
        if concern not in _SILENT_ON
    }
    due = [key for key in current if _is_due(told.get(key, ""), today)]
    over = [key for key in told if key not in current]
    said = [_line(key, places, texts) for key in due]
    ended = [_line(key, places, texts) for key in over]
    parts = [*said]
    if ended:
        parts += ["", texts.gettext("Settled since:"), *sorted(ended)]
    kept = {key: day for key, day in told.items() if key in current}
    kept |= {key: today.isoformat() for key in due}
    if not parts:
        return Alert("", "", kept)
    parts += ["", texts.gettext("The page Devices says what to do.")]
    return Alert(texts.gettext("Isoloir: devices to look at"), "\n".join(parts).strip(), kept)


def read_told(directory: Path, to: str) -> dict[str, str]:
    """What earlier messages said to somebody; nothing where the file is missing or spoilt."""
    known = set(Concern)
    mine = _told_to_all(directory).get(to)
    pairs = mine.items() if isinstance(mine, dict) else ()
    return {str(key): str(day) for key, day in pairs if str(key).partition(" ")[2] in known}


def write_told(directory: Path, to: str, told: Told) -> None:
    """Keep what was said to somebody.

    Raises:
        OSError: it could not be kept; the same would be said again.
    """
    directory.mkdir(exist_ok=True)
    all_told = {**_told_to_all(directory), to: told}
    (directory / TOLD_FILE).write_text(json.dumps(all_told, sort_keys=True), encoding="utf-8")


def _told_to_all(directory: Path) -> dict[str, Any]:
    try:
        found = json.loads((directory / TOLD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_day_off(lines: Iterable[FleetLine], today: date) -> bool:
    places = {line.point.departement for line in lines if line.point}
    regional = bool(places) and all(is_regional_holiday(each, today) for each in places)
    return regional or not any(day_halves(_WORKING_DAYS, today))


def _is_due(day: str, today: date) -> bool:
    try:
        return date.fromisoformat(day) + AGAIN_AFTER <= today
    except ValueError:
        return True


def _place(line: FleetLine) -> str:
    device = line.watched.sign.device
    return f"{line.place or device.kind.value} ({device.id})"


def _line(key: str, places: Mapping[str, str], texts: Texts) -> str:
    device, _, concern = key.partition(" ")
    amiss = texts.gettext(WORDS[Concern(concern)].amiss)
    return f"- {places.get(device, device)}{texts.colon}{amiss}"
