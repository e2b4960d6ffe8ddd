"""Counts, shares and intervals from released cells: pure arithmetic on what everyone may see.

A share is p = (w·ĉ)/(u·ĉ) for weights w, u over cells (`collector.tables.weights`). Its variance is
that of sampling plus that of the perturbation, p̃(1 - p̃)/b + L·V·‖M(w - p̃u)‖²/b². The squared
length is a polynomial of degree two in p̃ whose coefficients depend on the question only (`Noise`),
so that a figure costs a few multiplications. The interval is Wilson's (1927) at the effective size
n_eff = p̃(1 - p̃)/variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from typing import Final, NamedTuple

Z: Final = 1.959963984540054
"""97.5th percentile of the normal distribution: 95 % intervals."""

LEAST_BASE: Final = 20
"""Below it a share says nothing that an honest reader could use, and is not shown."""

SOLID_BASE: Final = 50
"""Below it a share is marked fragile; a crossing's conditional share is not shown at all."""


class Status(StrEnum):
    """Whether a share may be read.

    `hidden`: the base is too small, there is no share. `fragile`: read it with care.
    """

    SHOWN = "shown"
    FRAGILE = "fragile"
    HIDDEN = "hidden"


class Share(NamedTuple):
    """A share of a base with its 95 % interval, each from 0 to 1."""

    value: float
    low: float
    high: float


class Noise(NamedTuple):
    """‖M(w - p̃u)‖² as `constant` + `linear`·p̃ + `square`·p̃²; sums add up term by term."""

    constant: float
    linear: float
    square: float

    def at(self, p: float) -> float:
        """The squared length at a share p."""
        return self.constant + (self.linear + self.square * p) * p

    def plus(self, other: Noise, times: float) -> Noise:
        """The noise of a sum to which `other` enters `times` times (releases summed)."""
        return Noise(
            self.constant + times * other.constant,
            self.linear + times * other.linear,
            self.square + times * other.square,
        )


NO_NOISE: Final = Noise(0.0, 0.0, 0.0)


def corrected_counts(n: int, cells: Sequence[int]) -> tuple[float, ...]:
    """ĉ = y + (n - S)/m: the cells of a partition, corrected by their known total n."""
    correction = (n - sum(cells)) / len(cells)
    return tuple(cell + correction for cell in cells)


def share(count: float, base: float, noise: Noise, variance: int) -> Share:
    """A share with its 95 % interval, clipped to 0..1 for display.

    `count` and `base` are corrected and summed (`base` positive), `noise` is summed over releases,
    so that L is in it; `variance` is the table's V.
    """
    return wilson(min(1.0, max(0.0, count / base)), effective_size(count, base, noise, variance))


def effective_size(count: float, base: float, noise: Noise, variance: int) -> float:
    """n_eff: how many unperturbed answers would be as precise; arguments as for `share`."""
    guarded = _guarded(count, base)
    spread = guarded * (1 - guarded)
    return spread / (spread / base + variance * noise.at(guarded) / base**2)


def _guarded(count: float, base: float) -> float:
    """p̃, kept off 0 and 1 so that a variance computed from it never vanishes."""
    edge = 0.5 / (base + 2)
    return min(1 - edge, max(edge, (count + 1) / (base + 2)))


def wilson(p: float, size: float, z: float = Z) -> Share:
    """Wilson's interval for a share p of `size` responses (any positive number).

    `z`: of the normal distribution, 95 % unless told otherwise.
    """
    z2 = z * z / size
    centre = (p + z2 / 2) / (1 + z2)
    half = z / (1 + z2) * sqrt(p * (1 - p) / size + z2 / size / 4)
    return Share(p, max(0.0, centre - half), min(1.0, centre + half))


def status(base: float, *, conditional: bool) -> Status:
    """The display rule; `conditional` shares (of a crossing) want a base of 50."""
    if base < (SOLID_BASE if conditional else LEAST_BASE):
        return Status.HIDDEN
    return Status.FRAGILE if base < SOLID_BASE else Status.SHOWN
