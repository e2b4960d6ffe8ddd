"""The vault as the tally sees it: who waits, what a claim takes, and the sealed items themselves.

A claim lists the ids it takes and touches no row of the vault: rows are large, and rewriting them
would cost as much as opening them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, cast

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, text

from collector.store.engine import Transaction
from collector.store.schema import point, vault
from collector.store.tally_schema import claimed, deferral, tally_claim
from collector.tally.claim import TAG_BYTES, Claim, ClaimedIds, SealedItem
from collector.tally.plan import Deferral, Waiting, choose
from shared.limits import ITEM_ID_BYTES
from shared.periods import Period
from shared.sealing import Label

_RESPONSE: Final = Label.RESPONSE.value

# Plain SQL where rows are many: converting every value again costs as much as reading it.
_NEXT_ITEMS: Final = text(
    "SELECT survey, key_id, sealed FROM vault WHERE point_id = :point"
    " AND kind = :kind AND period = :period AND item_id > :after ORDER BY item_id LIMIT :limit"
)
# Joined where they are: fetching them one by one costs more than all the rest of planning.
_JOINED: Final = {
    "sqlite": "group_concat(hex(item_id), '')",
    "postgresql": "encode(string_agg(item_id, CAST('' AS bytea)), 'hex')",
}
_IDS: Final = {
    dialect: text(
        f"SELECT period, count(*), {joined} FROM vault WHERE point_id = :point"  # noqa: S608
        " AND kind = :kind AND period <= :last GROUP BY period ORDER BY period"
    )
    for dialect, joined in _JOINED.items()
}
_TAGS: Final = select(claimed.c.tags).where(claimed.c.point_id == bindparam("point"))


def lock_tally(transaction: Transaction) -> None:
    """Let no other tally plan or publish until this transaction ends; SQLite does so by itself."""
    if transaction.dialect.name == "postgresql":
        transaction.execute(text("LOCK TABLE tally_claim IN SHARE ROW EXCLUSIVE MODE"))


def at_one_instant(transaction: Transaction) -> None:
    """Have all that is read be of one instant; a transaction's first statement.

    Else an item that comes in on PostgreSQL between two statements, and that the first one did not
    see, would be deleted by the second.
    """
    if transaction.dialect.name == "postgresql":
        transaction.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def of_tally(period: Period) -> ColumnElement[bool]:
    """The rows of the vault that the tally of a period is about."""
    return and_(vault.c.kind == _RESPONSE, vault.c.period <= str(period))


def unfinished_claims(transaction: Transaction) -> list[Claim]:
    """Claims that were planned and not published, oldest period first."""
    query = (
        select(tally_claim.c.caf, tally_claim.c.period, tally_claim.c.ordinal)
        .where(tally_claim.c.published.is_(False))
        .order_by(tally_claim.c.period, tally_claim.c.caf, tally_claim.c.ordinal)
    )
    return [
        Claim(caf, Period.parse(period), ordinal)
        for caf, period, ordinal in transaction.execute(query)
    ]


def waiting_periods(transaction: Transaction, period: Period) -> list[Period]:
    """The periods, up to this one, of the responses in the vault."""
    query = select(vault.c.period).where(of_tally(period)).distinct().order_by(vault.c.period)
    return [Period.parse(each) for each in transaction.scalars(query)]


def waiting_items(transaction: Transaction, period: Period, most: int) -> int:
    """How many responses the tally of a period finds, counted up to `most`."""
    some = select(vault.c.period).where(of_tally(period)).limit(most).subquery()
    return transaction.scalar(select(func.count()).select_from(some)) or 0


def waiting_cafs(transaction: Transaction, period: Period) -> list[str]:
    """The Cafs that have Points with responses for the tally of a period."""
    points = select(vault.c.point_id).where(of_tally(period)).distinct()
    query = select(point.c.caf).where(point.c.point_id.in_(points)).distinct().order_by(point.c.caf)
    return list(transaction.scalars(query))


def plan_claim(transaction: Transaction, caf: str, period: Period) -> tuple[Claim | None, int]:
    """Claim what the tally of a period takes of a Caf, and note whom it leaves waiting.

    Returns:
        The claim, or None when there is nothing to release; how many Points are left waiting.
    """
    lock_tally(transaction)
    choice = choose(_waiting(transaction, caf, period), period)
    _defer(transaction, choice.released, choice.deferred)
    if not choice.released:
        return None, len(choice.deferred)
    claim = Claim(caf, period, _next_ordinal(transaction, caf, period))
    values = {"caf": caf, "period": str(period), "ordinal": claim.ordinal}
    transaction.execute(
        insert(tally_claim).values(id=claim.id, published=False, opened=0, set_aside=0, **values)
    )
    lists = [row for each in choice.released for row in _lists_of(transaction, claim, each)]
    transaction.execute(insert(claimed), lists)
    return claim, len(choice.deferred)


def due_items(transaction: Transaction, caf: str, period: Period) -> int:
    """How many items `plan_claim` takes if nothing comes in before."""
    waiting = list(_waiting(transaction, caf, period))
    released = set(choose(waiting, period).released)
    return sum(each.responses for each in waiting if each.point in released)


def claim_names(transaction: Transaction) -> set[str]:
    """The ids of every claim there ever was, published or not."""
    return set(transaction.scalars(select(tally_claim.c.id)))


def abandon_claim(transaction: Transaction, claim: Claim) -> None:
    """Give up a claim that was never published: its items wait for a tally again."""
    lock_tally(transaction)
    transaction.execute(delete(claimed).where(claimed.c.claim == claim.id))
    transaction.execute(delete(tally_claim).where(tally_claim.c.id == claim.id))


def claimed_items(transaction: Transaction, claims: Iterable[Claim]) -> int:
    """How many items these claims take together."""
    names = [claim.id for claim in claims]
    query = select(func.coalesce(func.sum(claimed.c.taken), 0)).where(claimed.c.claim.in_(names))
    return transaction.scalar(query) or 0


def claimed_ids(transaction: Transaction, claim: Claim) -> ClaimedIds:
    """What an unpublished claim takes, in order of Point and period."""
    query = (
        select(claimed.c.point_id, claimed.c.period, claimed.c.ids)
        .where(claimed.c.claim == claim.id)
        .order_by(claimed.c.point_id, claimed.c.period)
    )
    found: defaultdict[str, dict[str, frozenset[bytes]]] = defaultdict(dict)
    for point_id, period, ids in transaction.execute(query):
        found[point_id][period] = frozenset(_split(ids, ITEM_ID_BYTES))
    return found


def sealed_items(
    transaction: Transaction, point_id: str, period: str, after: bytes, limit: int
) -> Sequence[SealedItem]:
    """The next responses of a Point and period whose ids come after this one, by id."""
    rows = transaction.execute(
        _NEXT_ITEMS,
        {
            "point": point_id,
            "kind": _RESPONSE,
            "period": period,
            "after": after,
            "limit": limit,
        },
    )
    # The driver's own rows: making SQLAlchemy's of them costs a quarter of reading them.
    return cast("Sequence[SealedItem]", rows.cursor.fetchall())


def opened_tags(transaction: Transaction, point_id: str) -> set[bytes]:
    """The tags of all items of a Point that were tallied before, as long as their key exists."""
    joined = transaction.scalars(_TAGS, {"point": point_id})
    return {tag for tags in joined for tag in _split(tags, TAG_BYTES)}


def _waiting(transaction: Transaction, caf: str, period: Period) -> list[Waiting]:
    """The Points of a Caf with responses that no unfinished claim has taken."""
    taken = (
        select(claimed.c.point_id)
        .join(tally_claim, tally_claim.c.id == claimed.c.claim)
        .where(tally_claim.c.published.is_(False))
    )
    here = (vault.c.point_id == point.c.point_id) & of_tally(period)
    responses = select(func.count()).select_from(vault).where(here).scalar_subquery()
    query = (
        select(point.c.point_id, responses, deferral.c.times, deferral.c.period)
        .outerjoin(deferral, deferral.c.point_id == point.c.point_id)
        .where(point.c.caf == caf, point.c.point_id.not_in(taken))
        .order_by(point.c.point_id)
    )
    return [
        Waiting(point_id, number, times or 0, Period.parse(last) if last else None)
        for point_id, number, times, last in transaction.execute(query)
        if number
    ]


def _defer(transaction: Transaction, released: Sequence[str], deferred: Iterable[Deferral]) -> None:
    rows = [
        {"point_id": each.point, "times": each.times, "period": str(each.period)}
        for each in deferred
    ]
    settled = [*released, *(each["point_id"] for each in rows)]
    transaction.execute(delete(deferral).where(deferral.c.point_id.in_(settled)))
    if rows:
        transaction.execute(insert(deferral), rows)


def _next_ordinal(transaction: Transaction, caf: str, period: Period) -> int:
    query = select(func.coalesce(func.max(tally_claim.c.ordinal), 0)).where(
        tally_claim.c.caf == caf, tally_claim.c.period == str(period)
    )
    return 1 + (transaction.scalar(query) or 0)


def _lists_of(transaction: Transaction, claim: Claim, point_id: str) -> Iterator[dict[str, object]]:
    """Rows of `claimed` for all that a Point has: one for each period of its items."""
    values = {"point": point_id, "kind": _RESPONSE, "last": str(claim.period)}
    for period, size, ids in transaction.execute(_IDS[transaction.dialect.name], values):
        place = {"claim": claim.id, "point_id": point_id, "period": period}
        yield {**place, "taken": size, "opened": 0, "ids": bytes.fromhex(ids), "tags": b""}


def _split(joined: bytes, length: int) -> list[bytes]:
    return [joined[start : start + length] for start in range(0, len(joined), length)]
