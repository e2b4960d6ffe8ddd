"""The registry's Points and Cafs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, func, insert, select, update

from collector.registry.model import Beside, Changes, PointRecord, PointSource
from collector.registry.registered import PointPlace, RegisteredPoint
from collector.store.audit import COMMAND_LINE
from collector.store.audit import record as record_audit
from collector.store.beside import keep_beside
from collector.store.engine import Database, Transaction, insert_new
from collector.store.openings import put_list_hours, put_versions
from collector.store.schema import caf, point
from collector.store.settings import bump_bundle_serial

_NOTHING_TOLD: Final[Mapping[str, Beside]] = {}
TOKEN_BYTES: Final = 15
"""120 random bits, 24 letters in an address: nobody finds a Point's phone page by trying."""


class RegistryPoints:
    """Writes the records of a list of Points.

    Args:
        database: where to.
        now: the clock.
        random_bytes: makes the token of a new Point's phone address.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._database = database
        self._now = now
        self._random_bytes = random_bytes

    def upsert_points(
        self,
        records: Sequence[PointRecord],
        *,
        beside: Mapping[str, Beside] = _NOTHING_TOLD,
        closed: Collection[str] = (),
        who: str = COMMAND_LINE,
    ) -> Changes:
        """Add or replace these Points, all or none; a replaced one keeps its token and survey.

        Hours told by a partner stay until a list says other hours than the list before it.

        Args:
            records: what the list says.
            beside: what it says of equipment and conventions, by id; others keep theirs.
            closed: Points to close from today on.
            who: an account, or the command line.
        """
        with self._database.begin() as transaction:
            _add_cafs(transaction, {record.caf for record in records})
            known = {each.id: each.record for each in all_points(transaction)}
            new = [record for record in records if record.id not in known]
            changed = [each for each in records if each.id in known and known[each.id] != each]
            if new:
                transaction.execute(insert(point), [self._new_row(record) for record in new])
            if changed:
                matches = point.c.point_id == bindparam("known_id")
                rows = [{**_columns(each), "known_id": each.id} for each in changed]
                transaction.execute(update(point).where(matches), rows)
            if closed:
                close_points(transaction, closed)
            touched = [*(each.id for each in (*new, *changed)), *closed]
            also = keep_beside(transaction, beside, self._now().date())
            altered = {each.id for each in changed} | (also & known.keys())
            if touched:
                self._keep_versions(transaction, known, [*new, *changed], touched)
                bump_bundle_serial(transaction, self._now())
            if touched or also:
                detail = {"new": len(new), "changed": len(altered), "closed": sorted(closed)}
                record_audit(transaction, self._now(), who, "points-import", "points", detail)
        return Changes(len(new), len(altered), len(records) - len(new) - len(altered))

    def add_point(self, transaction: Transaction, record: PointRecord) -> bool:
        """Add one Point within a transaction, from today on; False when its id is taken.

        Of two that add the same id at once, one waits for the other and then gets False.
        """
        _add_cafs(transaction, {record.caf})
        added = insert_new(transaction, point).values(self._new_row(record))
        if transaction.execute(added.returning(point.c.point_id)).first() is None:
            return False
        self._keep_versions(transaction, {}, [record], [record.id])
        bump_bundle_serial(transaction, self._now())
        return True

    def replace_point(self, transaction: Transaction, record: PointRecord) -> None:
        """Change one known Point within a transaction, from today on."""
        matches = point.c.point_id == record.id
        transaction.execute(update(point).where(matches).values(_columns(record)))
        self._keep_versions(transaction, {record.id: record}, [], [record.id])
        bump_bundle_serial(transaction, self._now())

    def _keep_versions(
        self,
        transaction: Transaction,
        known: Mapping[str, PointRecord],
        told: Sequence[PointRecord],
        touched: Sequence[str],
    ) -> None:
        now, wanted = self._now(), frozenset(touched)
        others = {x.id for x in told if x.id not in known or known[x.id].hours != x.hours}
        by_day: dict[date, list[RegisteredPoint]] = {}
        for each in all_points(transaction):
            if each.id in wanted:
                by_day.setdefault(each.local(now).date(), []).append(each)
        for today, points in by_day.items():
            put_versions(transaction, points, today)
            put_list_hours(transaction, [x.record for x in points if x.id in others], today)

    def _new_row(self, record: PointRecord) -> dict[str, Any]:
        added: dict[str, Any] = {
            "token": new_token(self._random_bytes),
            "closures": [],
            "survey": None,
            "active": True,
        }
        return {**_columns(record), **added}


def new_token(random_bytes: Callable[[int], bytes]) -> str:
    """A token for a Point's phone address."""
    return base64.b32encode(random_bytes(TOKEN_BYTES)).decode().lower()


def reissue_token(transaction: Transaction, point_id: str, token: str, now: datetime) -> None:
    """Give a Point another token; devices refuse the old one from their next bundle on."""
    transaction.execute(update(point).where(point.c.point_id == point_id).values(token=token))
    bump_bundle_serial(transaction, now)


def find_point(transaction: Transaction, point_id: str) -> RegisteredPoint | None:
    """The Point with this id."""
    query = select(point).where(point.c.point_id == point_id)
    found = transaction.execute(query).mappings().first()
    return _point(found) if found else None


def all_points(transaction: Transaction, caf_code: str | None = None) -> list[RegisteredPoint]:
    """Every Point, or those of one Caf, by id."""
    query = select(point).order_by(point.c.point_id)
    if caf_code is not None:
        query = query.where(point.c.caf == caf_code)
    return [_point(found) for found in transaction.execute(query).mappings()]


def close_points(
    transaction: Transaction, points: Collection[str], *, active: bool = False
) -> None:
    """Say that these are Points no more (or again); figures and history stay."""
    matches = point.c.point_id.in_(list(points))
    transaction.execute(update(point).where(matches).values(active=active))


def all_places(transaction: Transaction, caf_code: str | None = None) -> list[PointPlace]:
    """The same Points by id, only what lists and maps say of them."""
    query = _PLACES if caf_code is None else _PLACES.where(point.c.caf == caf_code)
    # A database sorts texts by its own rules; ours never change.
    return sorted(map(PointPlace._make, transaction.execute(query).all()))


_PLACES: Final = select(
    point.c.point_id, point.c.caf, point.c.name, point.c.commune, point.c.postcode, point.c.insee,
    point.c.latitude, point.c.longitude, point.c.made_up, point.c.active,
)  # fmt: skip


def all_cafs(transaction: Transaction) -> dict[str, str]:
    """The Cafs' names by code."""
    rows = transaction.execute(select(caf.c.code, caf.c.name).order_by(caf.c.code))
    return {row.code: row.name for row in rows}


def rename_caf(transaction: Transaction, code: str, name: str) -> bool:
    """Call a Caf otherwise; False when there is none of this code."""
    return transaction.execute(update(caf).where(caf.c.code == code).values(name=name)).rowcount > 0


def points_by_caf(transaction: Transaction) -> dict[str, int]:
    """How many Points each Caf has today, by its code."""
    query = (
        select(point.c.caf, func.count().label("points"))
        .where(point.c.active)
        .group_by(point.c.caf)
    )
    return {row.caf: row.points for row in transaction.execute(query)}


def _add_cafs(transaction: Transaction, codes: Iterable[str]) -> None:
    known = all_cafs(transaction)
    rows = [{"code": code, "name": f"Caf {code}"} for code in sorted(set(codes) - set(known))]
    if rows:
        transaction.execute(insert_new(transaction, caf), rows)


def _columns(record: PointRecord) -> dict[str, Any]:
    return {
        "point_id": record.id,
        "caf": record.caf,
        "name": record.name,
        "street": record.street,
        "postcode": record.postcode,
        "commune": record.commune,
        "insee": record.insee,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "hours": record.hours,
        "made_up": record.made_up,
        "source": record.source.value,
    }


def _point(found: RowMapping) -> RegisteredPoint:
    record = PointRecord(
        id=found["point_id"],
        caf=found["caf"],
        name=found["name"],
        street=found["street"],
        postcode=found["postcode"],
        commune=found["commune"],
        insee=found["insee"],
        latitude=found["latitude"],
        longitude=found["longitude"],
        hours=found["hours"],
        made_up=found["made_up"],
        source=PointSource(found["source"]),
    )
    return RegisteredPoint(
        record, found["token"], tuple(found["closures"]), found["survey"], found["active"]
    )
