"""Periods: calendar months written `YYYY-MM`, the finest time that is kept about a visitor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.problems import FormatProblem

_PATTERN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month. Ordered in time; `str()` gives `YYYY-MM`."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `YYYY-MM`.

        Raises:
            FormatProblem: `period-invalid`.
        """
        found = _PATTERN.fullmatch(text)
        if not found:
            raise FormatProblem("period-invalid", f"{text[:20]!r} is not a month.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Period:
        """The month that holds a day (or a datetime, in its own time zone)."""
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> Period:
        """The inverse of `index`."""
        year, month = divmod(index, 12)
        return cls(year, month + 1)

    @property
    def index(self) -> int:
        """Months since January of year 0: consecutive integers for consecutive periods."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """The day it begins on."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The day it ends on."""
        return self.plus(1).first_day - timedelta(days=1)

    def plus(self, months: int) -> Period:
        """The period so many months later (or earlier, when negative)."""
        return Period.from_index(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def nearest(period: Period, available: list[Period]) -> Period | None:
    """The available period to use when the clock says `period`.

    A device whose clock jumped by years, or that was offline longer than its keys reach, goes on
    with the nearest key it has: a response is never lost for want of a date.
    """
    return min(available, key=lambda each: (abs(each.index - period.index), each), default=None)
