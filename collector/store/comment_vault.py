"""Comments on their way out of the vault: who has enough, the sealed items, what becomes of them.

One transaction opens all that a Caf has: until it ends everything is in the vault, and afterwards
nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, delete, func, insert, literal, select, update

from collector.store.comment_schema import comment, comment_deferral, comment_opened
from collector.store.engine import Transaction
from collector.store.schema import point, set_aside, vault
from collector.tally.claim import TAG_BYTES, SealedItem
from collector.tally.opening import Refused
from collector.tally.plan import Deferral, Waiting
from shared.periods import Period
from shared.sealing import Label

_COMMENT: Final = Label.COMMENT.value
WAITING: Final = "waiting"


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to be read. `point`: empty where it is only known of which Caf it is."""

    id: bytes
    caf: str
    point: str
    quarter: str
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A Point's comments of one month that were opened: how many, and their joined tags."""

    point: str
    period: str
    opened: int
    tags: bytes


def comment_periods(transaction: Transaction, period: Period) -> list[Period]:
    """The months, up to this one, of the comments in the vault."""
    matches = and_(vault.c.kind == _COMMENT, vault.c.period <= str(period))
    query = select(vault.c.period).where(matches).distinct().order_by(vault.c.period)
    return [Period.parse(each) for each in transaction.scalars(query)]


def comment_cafs(transaction: Transaction, period: Period) -> list[str]:
    """The Cafs whose Points have comments for the tally of a period."""
    matches = and_(vault.c.kind == _COMMENT, vault.c.period <= str(period))
    points = select(vault.c.point_id).where(matches).distinct()
    query = select(point.c.caf).where(point.c.point_id.in_(points)).distinct().order_by(point.c.caf)
    return list(transaction.scalars(query))


def waiting_comments(transaction: Transaction, caf: str, period: Period) -> list[Waiting]:
    """The Points of a Caf that have comments in the vault, with how often they were left there."""
    here = and_(
        vault.c.point_id == point.c.point_id,
        vault.c.kind == _COMMENT,
        vault.c.period <= str(period),
    )
    number = select(func.count()).select_from(vault).where(here).scalar_subquery()
    left = comment_deferral
    query = (
        select(point.c.point_id, number, left.c.times, left.c.period)
        .outerjoin(left, left.c.point_id == point.c.point_id)
        .where(point.c.caf == caf)
        .order_by(point.c.point_id)
    )
    return [
        Waiting(point_id, found, times or 0, Period.parse(last) if last else None)
        for point_id, found, times, last in transaction.execute(query)
        if found
    ]


def note_deferrals(
    transaction: Transaction, opened: Sequence[str], left: Iterable[Deferral]
) -> None:
    """Keep how often each Point was left waiting; those opened begin anew."""
    rows = [
        {"point_id": each.point, "times": each.times, "period": str(each.period)} for each in left
    ]
    settled = [*opened, *(each["point_id"] for each in rows)]
    matches = comment_deferral.c.point_id.in_(settled)
    transaction.execute(delete(comment_deferral).where(matches))
    if rows:
        transaction.execute(insert(comment_deferral), rows)


def sealed_comments(
    transaction: Transaction, point_id: str, period: Period
) -> dict[str, list[SealedItem]]:
    """A Point's comments up to a month: month → survey digest, key id and item, by id."""
    query = (
        select(vault.c.period, vault.c.survey, vault.c.key_id, vault.c.sealed)
        .where(
            vault.c.point_id == point_id, vault.c.kind == _COMMENT, vault.c.period <= str(period)
        )
        .order_by(vault.c.period, vault.c.item_id)
    )
    found: dict[str, list[SealedItem]] = {}
    for month, survey, key_id, sealed in transaction.execute(query):
        found.setdefault(month, []).append((survey, key_id, sealed))
    return found


def comment_tags(transaction: Transaction, point_id: str) -> set[bytes]:
    """The tags of a Point's comments that were opened before, as long as their key exists."""
    query = select(comment_opened.c.tags).where(comment_opened.c.point_id == point_id)
    return {
        joined[at : at + TAG_BYTES]
        for joined in transaction.scalars(query)
        for at in range(0, len(joined), TAG_BYTES)
    }


def take_out(
    transaction: Transaction,
    period: Period,
    points: Sequence[str],
    refused: Mapping[str, Sequence[Refused]],
    ended: Iterable[Ended],
) -> None:
    """Empty the vault of what was opened or refused, and account for it.

    `refused`: by the name of what refused them, as `set_aside.claim` keeps it.
    """
    for name, items in refused.items():
        _set_aside(transaction, name, items)
    for each in ended:
        _count(transaction, each)
    matches = and_(vault.c.kind == _COMMENT, vault.c.period <= str(period))
    transaction.execute(delete(vault).where(matches, vault.c.point_id.in_(points)))


def keep_comments(transaction: Transaction, comments: Sequence[NewComment]) -> None:
    """Keep comments for a moderator, in the order of their ids, which is no order at all."""
    rows = [
        {
            "id": each.id,
            "caf": each.caf,
            "point_id": each.point,
            "quarter": each.quarter,
            "text": each.text,
            "state": WAITING,
            "themes": [],
        }
        for each in sorted(comments, key=lambda each: each.id)
    ]
    if rows:
        transaction.execute(insert(comment), rows)


def _set_aside(transaction: Transaction, name: str, refused: Sequence[Refused]) -> None:
    if not refused:
        return
    columns = [column.name for column in vault.c]
    copied = select(*vault.c, bindparam("why", type_=set_aside.c.code.type), literal(name)).where(
        vault.c.point_id == bindparam("of_point"), vault.c.item_id == bindparam("item")
    )
    transaction.execute(
        insert(set_aside).from_select([*columns, "code", "claim"], copied),
        [{"of_point": each.point, "item": each.item, "why": each.code} for each in refused],
    )


def _count(transaction: Transaction, ended: Ended) -> None:
    its = comment_opened.c
    here = (its.point_id == ended.point) & (its.period == ended.period)
    found = transaction.execute(select(its.opened, its.tags).where(here)).first()
    if found is None:
        transaction.execute(
            insert(comment_opened).values(
                point_id=ended.point, period=ended.period, opened=ended.opened, tags=ended.tags
            )
        )
        return
    values = {"opened": found.opened + ended.opened, "tags": found.tags + ended.tags}
    transaction.execute(update(comment_opened).where(here).values(values))
