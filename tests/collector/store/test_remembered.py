"""What is kept between requests is what the database says at that very moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from sqlalchemy import event

from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from collector.store.points import RegistryPoints, close_points
from collector.store.remembered import MOST_SWEEPS
from collector.tables.engine import answer
from collector.tables.model import FigureTable
from collector.tables.query import read_query
from tests.support.analysts import CAF, FIRST, HAVRE, OTHER_CAF, RECORDS, ROUEN, SURVEY
from tests.support.database_library import fill
from tests.support.memory_library import Published
from tests.support.released import months, release_all

SPANS = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


def now() -> datetime:
    return datetime(2026, 11, 23, tzinfo=UTC)


def published(number: int) -> Published:
    """The releases of so many months."""
    sizes = {ROUEN: [60, 70, 80][:number], HAVRE: [30, 40, 50][:number]}
    return release_all(SURVEY, months(sizes, CAF, FIRST))


def ranking(libraries: DatabaseLibraries, **asked: str) -> FigureTable:
    parameters = {"question": "goal_achieved", "by": "point", **asked}
    with libraries.open() as library:
        return answer(library, read_query("site", parameters, library))


def statements(database: Database) -> list[str]:
    """The statements that are executed from now on."""
    found: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    return found


def cells_read(found: Sequence[str]) -> int:
    return sum("running_sum.cells" in each or ".cells" in each for each in found)


def test_sums_are_read_once_and_again_after_the_next_release(database: Database) -> None:
    fill(database, SURVEY, RECORDS, published(1))
    libraries = DatabaseLibraries(database, now)
    first = ranking(libraries)
    seen = statements(database)
    assert ranking(libraries) == first
    for each in SURVEY.counted:  # every question is in the same rows
        assert ranking(libraries, question=each.id).groups
    assert cells_read(seen) == 0
    for month in (2, 3):
        fill(database, SURVEY, RECORDS, published(month)[-1:])
        found = ranking(libraries)
        assert found == ranking(DatabaseLibraries(database, now))
        assert found.n > first.n


def test_a_transaction_that_began_before_a_release_does_not_see_it(database: Database) -> None:
    fill(database, SURVEY, RECORDS, published(1))
    libraries = DatabaseLibraries(database, now)
    parameters = {"question": "goal_achieved", "by": "point"}
    with libraries.open() as library:
        query = read_query("site", parameters, library)
        before = answer(library, query)
        fill(database, SURVEY, RECORDS, published(2)[-1:])
        assert answer(library, query) == before
    assert ranking(libraries).n > before.n
    assert ranking(libraries, to=str(FIRST)) == before


def test_every_change_of_the_registry_is_seen_at_once(database: Database) -> None:
    fill(database, SURVEY, RECORDS, published(1))
    libraries = DatabaseLibraries(database, now)
    registry = RegistryPoints(database, now, Random(3).randbytes)
    renamed = replace(RECORDS[0], name="Another name")

    def check() -> None:
        with libraries.open() as kept, DatabaseLibraries(database, now).open() as fresh:
            for caf in (None, CAF):
                assert kept.places(caf) == fresh.places(caf)

    check()
    registry.upsert_points([renamed, replace(RECORDS[0], id="new", name="New")])
    check()
    with database.begin() as transaction:
        close_points(transaction, [ROUEN], active=False)
        registry.replace_point(transaction, replace(renamed, commune="Elsewhere"))
    check()
    with libraries.open() as library:
        (rouen,) = [each for each in library.places() if each.id == ROUEN]
        assert (rouen.name, rouen.commune, rouen.active) == ("Another name", "Elsewhere", False)


def test_last_releases_follow_the_releases(database: Database) -> None:
    libraries = DatabaseLibraries(database, now)
    for month in (1, 2):
        fill(database, SURVEY, RECORDS, published(month)[-1:])
        with libraries.open() as library:
            assert library.last_releases() == dict.fromkeys((ROUEN, HAVRE), FIRST.plus(month - 1))


def test_what_was_not_asked_for_lately_is_forgotten(database: Database) -> None:
    fill(database, SURVEY, RECORDS, published(3))
    libraries = DatabaseLibraries(database, now)
    first = ranking(libraries, caf=OTHER_CAF)
    spans = [{"from": str(FIRST.plus(a)), "to": str(FIRST.plus(b))} for a, b in SPANS]
    asked = [{"caf": caf, **span} for caf in ("", CAF) for span in spans]
    assert len(asked) >= MOST_SWEEPS
    for each in asked:
        ranking(libraries, **each)
    seen = statements(database)
    assert ranking(libraries, caf=OTHER_CAF) == first
    assert cells_read(seen)
