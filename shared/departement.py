"""What a Point's département changes: public holidays of its own, and overseas the clock.

Sources: Code du travail, article L3134-13 (Alsace and Moselle: Good Friday and 26 December) and
article L3422-2 with loi n° 83-550 and décret n° 83-1003 of 23 November 1983 (overseas: the day on
which the abolition of slavery is commemorated). Good Friday is a holiday in the communes of Alsace
and Moselle that have a Protestant church or one of both confessions; as nobody keeps a list of
these, it is taken for one in all of the three départements.

A département is the official code at the head of a commune's: `67`, `2A`, `971`. Saint-Barthélemy
and Saint-Martin are `977` and `978`. A code that is not known here, or "", changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from shared.hours import as_on_a_holiday

_ALSACE_MOSELLE: Final = frozenset({"57", "67", "68"})
_SAINT_STEPHEN: Final = (12, 26)
_ABOLITION: Final[Mapping[str, tuple[int, int]]] = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 28),
}
"""Month and day."""

_TIME_ZONES: Final[Mapping[str, str]] = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
}


def time_zone(departement: str) -> str:
    """The IANA name of the time zone in which its people live."""
    return _TIME_ZONES.get(departement, "Europe/Paris")


def is_regional_holiday(departement: str, day: date) -> bool:
    """Whether a day is a public holiday there beside the eleven of the whole country."""
    if departement in _ALSACE_MOSELLE:
        return (day.month, day.day) == _SAINT_STEPHEN or day == _good_friday(day.year)
    return (day.month, day.day) == _ABOLITION.get(departement)


def with_regional_holidays(hours: str, departement: str, day: date) -> str:
    """The hours to go by on a day: what they say of public holidays counts on regional ones too.

    Args:
        hours: an OpenStreetMap `opening_hours` string; unreadable ones come back as they are.
        departement: of the Point.
        day: the Point's own.
    """
    return as_on_a_holiday(hours, day) if is_regional_holiday(departement, day) else hours


@lru_cache(maxsize=64)
def _good_friday(year: int) -> date:
    """Two days before Easter Sunday, by the Gregorian rule (Meeus, Astronomical Algorithms, 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quarters, single = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * quarters - moon - single) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, number = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, number + 1) - timedelta(days=2)
