"""Worlds to attack: some Points' responses, published as we do and in two naive ways.

The attacker knows everybody's answers but one: the first response of the first Point, whose answer
to `q0` is yes or no by the toss of a coin. Whoever guesses it right wins the world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from random import Random
from typing import Final

from collector.tables.accounting import exposure
from collector.tables.engine import answer
from collector.tables.memory import MemoryCellStore, ReleasedRow
from collector.tables.model import Block
from collector.tables.query import Query, read_query
from collector.tally.claim import Claim
from collector.tally.fold import Counts, Folder
from collector.tally.noise import noise_row
from collector.tally.release import Content, releases
from shared.periods import Period
from shared.response import Channel, Response, encode
from tests.collector.tables.samples import question, survey
from tests.support.released import released_rows

QUESTIONS: Final = ("q0", "q1", "q2", "q3")
SURVEY: Final = survey(
    [question(each, "one", ["yes", "no"]) for each in QUESTIONS],
    [["q0", "q1"], ["q0", "q2"], ["q0", "q3"]],
)
FOLDER: Final = Folder(SURVEY)
CAF: Final = "761"
POINTS: Final = ("target", "second", "third")
SIZE: Final = 24
FIRST: Final = Period(2026, 1)
VARIANCE: Final = 5

BOUND: Final = exposure(SURVEY).usual.best_guess
"""What DISCLOSURE states of this survey: how often the best guess at one answer is right."""

Sheets = dict[str, list[dict[str, str]]]


@dataclass
class PerQuery(MemoryCellStore):
    """A naive release: exact counts in store, and noise drawn anew at every query."""

    chance: Random = field(default_factory=Random)

    def sums(self, query: Query) -> Iterable[Block]:
        for block in super().sums(query):
            columns = [[y + self.noise() for y in column] for column in block.columns]
            yield block._replace(columns=columns)

    def noise(self) -> int:
        """One draw."""
        return noise_row(VARIANCE, 15).value(self.chance.getrandbits(64))


@dataclass(frozen=True)
class World:
    """One toss of the coin. `truth`: whether the target said yes; `known`: all other sheets.

    `rest`: what the target answered to the other questions.
    """

    truth: bool
    rest: dict[str, str]
    known: Sheets
    exact: MemoryCellStore
    per_query: PerQuery
    ours: MemoryCellStore

    def known_yes(self, *points: str) -> int:
        """How many of the others said yes."""
        return sum(sheet["q0"] == "yes" for point in points for sheet in self.known[point])


@lru_cache(maxsize=1024)
def world(seed: int, sizes: tuple[int, ...] = (SIZE,) * 3, months: int = 1) -> World:
    """A world; the target answers in the last month, and months before it have others only."""
    chance = Random(f"world {seed}")
    truth = chance.random() < 0.5
    exact: list[ReleasedRow] = []
    ours: list[ReleasedRow] = []
    known: Sheets = {point: [] for point in POINTS}
    rest: dict[str, str] = {}
    for month in range(months):
        sheets = {point: _sheets(chance, n) for point, n in zip(POINTS, sizes, strict=True)}
        for point, some in sheets.items():
            known[point] += some
        if month == months - 1:
            (own,) = _sheets(chance, 1)
            rest = {name: option for name, option in own.items() if name != "q0"}
            sheets["target"] = [{**own, "q0": "yes" if truth else "no"}, *sheets["target"]]
        counts, published = publish(sheets, FIRST.plus(month), f"{seed} {month}")
        ours += published
        exact += [ReleasedRow(k, FIRST.plus(month), CAF, row) for k, row in counts.rows.items()]
    where = dict.fromkeys(POINTS, CAF)
    return World(
        truth,
        rest,
        known,
        MemoryCellStore([SURVEY], where, exact),
        PerQuery([SURVEY], where, exact, Random(f"noise {seed}")),
        MemoryCellStore([SURVEY], where, ours),
    )


def _sheets(chance: Random, n: int) -> list[dict[str, str]]:
    return [{each: chance.choice(("yes", "no")) for each in QUESTIONS} for _ in range(n)]


def publish(sheets: Sheets, period: Period, name: str) -> tuple[Counts, list[ReleasedRow]]:
    """Exact counts, and what the tally's own functions publish of them."""
    counts = Counts()
    items: dict[str, dict[str, list[bytes]]] = {}
    for point, some in sheets.items():
        texts = [_plaintext(sheet) for sheet in some]
        counts += FOLDER.fold(point, CAF, texts).counts
        ids = [
            hashlib.sha256(f"{name} {point} {i}".encode()).digest()[:16] for i in range(len(some))
        ]
        items[point] = {str(period): ids}
    claim = Claim(CAF, period, 1)
    secret = hashlib.sha256(f"secret {name}".encode()).digest()
    content = Content(SURVEY, counts, items)
    return counts, released_rows([(claim, releases(claim, [content], secret))])


def _plaintext(sheet: dict[str, str]) -> bytes:
    answers = {name: frozenset((option,)) for name, option in sheet.items()}
    return encode(SURVEY, Response(answers, Channel.SCREEN, "fr"))


def yes_minus_no(store: MemoryCellStore, table: str = "site", **asked: str) -> float:
    """What a query says: those who said yes to `q0` less those who said no, over all its groups."""
    query = read_query(table, {"question": "q0", **asked}, store)
    groups = answer(store, query).groups
    yes, no = groups[0].reading.options.index("yes"), groups[0].reading.options.index("no")
    return sum(group.counts[yes] - group.counts[no] for group in groups)


def says_yes(difference: float, known_yes: int, others: int) -> bool:
    """The best guess, from a figure of yes less no, when all other answers are known."""
    return difference > known_yes - (others - known_yes)


Attack = Callable[[World, MemoryCellStore], bool]
Choose = Callable[[World], MemoryCellStore]


def wins(attack: Attack, choose: Choose, worlds: Sequence[World]) -> float:
    """How often an attack on one of the stores guesses right."""
    return sum(attack(each, choose(each)) == each.truth for each in worlds) / len(worlds)


def within_bound(share: float, trials: int) -> bool:
    """Whether a share of wins is what the stated bound allows, four standard errors of chance."""
    return share <= BOUND + 4 * sqrt(BOUND * (1 - BOUND) / trials)
