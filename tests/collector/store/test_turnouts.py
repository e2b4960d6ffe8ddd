"""Response rates of a Point, a Caf and the nation come from the very same months."""

from __future__ import annotations

from collector.activity.model import KeptReturn
from collector.activity.turnout import Turnout
from collector.store.activity import add_return
from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from shared.periods import Period
from tests.collector.store.test_remembered import now, published
from tests.support.analysts import CAF, FIRST, HAVRE, OTHER_CAF, RECORDS, ROUEN, SURVEY
from tests.support.database_library import fill

LAST = FIRST.plus(2)


def declare(
    database: Database, point: str, month: Period, visitors: int, revision: int = 1
) -> None:
    with database.begin() as transaction:
        assert add_return(
            transaction, KeptReturn(point, month, "device", revision, visitors, 5, "2026-11-01")
        )


def test_response_rates_of_point_caf_and_nation(database: Database) -> None:
    fill(database, SURVEY, RECORDS, published(2))  # Rouen 60 and 70, Le Havre 30 and 40
    libraries = DatabaseLibraries(database, now)

    def rates(**of: str) -> Turnout | None:
        with libraries.open() as library, DatabaseLibraries(database, now).open() as fresh:
            found = library.turnout(FIRST, LAST, **of)
            assert found == fresh.turnout(FIRST, LAST, **of)
            return found

    assert rates() is None
    declare(database, ROUEN, FIRST, 200)
    assert rates() == rates(caf=CAF) == rates(point=ROUEN) == Turnout(60, 200, 1)
    assert rates(point=HAVRE) is rates(caf=OTHER_CAF) is None
    declare(database, HAVRE, FIRST.plus(1), 100)
    assert rates() == rates(caf=CAF) == Turnout(100, 300, 2)
    declare(database, ROUEN, FIRST, 120, revision=2)
    assert rates() == Turnout(100, 220, 2)
    declare(database, ROUEN, LAST, 80)
    assert rates() == Turnout(100, 300, 3)
    fill(database, SURVEY, RECORDS, published(3)[-1:])  # the third month is released: Rouen 80
    assert rates() == rates(caf=CAF) == Turnout(180, 300, 3)
