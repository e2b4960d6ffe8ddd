"""Partners: the organisations that conventions are signed with, and where they are written to."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from collector.store.conventions import COUNTS
from collector.store.engine import Transaction
from collector.store.registry_schema import convention, partner
from collector.store.schema import point


def partners_of(transaction: Transaction, caf: str | None) -> list[tuple[str, str, int, str]]:
    """Caf, name, number of Points and address of each partner: of a Caf, or of all."""
    query = (
        select(point.c.caf, convention.c.partner, convention.c.point_id)
        .join(point, point.c.point_id == convention.c.point_id)
        .where(COUNTS)
        .distinct()
    )
    if caf is not None:
        query = query.where(point.c.caf == caf)
    points: dict[tuple[str, str], int] = {}
    for code, name, _ in transaction.execute(query):
        points[code, name] = points.get((code, name), 0) + 1
    addresses = addresses_of(transaction)
    return [
        (code, name, number, addresses.get((code, name), ""))
        for (code, name), number in sorted(points.items())
    ]


def addresses_of(transaction: Transaction) -> dict[tuple[str, str], str]:
    """The address of each partner that has one, by Caf and name."""
    query = select(partner.c.caf, partner.c.name, partner.c.email)
    return {(caf, name): email for caf, name, email in transaction.execute(query)}


def put_partner(transaction: Transaction, caf: str, name: str, email: str) -> None:
    """Keep a partner's address; an empty one takes it back."""
    matches = (partner.c.caf == caf) & (partner.c.name == name)
    transaction.execute(delete(partner).where(matches))
    if email:
        transaction.execute(insert(partner).values(caf=caf, name=name, email=email))


def carry_address(transaction: Transaction, caf: str, old: str, new: str) -> None:
    """A partner's name was corrected: its address follows, and stays with other conventions."""
    addresses = addresses_of(transaction)
    email = addresses.get((caf, old), "")
    if email and (caf, new) not in addresses:
        put_partner(transaction, caf, new, email)
    drop_address(transaction, caf, old)


def drop_address(transaction: Transaction, caf: str, name: str) -> None:
    """Forget the address of a partner that no convention of the Caf names any more."""
    if name not in {found for _, found, _, _ in partners_of(transaction, caf)}:
        put_partner(transaction, caf, name, "")
