"""Response rates from the database: of a Point, of a Caf, of the nation."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Final

from sqlalchemy import bindparam, func, select

from collector.activity.turnout import NOBODY, Turnout, turnout_of
from collector.store.activity import declared_visitors
from collector.store.desk_schema import activity_return
from collector.store.engine import Transaction
from collector.store.history import responses_by_month
from collector.store.tally_schema import tally_claim
from shared.periods import Period

Keep = Callable[[Hashable, Callable[[], Turnout]], Turnout]
"""Gives what a key stands for, read anew or kept from another request."""


_ENDS: Final = select(
    select(func.min(activity_return.c.period)).scalar_subquery(),
    select(func.max(activity_return.c.period)).scalar_subquery(),
)
_NEWEST: Final = select(func.max(activity_return.c.place)).where(
    activity_return.c.period == bindparam("month")
)
"""Returns are numbered as they come, and corrected by new ones."""

_PUBLISHED: Final = (
    select(tally_claim.c.period, func.count())
    .where(
        tally_claim.c.published.is_(True),
        tally_claim.c.period.between(bindparam("first"), bindparam("last")),
    )
    .group_by(tally_claim.c.period)
)


def turnout(
    transaction: Transaction,
    first: Period,
    last: Period,
    *,
    point_id: str | None = None,
    caf: str | None = None,
) -> Turnout | None:
    """The turnout of a Point, or of a Caf's Points, in these months; None without a return."""
    declared = declared_visitors(transaction, first, last, point_id=point_id, caf=caf)
    if not declared:
        return None
    responses = responses_by_month(transaction, first, last, point_id=point_id, caf=caf)
    return turnout_of(declared, responses)


def national_turnout(
    transaction: Transaction, first: Period, last: Period, keep: Keep
) -> Turnout | None:
    """The turnout of all Points in these months; None without a return.

    Tens of thousands of returns are read for it: month by month, and again only for a month in
    which a return came, a correction, or a release.
    """
    ends = transaction.execute(_ENDS).one()
    if ends[0] is None:
        return None
    begin, end = (Period.parse(each) for each in ends)
    months = map(Period.from_index, range(max(first, begin).index, min(last, end).index + 1))
    claims = transaction.execute(_PUBLISHED, {"first": str(first), "last": str(last)})
    released: dict[str, int] = {row.period: row[1] for row in claims}
    whole = NOBODY
    for month in months:
        newest = transaction.scalar(_NEWEST, {"month": str(month)})
        if newest is not None:
            state = month, newest, released.get(str(month), 0)
            whole = whole.plus(keep(state, partial(_of_month, transaction, month)))
    return whole if whole.visitors else None


def _of_month(transaction: Transaction, month: Period) -> Turnout:
    return turnout(transaction, month, month) or NOBODY
