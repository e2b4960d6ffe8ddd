"""A restored database catches up with what happened after its backup, as far as that is known.

Known are, beside the keys: what was published (`collector.tally.archive`), and which keys were
destroyed. What devices had sent after the backup is gone with the database that held it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, literal, select

from collector.store import keys
from collector.store.claims import (
    abandon_claim,
    at_one_instant,
    claim_names,
    lock_tally,
    unfinished_claims,
)
from collector.store.engine import Transaction
from collector.store.releases import write_releases
from collector.store.schema import set_aside, survey, vault
from collector.store.settings import bump_bundle_serial
from collector.store.tally_schema import claimed, tally_claim
from collector.tally.archive import Archive, ArchivedClaim, OpenedItems
from collector.tally.claim import TAG_BYTES
from shared.periods import Period
from shared.problems import SurveyProblem
from shared.sealing import Label

_PIECE = 500


@dataclass
class CaughtUp:
    """What was done. `republished`: claims; `taken`: responses they had counted already."""

    republished: int = 0
    taken: int = 0
    destroyed: int = 0
    lost: int = 0


def catch_up(
    transaction: Transaction,
    archive: Archive,
    destroyed: Iterable[Period],
    now: datetime,
) -> CaughtUp:
    """Publish archived figures again, and mark keys destroyed. Doing it again changes nothing.

    Args:
        transaction: all of it happens, or nothing.
        archive: every claim ever published; one at a time is in memory.
        destroyed: periods whose key was destroyed.
        now: bundles are given out anew from then on.

    Raises:
        SurveyProblem: `survey-unknown`: figures of a survey published after the backup; publish its
            file again first.
        OperationProblem: `archive-damaged`.
    """
    at_one_instant(transaction)
    lock_tally(transaction)
    done, gone, names = CaughtUp(), set(destroyed), archive.names()
    for claim in unfinished_claims(transaction):
        if claim.id in names:
            abandon_claim(transaction, claim)
    known = claim_names(transaction)
    surveys = set(transaction.scalars(select(survey.c.digest)))
    for each in archive.claims():
        if each.claim.id in known:
            continue
        for release in each.releases:
            if release.survey not in surveys:
                raise SurveyProblem("survey-unknown", f"Survey {release.survey.hex()[:16]}.")
        _republish(transaction, each, gone, done)
    for period in sorted(gone):
        _destroy(transaction, period, done)
    bump_bundle_serial(transaction, now)
    return done


def _republish(
    transaction: Transaction, archived: ArchivedClaim, gone: set[Period], done: CaughtUp
) -> None:
    claim = archived.claim
    rows, taken = [], 0
    for each in archived.opened:
        ids = _counted_already(transaction, each, is_gone=Period.parse(each.period) in gone)
        _take_out(transaction, each, ids)
        taken += len(ids)
        place = {"claim": claim.id, "point_id": each.point, "period": each.period}
        numbers = {"taken": len(ids), "opened": len(ids)}
        rows.append({**place, **numbers, "ids": b"", "tags": each.tags})
    transaction.execute(
        insert(tally_claim).values(
            id=claim.id,
            caf=claim.caf,
            period=str(claim.period),
            ordinal=claim.ordinal,
            published=True,
            opened=taken,
            set_aside=0,
        )
    )
    if rows:
        transaction.execute(insert(claimed), rows)
    write_releases(transaction, claim, archived.releases)
    done.republished += 1
    done.taken += taken


def _counted_already(
    transaction: Transaction, opened: OpenedItems, *, is_gone: bool
) -> list[bytes]:
    """The ids of the items in the vault that an archived claim had counted.

    Where the key is destroyed nothing tells them from others, and all are counted or gone.
    """
    query = (
        select(vault.c.item_id, vault.c.sealed)
        .where(
            vault.c.point_id == opened.point,
            vault.c.kind == Label.RESPONSE.value,
            vault.c.period == opened.period,
        )
        .order_by(vault.c.item_id)
    )
    found = transaction.execute(query)
    if is_gone:
        return [item_id for item_id, _ in found][: opened.number]
    tags = {opened.tags[at : at + TAG_BYTES] for at in range(0, len(opened.tags), TAG_BYTES)}
    return [item_id for item_id, sealed in found if sealed[-TAG_BYTES:] in tags]


def _take_out(transaction: Transaction, opened: OpenedItems, ids: list[bytes]) -> None:
    for at in range(0, len(ids), _PIECE):
        transaction.execute(
            delete(vault).where(
                vault.c.point_id == opened.point,
                vault.c.kind == Label.RESPONSE.value,
                vault.c.period == opened.period,
                vault.c.item_id.in_(ids[at : at + _PIECE]),
            )
        )


def _destroy(transaction: Transaction, period: Period, done: CaughtUp) -> None:
    """Mark a key destroyed; what is sealed to it can never be opened, and is set aside as such."""
    key = keys.find_key(transaction, period)
    if key is None or key.destroyed:
        return
    here = vault.c.period == str(period)
    names = [column.name for column in vault.c]
    lost = select(*vault.c, literal("key-destroyed"), literal("")).where(here)
    transaction.execute(insert(set_aside).from_select([*names, "code", "claim"], lost))
    done.lost += transaction.execute(delete(vault).where(here)).rowcount
    keys.mark_destroyed(transaction, period)
    keys.forget_period(transaction, period)
    _forget_claims(transaction, period)
    done.destroyed += 1


def _forget_claims(transaction: Transaction, period: Period) -> None:
    """Planned claims list ids that have left the vault: they are given up, or take what is left."""
    matches = (claimed.c.period == str(period)) & (claimed.c.ids != b"")
    unfinished = set(transaction.scalars(select(claimed.c.claim).where(matches)))
    for name in sorted(unfinished):
        transaction.execute(delete(claimed).where(claimed.c.claim == name))
        transaction.execute(delete(tally_claim).where(tally_claim.c.id == name))
