"""What the storage hands over (blocks of summed cells) and what comes out (tables of figures)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from collector.tables.estimate import Noise, Share, Status, share, status
from collector.tables.forms import CrossingForm, QuestionForm
from collector.tables.released import ReleasedTable
from collector.tables.weights import Columns
from shared.periods import Period
from shared.survey import Kind, Question

Form = QuestionForm | CrossingForm


class By(StrEnum):
    """Into what a query splits its figures."""

    NONE = "none"
    POINT = "point"
    PERIOD = "period"
    CAF = "caf"


class Block(NamedTuple):
    """Released cells of one question or crossing, summed group by group, in columns.

    A release that holds two survey versions has a row, and adds to a block, for each.

    `breakdown`: language tag or channel, or empty. `groups`: values that the query splits by (Point
    ids, periods, Caf codes), or one empty text; each once. For each of them, in this order:
    `releases`, the number of rows summed (L); `totals`, their `_responses` cells, exact or
    perturbed as the table says; in each of `columns`, one cell's y, in the order of `form.cells`.
    """

    breakdown: str
    form: Form
    groups: Sequence[str]
    releases: Sequence[int]
    totals: Sequence[int]
    columns: Columns


class Figure(NamedTuple):
    """One option's figure: sufficient numbers, from which a share is worked out when it is read.

    `estimate`: the corrected count, unclipped, to be summed. `base`: the estimated number of those
    who were asked and answered. `noise`: that of the summed releases; `variance`: the table's V.
    """

    option: str
    estimate: float
    base: float
    status: Status
    noise: Noise
    variance: int

    @property
    def share(self) -> Share | None:
        """The share of the base with its interval, or None when it is hidden."""
        if self.status is Status.HIDDEN:
            return None
        return share(self.estimate, self.base, self.noise, self.variance)

    @property
    def displayed_count(self) -> int:
        """The count as displayed: a whole number, not negative."""
        return max(0, round(self.estimate))

    @property
    def displayed_base(self) -> int:
        """The base as displayed: a whole number, not negative."""
        return max(0, round(self.base))

    @property
    def points(self) -> tuple[int, int, int] | None:
        """The share and its interval as displayed: whole points, or None when hidden."""
        shown = self.share
        if shown is None:
            return None
        return round(100 * shown.value), round(100 * shown.low), round(100 * shown.high)


Mix = tuple[tuple[bytes, int], ...]
"""Surveys of the forms that were summed, each with how many releases."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the counts of groups that sum the same releases of the same forms (`mix`).

    `options`, then `specials` name the counts; `noise` belongs to the options, in order, with the
    number of releases in it. `conditional`: the shares are those of a crossing.
    """

    mix: Mix
    options: tuple[str, ...]
    specials: tuple[str, ...]
    noise: tuple[Noise, ...]
    variance: int
    conditional: bool


class Group(NamedTuple):
    """The figures of one value that the query splits by, and of one breakdown value.

    `breakdown`: language tag, channel, or the second question's option that the shares of a
    crossing are conditional on; empty for `site`. Figures are made when they are read: a ranking of
    all Points has thousands of groups and shows a page of them.
    """

    group: str
    breakdown: str
    releases: int
    n: int
    base: float
    counts: tuple[float, ...]
    reading: Reading

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The options' figures, in order."""
        return tuple(self.figure(option) for option in self.reading.options)

    def figure(self, option: str) -> Figure:
        """One option's figure. Raises ValueError for an option that the question never had."""
        at = self.reading.options.index(option)
        state = status(self.base, conditional=self.reading.conditional)
        noise, variance = self.reading.noise[at], self.reading.variance
        return Figure(option, self.counts[at], self.base, state, noise, variance)

    @property
    def asides(self) -> tuple[tuple[str, int], ...]:
        """Displayed counts of `_no_answer`, `_not_asked`, `_hasty`, where the table has them."""
        counts = self.counts[len(self.reading.options) :]
        shown = (max(0, round(count)) for count in counts)
        return tuple(zip(self.reading.specials, shown, strict=True))


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The answer to a query, with all that one needs to judge it.

    `question` and `across` (the second question of a crossing) are those of the newest form, for
    their labels. `releases` (L) and `n` cover the whole table; `n` is exact where the table's
    `exact_total` says so, else perturbed. `table` holds V, D and the one-sentence explanation.
    """

    table: ReleasedTable
    question: Question
    across: Question | None
    by: By
    first: Period
    last: Period
    point: str | None
    caf: str | None
    releases: int
    n: int
    method: int
    groups: tuple[Group, ...]

    @property
    def kind(self) -> Kind:
        """Whether shares add up to one (`one`) or not (`many`)."""
        return self.question.kind
