"""How a month's responses fall on Points and days: a few Points have many, most have few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

SPREAD: Final = 1.2
"""Standard deviation of the logarithm of a Point's responses. Of 2,845 with a million of them the
busiest has thirty times the mean, the middle one half of it, and one in thirty under twenty."""

DAYS: Final = 20
"""Days that a Point is open in a month."""

OPEN_HOURS: Final = 7


def over_points(points: int, responses: int, chance: Random) -> list[int]:
    """So many responses spread over so many Points; the numbers add up exactly."""
    weights = [chance.lognormvariate(0, SPREAD) for _ in range(points)]
    total = sum(weights)
    exact = [responses * weight / total for weight in weights]
    numbers = [int(each) for each in exact]
    by_rest = sorted(range(points), key=lambda at: numbers[at] - exact[at])
    for at in by_rest[: responses - sum(numbers)]:
        numbers[at] += 1
    return numbers


def over_days(responses: int, days: int, chance: Random) -> Sequence[int]:
    """A Point's responses by day, each on a day of its own choice."""
    drawn = Counter(chance.choices(range(days), k=responses))
    return [drawn[day] for day in range(days)]
