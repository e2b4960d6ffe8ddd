"""What intake reads and writes: ledger, item ids and vault, in one transaction per batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, bindparam, func, insert, select

from collector.intake.chain import LedgerEntry
from collector.registry.device import Device
from collector.store.engine import Transaction
from collector.store.schema import device, ledger, period_key, point, survey
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


# Built once: every upload runs them.
_STANDING = (
    select(
        device,
        point.c.caf.label("point_caf"),
        survey.c.digest.label("survey_digest"),
        period_key.c.period.label("key_period"),
        period_key.c.destroyed,
    )
    .select_from(device)
    .outerjoin(point, point.c.point_id == bindparam("of_point"))
    .outerjoin(survey, survey.c.digest == bindparam("of_survey"))
    .outerjoin(period_key, period_key.c.key_id == bindparam("of_key"))
    .where(device.c.id == bindparam("of_device"))
    .with_for_update(of=device)
)
_OF_DEVICE = ledger.c.device == bindparam("of_device")
# Each side of the OR has an index of its own; a batch's bytes name its device.
_EARLIER = select(ledger.c.digest, ledger.c.receipt).where(
    (_OF_DEVICE & (ledger.c.sequence == bindparam("of_sequence")))
    | (ledger.c.digest == bindparam("of_digest"))
)
_HEAD = (
    select(ledger.c.place, ledger.c.entry)
    .where(_OF_DEVICE)
    .order_by(ledger.c.place.desc())
    .limit(1)
)
_ADD_ENTRY = insert(ledger)
_FIELDS = tuple(each.name for each in fields(LedgerEntry))
_COLUMNS = tuple({"point": "point_id"}.get(name, name) for name in _FIELDS)


def standing_of(transaction: Transaction, batch: Batch) -> Standing | None:
    """Look up all that a batch's header names at once, and let no other batch of the same device
    go on until this transaction ends. None for an unknown device.
    """
    named = {
        "of_device": batch.device,
        "of_point": batch.context.point,
        "of_survey": batch.context.survey,
        "of_key": batch.context.key_id,
    }
    found = transaction.execute(_STANDING, named).mappings().first()
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
    named = {"of_device": device_id, "of_sequence": sequence, "of_digest": digest}
    rows = [Earlier(row.digest, row.receipt) for row in transaction.execute(_EARLIER, named)]
    return min(rows, key=lambda row: row.digest != digest, default=None)


def head_of(transaction: Transaction, device_id: str) -> Head | None:
    """The last entry of a device's chain."""
    row = transaction.execute(_HEAD, {"of_device": device_id}).first()
    return Head(row.place, row.entry) if row else None


def keep_entry(transaction: Transaction, entry: LedgerEntry) -> None:
    """Add an entry to the ledger."""
    values = {
        column: getattr(entry, field) for field, column in zip(_FIELDS, _COLUMNS, strict=True)
    }
    transaction.execute(_ADD_ENTRY, values)


def ledger_entries(transaction: Transaction) -> Iterator[LedgerEntry]:
    """The whole ledger, by device and place, read as it is taken."""
    query = select(ledger).order_by(ledger.c.device, ledger.c.place)
    result = transaction.execution_options(yield_per=1000).execute(query)
    for found in result.mappings():
        yield _entry(found)


def ledger_size(transaction: Transaction) -> int:
    """How many batches were accepted."""
    return transaction.scalar(select(func.count()).select_from(ledger)) or 0


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
    return LedgerEntry(*(found[column] for column in _COLUMNS))
