"""Imported Points reach the registry whole, and keep what the registry gave them."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import update

from collector.registry.example import EXAMPLE_FILE
from collector.registry.importer import import_points
from collector.registry.model import Changes
from collector.store.points import RegistryPoints, all_cafs, all_points, find_point
from collector.store.schema import point
from tests.support.town import DIEPPE, LILLE, ROUEN, Town, record


def registry(town: Town) -> RegistryPoints:
    return RegistryPoints(town.database, town.clock, os.urandom)


def test_a_file_is_imported_as_it_was_read(town: Town) -> None:
    plan, changes = import_points(EXAMPLE_FILE, registry(town))
    assert changes == Changes(len(plan.good), 0, 0)
    with town.database.read() as transaction:
        known = {each.id: each.record for each in all_points(transaction, "761")}
    assert all(known[each.id] == each for each in plan.good)


def test_importing_again_changes_nothing(town: Town) -> None:
    import_points(EXAMPLE_FILE, registry(town))
    plan, changes = import_points(EXAMPLE_FILE, registry(town))
    assert changes == Changes(0, 0, len(plan.good))


def test_a_changed_row_changes_its_point_only(town: Town) -> None:
    with town.database.begin() as transaction:
        given = {"survey": town.survey.digest, "closures": ["2026 Dec 24 off"], "active": False}
        transaction.execute(update(point).where(point.c.point_id == ROUEN).values(given))
        before = {each.id: each for each in all_points(transaction)}
    rows = [record(ROUEN, "591", name="Rouen, rive gauche"), record(DIEPPE, "761")]
    assert registry(town).upsert_points(rows) == Changes(0, 1, 1)
    with town.database.read() as transaction:
        after = {each.id: each for each in all_points(transaction)}
    assert after[ROUEN].record == rows[0]
    kept = after[ROUEN].token, after[ROUEN].survey, after[ROUEN].closures, after[ROUEN].active
    assert kept == (before[ROUEN].token, town.survey.digest, ("2026 Dec 24 off",), False)
    assert (after[DIEPPE], after[LILLE]) == (before[DIEPPE], before[LILLE])


def test_a_caf_comes_with_its_first_point(town: Town) -> None:
    registry(town).upsert_points([record("bastia", "2B1")])
    with town.database.read() as transaction:
        assert all_cafs(transaction) == {"2B1": "Caf 2B1", "591": "Caf 591", "761": "Caf 761"}


def test_an_import_is_whole_or_nothing(town: Town) -> None:
    def no_randomness(_: int) -> bytes:
        raise OSError("no randomness")

    broken = RegistryPoints(town.database, town.clock, no_randomness)
    with pytest.raises(OSError, match="no randomness"):
        broken.upsert_points([record(ROUEN, "761", name="Autre"), record("new", "761")])
    with town.database.read() as transaction:
        found = find_point(transaction, ROUEN)
        assert found is not None
        assert found.record == record(ROUEN, "761")
        assert find_point(transaction, "new") is None
