"""So many deaths at random instants: of station, intake and tally, with a bad line in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.support.tally_world import JANUARY
from tests.torture.field import Field, opened_field
from tests.torture.parts import MONTHS

LONGEST_LIFE_SECONDS = 0.25
CHECKED_EVERY = 10
"""Deaths; the accounts are drawn up after each one."""


def die(made: Field) -> None:
    """One death, of a program chosen at random, at a random instant of its life."""
    made.start_intake()
    made.start_kiosk()
    victim = made.chance.choice(("kiosk", "intake", "tally"))
    period = JANUARY.plus(made.chance.randrange(MONTHS))
    child = made.start_tally(period) if victim == "tally" else None
    # Not awaiting anything: the instant of death is the random input of this test.
    time.sleep(made.chance.uniform(0, LONGEST_LIFE_SECONDS))
    if child is not None:
        made.kill_tally(child)
    elif victim == "kiosk":
        made.kill_kiosk()
    else:
        made.kill_intake()


def kill_again_and_again(
    place: Path, url: str, deaths: int, seed: int, progress: Callable[[int], None] = lambda _: None
) -> tuple[int, dict[str, int]]:
    """Have programs die; returns how many responses were counted, and who died how often."""
    with opened_field(place, url, seed) as made:
        for number in range(1, deaths + 1):
            die(made)
            made.check_accounts()
            if made.kiosk is None or number % CHECKED_EVERY == 0:
                made.kill_kiosk()
                made.check_nothing_lost()
            progress(number)
        died = dict(made.deaths)
        return made.finish(), died
