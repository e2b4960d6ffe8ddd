"""A year's activity returns in a report: month by month, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collector.activity.model import Declared
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class Month:
    """`visitors` and `accompanied` are None where nothing was declared."""

    period: Period
    visitors: int | None
    accompanied: int | None
    responses: int


@dataclass(frozen=True, slots=True)
class Activity:
    """A year. `responses_then`: those released in months that were declared."""

    months: Sequence[Month]
    visitors: int
    accompanied: int
    responses: int
    responses_then: int

    @property
    def declared(self) -> int:
        """How many months were."""
        return sum(each.visitors is not None for each in self.months)

    @property
    def share_accompanied(self) -> int | None:
        """Of a hundred visitors, None without any."""
        return round(100 * self.accompanied / self.visitors) if self.visitors else None

    @property
    def rate(self) -> int | None:
        """Responses to a hundred visitors, None without any."""
        return round(100 * self.responses_then / self.visitors) if self.visitors else None


def activity_of(
    months: Sequence[Period], declared: Mapping[Period, Declared], responses: Mapping[Period, int]
) -> Activity:
    """The year of a Point."""
    return added(
        [
            Month(
                each,
                declared[each].visitors if each in declared else None,
                declared[each].accompanied if each in declared else None,
                responses.get(each, 0),
            )
            for each in months
        ]
    )


def together(months: Sequence[Period], some: Iterable[Activity]) -> Activity:
    """The year of several Points; a month is declared where one of them declared it."""
    activities = list(some)
    found = []
    for at, period in enumerate(months):
        column = [each.months[at] for each in activities]
        told = [each for each in column if each.visitors is not None]
        found.append(
            Month(
                period,
                sum(each.visitors or 0 for each in told) if told else None,
                sum(each.accompanied or 0 for each in told) if told else None,
                sum(each.responses for each in column),
            )
        )
    whole = added(found)
    then = sum(each.responses_then for each in activities)
    return Activity(whole.months, whole.visitors, whole.accompanied, whole.responses, then)


def added(months: Sequence[Month]) -> Activity:
    """Months with their sums."""
    return Activity(
        months,
        sum(each.visitors or 0 for each in months),
        sum(each.accompanied or 0 for each in months),
        sum(each.responses for each in months),
        sum(each.responses for each in months if each.visitors is not None),
    )
