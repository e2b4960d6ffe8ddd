"""Response rates from the database: of a Point, of a Caf, of the nation."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from sqlalchemy import func, select

from collector.activity.turnout import NOBODY, Turnout, turnout_of
from collector.store.activity import declared_visitors
from collector.store.desk_schema import activity_return
from collector.store.engine import Transaction
from collector.store.history import responses_by_month
from collector.store.tally_schema import tally_claim
from shared.periods import Period

Keep = Callable[[Hashable, Callable[[], Turnout]], Turnout]
"""Gives what a key stands for, read anew or kept from another request."""


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
    months = (str(first), str(last))
    returns = transaction.execute(
        select(activity_return.c.period, func.count(), func.max(activity_return.c.place))
        .where(activity_return.c.period.between(*months))
        .group_by(activity_return.c.period)
    )
    claims = transaction.execute(
        select(tally_claim.c.period, func.count())
        .where(tally_claim.c.published.is_(True), tally_claim.c.period.between(*months))
        .group_by(tally_claim.c.period)
    )
    released = {period: number for period, number in claims}  # noqa: C416 - rows are no pairs
    whole = NOBODY
    for name, number, newest in returns.all():
        month = Period.parse(name)
        state = name, number, newest, released.get(name, 0)
        whole = whole.plus(
            keep(state, lambda month=month: turnout(transaction, month, month) or NOBODY)  # type: ignore[misc]
        )
    return whole if whole.visitors else None
