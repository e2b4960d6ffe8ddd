"""Which cells make the numerators and the base of shares, for each kind of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collector.tables.estimate import Noise
from collector.tables.forms import CrossingForm, QuestionForm, is_option, is_partition
from shared.survey import Kind

Columns = Sequence[Sequence[int]]
"""The cells of many rows of one form, cell by cell: thousands of rows are then added up by C."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one base, over the cells of one form: a numerator w for each option, one u for all.

    `places`: each option's cell, the only one where its w is 1. `inside`, `outside`: the cells
    where u is 1 and -1. `of_n`: the number of responses itself enters the base (`many`: everyone
    but those who gave no answer). `exact_n`: whether that number is exact. `total`: how many cells
    add up to a known exact number of responses (the direction M removes), or 0.
    """

    places: Mapping[str, int]
    inside: tuple[int, ...]
    outside: tuple[int, ...]
    of_n: bool
    exact_n: bool
    total: int

    def corrections(self, totals: Sequence[int], columns: Columns) -> list[float]:
        """What each cell of a row gets so that all add up to the known number: (n - S)/m.

        `totals`: n of each row; so for all that follows.
        """
        if not self.total:
            return [0.0] * len(totals)
        sums = map(sum, zip(*columns, strict=True))
        return [(n - known) / self.total for n, known in zip(totals, sums, strict=True)]

    def bases(
        self, totals: Sequence[int], columns: Columns, corrections: Sequence[float]
    ) -> list[float]:
        """u·ĉ of each row, with n where it belongs to the base."""
        inside = _added(columns, self.inside, len(totals))
        size = len(self.inside)
        bases = [some + size * each for some, each in zip(inside, corrections, strict=True)]
        if self.of_n:
            outside = _added(columns, self.outside, len(totals))
            bases = [b + (n - some) for b, n, some in zip(bases, totals, outside, strict=True)]
        return bases

    def noise(self, option: str) -> Noise:
        """‖M(w - p̃u)‖²: what one release with unit variance adds to a share, times b²."""
        sum_w = int(option in self.places)
        sum_u = len(self.inside) - len(self.outside)
        wu = float(sum_w and self.places[option] in self.inside)
        uu = float(len(self.inside) + len(self.outside) + (self.of_n and not self.exact_n))
        ww = float(sum_w)
        if self.total:
            ww -= sum_w**2 / self.total
            wu -= sum_w * sum_u / self.total
            uu -= sum_u**2 / self.total
        return Noise(ww, -2 * wu, uu)


def question_shares(form: QuestionForm, *, exact_n: bool) -> Shares:
    """The shares of a question's options among those who were asked and answered."""
    options = {cell: place for place, cell in enumerate(form.cells) if is_option(cell)}
    specials = tuple(place for place, cell in enumerate(form.cells) if not is_option(cell))
    if is_partition(form.question):
        total = len(form.cells) if exact_n else 0
        return Shares(options, tuple(options.values()), (), False, exact_n, total)
    return Shares(options, (), specials, True, exact_n, 0)


def crossing_shares(form: CrossingForm, outcome: str, given: str) -> Shares:
    """The shares of one question's options (`outcome`) among those whose other answer is `given`.

    Raises ValueError when the outcome takes several options: its cells then do not add up to the
    base of such a share, whereas the other way round they do.
    """
    swapped = form.second.id == outcome
    if (form.second if swapped else form.first).kind is not Kind.ONE:
        raise ValueError(f"no shares of {outcome} come from its crossings")
    places = {
        pair[swapped]: place
        for place, pair in enumerate(form.cells)
        if pair[not swapped] == given and is_option(pair[swapped])
    }
    return Shares(places, tuple(places.values()), (), False, True, 0)


def _added(columns: Columns, places: Sequence[int], rows: int) -> Sequence[int]:
    """The sum of these cells in each row."""
    if not places:
        return [0] * rows
    return list(map(sum, zip(*[columns[place] for place in places], strict=True)))
