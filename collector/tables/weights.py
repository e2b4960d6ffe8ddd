"""Which cells make the numerators and the base of shares, for each kind of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collector.tables.estimate import Noise
from collector.tables.forms import CrossingForm, QuestionForm, is_option, is_partition
from shared.survey import Kind


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

    def correction(self, n: int, cells: Sequence[int]) -> float:
        """What each cell gets so that all add up to the known number: (n - S)/m."""
        return (n - sum(cells)) / self.total if self.total else 0.0

    def base(self, n: int, cells: Sequence[int], correction: float) -> float:
        """u·ĉ, with n where it belongs to the base."""
        base = sum([cells[place] for place in self.inside]) + correction * len(self.inside)
        if self.of_n:
            base += n - sum([cells[place] for place in self.outside])
        return base

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
