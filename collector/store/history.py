"""Which releases there are, of which months and with how many responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from collector.store.engine import Transaction
from collector.store.running_sums import Level
from collector.store.schema import point
from collector.store.tally_schema import release, sum_span
from collector.tables.history import PointTotal, ReleaseEntry
from collector.tables.released import TableId
from shared.periods import Period

_IDS_A_STATEMENT = 500


def releases_of(transaction: Transaction, point_id: str) -> list[ReleaseEntry]:
    """The releases of a Point, oldest first; survey versions of one tally count as one."""
    query = (
        select(
            release.c.period,
            func.min(release.c.first_period),
            func.max(release.c.last_period),
            func.sum(release.c.n),
        )
        .where(release.c.table_id == TableId.SITE.value, release.c.point_id == point_id)
        .group_by(release.c.claim, release.c.period)
        .order_by(release.c.period, release.c.claim)
    )
    return [
        ReleaseEntry(Period.parse(period), Period.parse(first), Period.parse(last), int(n))
        for period, first, last, n in transaction.execute(query)
    ]


def totals_of(transaction: Transaction, point_ids: Sequence[str]) -> Mapping[str, PointTotal]:
    """The totals of those of these Points that have releases."""
    totals: dict[str, PointTotal] = {}
    for start in range(0, len(point_ids), _IDS_A_STATEMENT):
        some = point_ids[start : start + _IDS_A_STATEMENT]
        query = (
            select(release.c.point_id, func.max(release.c.period), func.sum(release.c.n))
            .where(release.c.table_id == TableId.SITE.value, release.c.point_id.in_(some))
            .group_by(release.c.point_id)
        )
        for found, last, n in transaction.execute(query):
            totals[found] = PointTotal(Period.parse(last), int(n))
    return totals


def responses_by_month(
    transaction: Transaction,
    first: Period,
    last: Period,
    *,
    point_id: str | None = None,
    caf: str | None = None,
) -> dict[tuple[str, Period], int]:
    """How many responses were released by Point and month: one Point's, a Caf's, or all.

    The month is the tally's: a response that came late counts in the month that counted it.
    """
    query = (
        select(release.c.point_id, release.c.period, func.sum(release.c.n))
        .where(
            release.c.table_id == TableId.SITE.value,
            release.c.period.between(str(first), str(last)),
        )
        .group_by(release.c.point_id, release.c.period)
    )
    if point_id is not None:
        query = query.where(release.c.point_id == point_id)
    if caf is not None:
        query = query.join(point, point.c.point_id == release.c.point_id).where(point.c.caf == caf)
    return {
        (found, Period.parse(period)): int(n) for found, period, n in transaction.execute(query)
    }


def last_releases_of(transaction: Transaction) -> Mapping[str, Period]:
    """The month of the last release of every Point, from the spans of its sums."""
    query = (
        select(sum_span.c.point_id, func.max(sum_span.c.last))
        .where(sum_span.c.level == Level.POINT)
        .group_by(sum_span.c.point_id)
    )
    rows = transaction.execute(query).all()
    months = {last: Period.from_index(last) for _, last in rows}
    return {found: months[last] for found, last in rows}
