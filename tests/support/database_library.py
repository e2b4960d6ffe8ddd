"""Made-up releases in a real database, written by the tally's own hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from sqlalchemy import insert

from collector.registry.model import PointRecord
from collector.store.engine import Database
from collector.store.points import RegistryPoints
from collector.store.releases import Publication, publish
from collector.store.surveys import add_survey
from collector.store.tally_schema import tally_claim
from shared.survey import Survey
from tests.support.memory_library import Published


def fill(
    database: Database, survey: Survey, records: Sequence[PointRecord], published: Published
) -> None:
    """Register these Points, publish the survey, and write what was published of them."""
    registry = RegistryPoints(
        database, lambda: datetime(2026, 11, 23, tzinfo=UTC), Random(2).randbytes
    )
    registry.upsert_points(records)
    with database.begin() as transaction:
        add_survey(transaction, survey)
        for claim, some in published:
            values = {"caf": claim.caf, "period": str(claim.period), "ordinal": claim.ordinal}
            empty = {"published": False, "opened": 0, "set_aside": 0}
            transaction.execute(insert(tally_claim).values(id=claim.id, **values, **empty))
            # Nothing of it ever was in the vault: each Point takes no item at all.
            taken = {each.point: {each.last: frozenset[bytes]()} for each in some if each.point}
            assert publish(transaction, Publication(claim, taken, some, [], {}, {}))
