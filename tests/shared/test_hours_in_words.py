"""Opening hours as a poster words them."""

from __future__ import annotations

import pytest

from shared.hours_in_words import hours_in_words

CONVENTION = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30"


@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        (
            CONVENTION,
            [
                "Lundi : de 9 h à 12 h 30",
                "Mardi et vendredi : de 13 h 30 à 18 h",
                "Mercredi : de 8 h 30 à 12 h 30",
                "Jeudi : de 9 h 30 à 12 h 30",
            ],
        ),
        (
            "Mo-Fr 09:00-12:00,14:00-17:00; PH off",
            ["Du lundi au vendredi : de 9 h à 12 h et de 14 h à 17 h", "Fermé les jours fériés"],
        ),
        ("Mo,We,Sa 10:05-12:00", ["Lundi, mercredi et samedi : de 10 h 05 à 12 h"]),
        ("24/7", ["Du lundi au dimanche : toute la journée"]),
        ("Sa 20:00-24:00", ["Samedi : de 20 h à minuit"]),
        ("week 1-53/2 Mo 09:00-12:00", []),
        ("off", []),
        ("", []),
    ],
    ids=["convention", "holidays", "days", "always", "midnight", "every other week", "off", "none"],
)
def test_hours_are_worded_or_left_out(expression: str, lines: list[str]) -> None:
    assert [each.replace("\u00a0", " ") for each in hours_in_words(expression)] == lines
