"""The public halves of the period keys, and what is forgotten with a period."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, func, select, update

from collector.store.comment_schema import comment_opened
from collector.store.engine import Transaction, insert_new
from collector.store.schema import period_key, seen, set_aside, vault
from collector.store.tally_schema import claimed, tally_claim
from shared.periods import Period
from shared.sealing import PublicKey


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A period's public key; `destroyed` once its private half is gone for ever."""

    period: Period
    public: PublicKey
    destroyed: bool


def add_key(transaction: Transaction, period: Period, public: PublicKey) -> None:
    """Publish a period's key; a period has one key only, the first."""
    transaction.execute(
        insert_new(transaction, period_key).values(
            period=str(period), key_id=public.key_id, public=public.raw, destroyed=False
        )
    )


def find_key(transaction: Transaction, period: Period) -> PublishedKey | None:
    """The key of a period."""
    query = select(period_key).where(period_key.c.period == str(period))
    found = transaction.execute(query).mappings().first()
    return _key(found) if found else None


def all_keys(transaction: Transaction) -> list[PublishedKey]:
    """Every key ever published, in order of period."""
    query = select(period_key).order_by(period_key.c.period)
    return [_key(found) for found in transaction.execute(query).mappings()]


def waiting_of(transaction: Transaction, period: Period) -> int:
    """How many sealed items of a period wait in the vault."""
    query = select(func.count()).select_from(vault).where(vault.c.period == str(period))
    return transaction.scalar(query) or 0


def unfinished_claims(transaction: Transaction, period: Period) -> int:
    """How many claims of a period's tally are planned and not published yet."""
    matches = (tally_claim.c.period == str(period)) & ~tally_claim.c.published
    return transaction.scalar(select(func.count()).select_from(tally_claim).where(matches)) or 0


def mark_destroyed(transaction: Transaction, period: Period) -> None:
    """From now on nothing sealed to this period's key is accepted."""
    matches = period_key.c.period == str(period)
    transaction.execute(update(period_key).where(matches).values(destroyed=True))


def forget_period(transaction: Transaction, period: Period) -> None:
    """Delete a period's item ids and tags, and the bytes of its items set aside: nobody can open
    them now. That they came and why they count nowhere stays known, or accounts would not add up.
    """
    transaction.execute(delete(seen).where(seen.c.period == str(period)))
    aside = set_aside.c.period == str(period)
    transaction.execute(update(set_aside).where(aside).values(sealed=b""))
    for table in (claimed, comment_opened):
        matches = table.c.period == str(period)
        transaction.execute(update(table).where(matches).values(tags=b""))


def _key(found: RowMapping) -> PublishedKey:
    return PublishedKey(
        Period.parse(found["period"]), PublicKey(found["public"]), found["destroyed"]
    )
