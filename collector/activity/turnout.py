"""How many of the visitors who were declared answered the survey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from collector.activity.model import Declared
from shared.periods import Period


class Turnout(NamedTuple):
    """`months`: how many months of Points are in it, those with a return and no others.

    Both numbers are exact: `responses` were counted in these months, `visitors` declared for them.
    """

    responses: int
    visitors: int
    months: int

    @property
    def percent(self) -> int:
        """Responses for 100 declared visitors, rounded."""
        return round(100 * self.responses / self.visitors)

    def plus(self, other: Turnout) -> Turnout:
        """Of other months, or other Points, as well."""
        return Turnout(
            self.responses + other.responses,
            self.visitors + other.visitors,
            self.months + other.months,
        )


NOBODY: Final = Turnout(0, 0, 0)


def turnout_of(
    declared: Mapping[tuple[str, Period], Declared], responses: Mapping[tuple[str, Period], int]
) -> Turnout | None:
    """Compare like with like: the months of Points that were declared; None without a visitor."""
    visitors = sum(each.visitors for each in declared.values())
    if not visitors:
        return None
    counted = sum(responses.get(each, 0) for each in declared)
    return Turnout(counted, visitors, len(declared))
