"""The public halves of the period keys, and what is forgotten with a period."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, func, select, update

from collector.store.comment_schema import comment_opened
from collector.store.engine import Transaction, insert_new
from collector.store.schema import ledger, period_key, seen, set_aside, vault
from collector.store.tally_schema import claimed, tally_claim
from shared.periods import Period
from shared.sealing import PublicKey


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A period's public key; `destroyed` once its private half is gone for ever.

    `withdrawn`: devices are not given it any more; what they sealed to it is still taken.
    """

    period: Period
    public: PublicKey
    destroyed: bool
    withdrawn: bool = False

    @property
    def in_use(self) -> bool:
        """Whether devices are given it."""
        return not self.destroyed and not self.withdrawn


def add_key(transaction: Transaction, period: Period, public: PublicKey) -> None:
    """Publish a period's key; a period has one key only, the first."""
    transaction.execute(
        insert_new(transaction, period_key).values(
            period=str(period),
            key_id=public.key_id,
            public=public.raw,
            destroyed=False,
            withdrawn=False,
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


def mark_withdrawn(transaction: Transaction, period: Period) -> None:
    """From now on devices are not given this period's key."""
    matches = period_key.c.period == str(period)
    transaction.execute(update(period_key).where(matches).values(withdrawn=True))


def replace_key(transaction: Transaction, period: Period, public: PublicKey) -> None:
    """Publish another key for a period, in place of the one before."""
    matches = period_key.c.period == str(period)
    values = {"key_id": public.key_id, "public": public.raw, "withdrawn": False}
    transaction.execute(update(period_key).where(matches).values(**values))


def was_used(transaction: Transaction, key_id: bytes) -> bool:
    """Whether anything that was sealed to a key ever came in."""
    query = select(ledger.c.device).where(ledger.c.key_id == key_id).limit(1)
    return transaction.scalar(query) is not None


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
        period=Period.parse(found["period"]),
        public=PublicKey(found["public"]),
        destroyed=found["destroyed"],
        withdrawn=found["withdrawn"],
    )
