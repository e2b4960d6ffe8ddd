"""Opening hours as a French poster words them: a line for the days that have the same hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Final

from shared.hours import Opening, timetable

DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NO_HOLIDAYS: Final = "Fermé les jours fériés"

_HOLIDAYS_OFF = re.compile(r"\bPH (?:off|closed)\b")


def hours_in_words(expression: str) -> tuple[str, ...]:
    """The hours, a line each: `Mardi et vendredi : de 13 h 30 à 18 h`.

    Nothing for hours that are not known, or that change from week to week: these have no short
    form, and a poster that is wrong every other week is worse than one that does not tell.

    Raises:
        FormatProblem: `hours-invalid`.
    """
    week = timetable(expression)
    if week is None:
        return ()
    kinds = list(dict.fromkeys(each for each in week if each))
    lines = [
        f"{_days([day for day in range(7) if week[day] == kind])} : {_openings(kind)}"
        for kind in kinds
    ]
    if _HOLIDAYS_OFF.search(expression):
        lines.append(NO_HOLIDAYS)
    return tuple(_tied(line) for line in lines)


def _days(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and last - first == len(numbers) - 1:
        return f"Du {DAYS[first]} au {DAYS[last]}"
    return _listed([DAYS[each] for each in numbers]).capitalize()


def _openings(openings: Sequence[Opening]) -> str:
    if openings == ((time(), time()),):
        return "toute la journée"
    return _listed([f"de {_hour(begins)} à {_hour(ends)}" for begins, ends in openings])


def _hour(at: time) -> str:
    if at == time():
        return "minuit"
    return f"{at.hour} h" + (f" {at.minute:02}" if at.minute else "")


def _listed(parts: Sequence[str]) -> str:
    return " et ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _tied(line: str) -> str:
    """With no line break inside an hour or before a colon."""
    return re.sub(r" (?=h\b|:)|(?<=h) (?=\d)", "\u00a0", line)
