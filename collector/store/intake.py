"""What intake reads and writes: ledger, item ids and vault, in one transaction per batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, func, insert, select

from collector.intake.chain import LedgerEntry
from collector.registry.device import Device
from collector.store.engine import Transaction, insert_new
from collector.store.schema import device, ledger, period_key, point, seen, survey, vault
from shared import limits
from shared.batch import Batch
from shared.messages import DeviceKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry says of a batch's header, at the moment of the transaction.

    `caf`: of the Point named, None when there is none; `survey_known`: the survey was published;
    `key_period`: of the key named, None when there is none; `key_destroyed`: that key is gone.
    """

    device: Device
    caf: str | None
    survey_known: bool
    key_period: str | None
    key_destroyed: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An accepted batch of the same device with the same digest or the same sequence number."""

    digest: bytes
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a device's chain."""

    place: int
    entry: bytes


def standing_of(transaction: Transaction, batch: Batch) -> Standing | None:
    """Look up all that a batch's header names at once, and let no other batch of the same device
    go on until this transaction ends. None for an unknown device.
    """
    query = (
        select(
            device,
            point.c.caf.label("point_caf"),
            survey.c.digest.label("survey_digest"),
            period_key.c.period.label("key_period"),
            period_key.c.destroyed,
        )
        .select_from(device)
        .outerjoin(point, point.c.point_id == batch.context.point)
        .outerjoin(survey, survey.c.digest == batch.context.survey)
        .outerjoin(period_key, period_key.c.key_id == batch.context.key_id)
        .where(device.c.id == batch.device)
        .with_for_update(of=device)
    )
    found = transaction.execute(query).mappings().first()
    if found is None:
        return None
    return Standing(
        device=_device(found),
        caf=found["point_caf"],
        survey_known=found["survey_digest"] is not None,
        key_period=found["key_period"],
        key_destroyed=bool(found["destroyed"]),
    )


def earlier_batch(
    transaction: Transaction, device_id: str, sequence: int, digest: bytes
) -> Earlier | None:
    """What was accepted before under this digest, or else under this sequence number."""
    query = select(ledger.c.digest, ledger.c.receipt).where(
        (ledger.c.device == device_id)
        & ((ledger.c.sequence == sequence) | (ledger.c.digest == digest))
    )
    rows = [Earlier(row.digest, row.receipt) for row in transaction.execute(query)]
    return min(rows, key=lambda row: row.digest != digest, default=None)


def head_of(transaction: Transaction, device_id: str) -> Head | None:
    """The last entry of a device's chain."""
    query = (
        select(ledger.c.place, ledger.c.entry)
        .where(ledger.c.device == device_id)
        .order_by(ledger.c.place.desc())
        .limit(1)
    )
    row = transaction.execute(query).first()
    return Head(row.place, row.entry) if row else None


def keep_items(transaction: Transaction, batch: Batch) -> int:
    """Put the items that never came before into the vault, and return how many they are."""
    context = batch.context
    rows = [
        {"point_id": context.point, "item_id": item_id, "period": context.period}
        for item_id in batch.ids
    ]
    new = set(transaction.scalars(insert_new(transaction, seen).returning(seen.c.item_id), rows))
    if new:
        transaction.execute(insert(vault), _vault_rows(batch, new))
    return len(new)


def keep_entry(transaction: Transaction, entry: LedgerEntry) -> None:
    """Add an entry to the ledger."""
    transaction.execute(
        insert(ledger).values(
            device=entry.device,
            sequence=entry.sequence,
            place=entry.place,
            point_id=entry.point,
            period=entry.period,
            survey=entry.survey,
            key_id=entry.key_id,
            kind=entry.kind,
            total=entry.total,
            digest=entry.digest,
            accepted=entry.accepted,
            repeated=entry.repeated,
            receipt=entry.receipt,
            previous=entry.previous,
            entry=entry.entry,
        )
    )


def ledger_entries(transaction: Transaction) -> Iterator[LedgerEntry]:
    """The whole ledger, by device and place, read as it is taken."""
    query = select(ledger).order_by(ledger.c.device, ledger.c.place)
    result = transaction.execution_options(yield_per=1000).execute(query)
    for found in result.mappings():
        yield _entry(found)


def ledger_size(transaction: Transaction) -> int:
    """How many batches were accepted."""
    return transaction.scalar(select(func.count()).select_from(ledger)) or 0


def _vault_rows(batch: Batch, new: set[bytes]) -> Sequence[dict[str, object]]:
    context = batch.context
    return [
        {
            "point_id": context.point,
            "item_id": item_id,
            "kind": context.label.value,
            "period": context.period,
            "survey": context.survey,
            "key_id": context.key_id,
            "sealed": item,
        }
        for item in batch.items
        if (item_id := item[: limits.ITEM_ID_BYTES]) in new
    ]


def _device(found: RowMapping) -> Device:
    return Device(
        id=found["id"],
        kind=DeviceKind(found["kind"]),
        public=found["public"],
        point=found["point_id"],
        caf=found["caf"],
        revoked=found["revoked"],
    )


def _entry(found: RowMapping) -> LedgerEntry:
    return LedgerEntry(
        device=found["device"],
        sequence=found["sequence"],
        place=found["place"],
        point=found["point_id"],
        period=found["period"],
        survey=found["survey"],
        key_id=found["key_id"],
        kind=found["kind"],
        total=found["total"],
        digest=found["digest"],
        accepted=found["accepted"],
        repeated=found["repeated"],
        receipt=found["receipt"],
        previous=found["previous"],
        entry=found["entry"],
    )
