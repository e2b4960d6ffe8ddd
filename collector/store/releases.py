"""Publishing a claim: releases in, sealed items out, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, func, insert, literal, select, update

from collector.store.cell_bytes import pack
from collector.store.claims import lock_tally
from collector.store.engine import Transaction
from collector.store.running_sums import NewRow, add_rows
from collector.store.schema import set_aside, vault
from collector.store.tally_schema import claimed, form, release, released_row, tally_claim
from collector.tables.released import METHOD_VERSION
from collector.tally.claim import Claim, ClaimedIds
from collector.tally.opening import Refused
from collector.tally.release import Release
from shared.problems import OperationProblem
from shared.sealing import Label

_IDS_A_STATEMENT: Final = 500

_HERE: Final = and_(
    vault.c.point_id.in_(bindparam("points", expanding=True)),
    vault.c.kind == bindparam("kind"),
    vault.c.period <= bindparam("period"),
)
_COUNTS: Final = select(vault.c.point_id, func.count()).where(_HERE).group_by(vault.c.point_id)
_DELETE: Final = delete(vault).where(_HERE)

_CACHE_KIB: Final = 64 * 1024
"""Page cache while publishing: the pages of a Caf's items are each wiped once, and not re-read."""


@dataclass(frozen=True, slots=True)
class Publication:
    """All that a claim ends in.

    `opened` and `tags`: number and joined tags of the items that were counted, by Point and period
    of the items. `refused`: those that count nowhere.
    """

    claim: Claim
    taken: ClaimedIds
    releases: Sequence[Release]
    refused: Sequence[Refused]
    opened: Mapping[tuple[str, str], int]
    tags: Mapping[tuple[str, str], bytes]


def publish(transaction: Transaction, publication: Publication) -> bool:
    """Write a claim's releases, add them to the sums, and take its items out of the vault.

    `collector.store.claims.at_one_instant` comes first where items may come in meanwhile.

    Returns False, having changed nothing, when another run has published this claim already.

    Raises:
        OperationProblem: `tally-interrupted`: the vault no longer holds what was claimed.
    """
    lock_tally(transaction)
    if transaction.dialect.name == "sqlite":
        transaction.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
    if not _close(transaction, publication):
        return False
    write_releases(transaction, publication.claim, publication.releases)
    _set_aside(transaction, publication)
    _note_counts(transaction, publication)
    _empty_vault(transaction, publication.claim, publication.taken)
    return True


def _close(transaction: Transaction, publication: Publication) -> bool:
    claim = publication.claim
    counts = {"opened": sum(publication.opened.values()), "set_aside": len(publication.refused)}
    unpublished = (tally_claim.c.id == claim.id) & tally_claim.c.published.is_(False)
    done = transaction.execute(
        update(tally_claim).where(unpublished).values(published=True, **counts)
    )
    return done.rowcount == 1


class _Forms:
    """Numbers of the kinds of rows, each made when it first occurs."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._known: dict[tuple[str, bytes, str], int] = {
            (table, survey, breakdown): number
            for number, table, survey, breakdown in transaction.execute(select(form))
        }

    def number(self, table: str, survey: bytes, breakdown: str) -> int:
        key = (table, survey, breakdown)
        if key not in self._known:
            number = max(self._known.values(), default=0) + 1
            values = {"id": number, "table_id": table, "survey": survey, "breakdown": breakdown}
            self._transaction.execute(insert(form).values(values))
            self._known[key] = number
        return self._known[key]


def write_releases(transaction: Transaction, claim: Claim, releases: Sequence[Release]) -> None:
    """Write all releases of a claim in two statements, and add them to the sums."""
    if not releases:
        return
    forms, new, written = _Forms(transaction), [], []
    for each in releases:
        for row in each.rows:
            number = forms.number(each.table.value, each.survey, row.breakdown)
            new.append(NewRow(number, each.caf, each.point, row.cells))
            written.append({"release_id": each.id, "form_id": number, "cells": pack(row.cells)})
    columns = [_columns(claim, each) for each in releases]
    transaction.execute(insert(release), columns)
    transaction.execute(insert(released_row), written)
    add_rows(transaction, claim.period.index, new)


def _columns(claim: Claim, published: Release) -> dict[str, Any]:
    return {
        "id": published.id,
        "claim": claim.id,
        "table_id": published.table.value,
        "point_id": published.point,
        "caf": published.caf,
        "period": str(claim.period),
        "first_period": published.first,
        "last_period": published.last,
        "survey": published.survey,
        "n": published.n,
        "method": METHOD_VERSION,
    }


def _set_aside(transaction: Transaction, publication: Publication) -> None:
    if not publication.refused:
        return
    names = [column.name for column in vault.c]
    copied = select(
        *vault.c, bindparam("why", type_=set_aside.c.code.type), literal(publication.claim.id)
    ).where(vault.c.point_id == bindparam("of_point"), vault.c.item_id == bindparam("item"))
    transaction.execute(
        insert(set_aside).from_select([*names, "code", "claim"], copied),
        [
            {"of_point": each.point, "item": each.item, "why": each.code}
            for each in publication.refused
        ],
    )


def _note_counts(transaction: Transaction, publication: Publication) -> None:
    """Keep how many items were counted, and forget which ones."""
    rows = [
        {
            "of_point": point_id,
            "of_period": period,
            "their_tags": publication.tags.get((point_id, period), b""),
            "their_number": publication.opened.get((point_id, period), 0),
        }
        for point_id, periods in publication.taken.items()
        for period in periods
    ]
    matches = (
        (claimed.c.claim == publication.claim.id)
        & (claimed.c.point_id == bindparam("of_point"))
        & (claimed.c.period == bindparam("of_period"))
    )
    values = {"ids": b"", "tags": bindparam("their_tags"), "opened": bindparam("their_number")}
    if rows:
        transaction.execute(update(claimed).where(matches).values(values), rows)


def _empty_vault(transaction: Transaction, claim: Claim, taken: ClaimedIds) -> None:
    """Delete the claimed items, and no other."""
    values = {"kind": Label.RESPONSE.value, "period": str(claim.period)}
    counted = transaction.execute(_COUNTS, {**values, "points": list(taken)})
    present: dict[str, int] = {point: number for point, number in counted}  # noqa: C416 - rows
    numbers = {point: sum(map(len, periods.values())) for point, periods in taken.items()}
    # Where as many are there as were claimed they are all of them: ranges instead of many ids.
    whole = [point for point, number in numbers.items() if present.get(point) == number]
    transaction.execute(_DELETE, {**values, "points": whole})
    for point in taken.keys() - set(whole):
        _delete_among_others(transaction, claim, {**values, "points": [point]}, taken[point])


def _delete_among_others(
    transaction: Transaction,
    claim: Claim,
    values: Mapping[str, Any],
    periods: Mapping[str, frozenset[bytes]],
) -> None:
    """Delete the claimed items of a Point that has had others since."""
    missing = 0
    for period, ids in periods.items():
        lane = _HERE & (vault.c.period == period)
        for some in _pieces(sorted(ids)):
            gone = transaction.execute(
                delete(vault).where(lane & vault.c.item_id.in_(some)), values
            )
            missing += len(some) - gone.rowcount
    if missing:
        raise OperationProblem(
            "tally-interrupted", f"{missing} items of {claim.id} left the vault."
        )


def _pieces(ids: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (ids[at : at + _IDS_A_STATEMENT] for at in range(0, len(ids), _IDS_A_STATEMENT))
