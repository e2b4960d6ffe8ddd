"""How many responses relays brought, by Point and month: counted at the door, nothing opened."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from collector.store.engine import Transaction
from collector.store.schema import device, ledger
from collector.store.tally_schema import claimed, tally_claim
from shared.messages import DeviceKind
from shared.periods import Period
from shared.sealing import Label


def responses_from_phones(
    transaction: Transaction, first: Period, last: Period, *, point_id: str | None = None
) -> dict[tuple[str, Period], int]:
    """Responses that came by way of relays, by Point and month of the responses.

    Only of months that a tally has published for the Point. Never to be shown: it is there to be
    compared with the declared visitors (`collector.activity.questions`).
    """
    # Of a column, since pages may count claims by these and not read the rest of them.
    was_tallied = exists(claimed.c.claim).where(
        (claimed.c.point_id == ledger.c.point_id)
        & (claimed.c.period == ledger.c.period)
        & (claimed.c.claim == tally_claim.c.id)
        & tally_claim.c.published
    )
    query = (
        select(ledger.c.point_id, ledger.c.period, func.sum(ledger.c.accepted))
        .join(device, device.c.id == ledger.c.device)
        .where(
            device.c.kind == DeviceKind.RELAY.value,
            ledger.c.kind == Label.RESPONSE.value,
            ledger.c.period.between(str(first), str(last)),
            was_tallied,
        )
        .group_by(ledger.c.point_id, ledger.c.period)
    )
    if point_id is not None:
        query = query.where(ledger.c.point_id == point_id)
    return {
        (found, Period.parse(period)): int(n) for found, period, n in transaction.execute(query)
    }
