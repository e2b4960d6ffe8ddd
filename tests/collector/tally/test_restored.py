"""What was restored from an old backup draws nothing twice, counts and revives nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from collector.store.dump import read_dump, write_dump
from collector.store.engine import Database
from collector.store.keys import find_key
from collector.store.replay import CaughtUp, catch_up
from collector.store.tally_schema import release, released_row, running_sum
from collector.tally.archive import SUFFIX, Archive, ArchivedClaim
from collector.tally.claim import Claim
from collector.tally.executors import Inline
from collector.tally.run import Outcome, Tally
from shared.periods import Period
from tests.support.databases import Databases
from tests.support.problems import refused
from tests.support.tally_world import JANUARY, World

FEBRUARY = JANUARY.plus(1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
POINTS = {"a": "761", "b": "761", "c": "761", "d": "691"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "published")


def tally(world: World, archive: Archive, period: Period) -> Outcome:
    tally = Tally(world.database, world.keys, lambda items: Inline(), 3, 50, archive=archive)
    return tally.run(period)


def backup(world: World) -> bytes:
    stream = io.BytesIO()
    write_dump(world.database, stream, "2026-01-31")
    return stream.getvalue()


def restored(databases: Databases, world: World, data: bytes) -> World:
    """The same collector on what a backup held; devices go on where they were."""
    url = databases.blank()
    database = Database(url)
    read_dump(database, io.BytesIO(data))
    return replace(world, database=database, chance=Random(77))


def figures(world: World) -> list[list[Any]]:
    """Everything that can be read of releases."""
    return [
        sorted(map(tuple, world.rows(table)), key=repr)
        for table in (release, released_row, running_sum)
    ]


def reconciled(world: World, archive: Archive, destroyed: tuple[Period, ...] = ()) -> CaughtUp:
    with world.database.begin() as transaction:
        return catch_up(transaction, archive, destroyed, NOW)


def test_an_old_backup_gets_the_published_figures_back_and_draws_none(
    databases: Databases, archive: Archive
) -> None:
    world = World(Database(databases.new())).set_up(POINTS)
    for point in "abcd":
        world.send(point, 30)
    old = backup(world)
    late = world.send("a", 21)
    tally(world, archive, JANUARY)
    world.send("a", 25, FEBRUARY)
    tally(world, archive, FEBRUARY)
    published = figures(world)
    later = restored(databases, world, old)
    for period in (JANUARY, FEBRUARY):
        with refused("backup-outdated"):
            tally(later, archive, period)
    assert figures(later) == [[], [], []]
    done = reconciled(later, archive)
    assert (done.republished, done.taken) == (3, 120)
    assert figures(later) == published, "the very same"
    assert later.waiting() == 0
    total = later.reconciliation().total
    assert (total.received, total.tallied, later.reconciliation().holds) == (120, 120, True)
    assert reconciled(later, archive) == CaughtUp(), "once"
    # A stick with what had come after the backup is carried in again: it was counted already.
    later.send_items(later.lane("a"), late)
    new = later.send("b", 20)
    outcome = tally(later, archive, JANUARY)
    assert [(each.claim, each.opened, each.set_aside) for each in outcome.published] == [
        ("761/2026-01/2", 20, 21)
    ]
    assert len(new) == 20
    assert later.reconciliation().total.set_aside == {"item-repeated": 21}
    assert later.reconciliation().holds
    world.database.close()
    later.database.close()


def test_a_backup_made_between_planning_and_publishing_ends_alike(
    databases: Databases, archive: Archive
) -> None:
    world = World(Database(databases.new())).set_up(POINTS)
    for point in "abcd":
        world.send(point, 30)
    between: list[bytes] = []

    def stop(done: int, total: int) -> None:
        if not between:
            between.append(backup(world))

    whole = Tally(world.database, world.keys, lambda items: Inline(), 2, 30, stop, archive)
    whole.run(JANUARY)
    published = figures(world)
    resumed = restored(databases, world, between[0])
    tally(resumed, archive, JANUARY)
    assert figures(resumed) == published
    assert resumed.reconciliation().holds
    caught_up = restored(databases, world, between[0])
    assert reconciled(caught_up, archive).republished == 2
    assert figures(caught_up) == published
    assert caught_up.reconciliation().holds
    for each in (world, resumed, caught_up):
        each.database.close()


def test_other_figures_are_never_published_under_a_name_that_was_used(
    databases: Databases, archive: Archive
) -> None:
    url = databases.new()
    world = World(Database(url)).set_up(POINTS)
    world.send("a", 30)
    world.database.close()
    copied = databases.copy(url)
    first = World(Database(url), world.keys, chance=Random(5), sequence=9, total=99)
    tally(first, archive, JANUARY)
    second = World(Database(copied), world.keys, chance=Random(6), sequence=9, total=99)
    second.send("a", 1)
    with second.database.begin() as transaction:
        from collector.store.claims import plan_claim

        plan_claim(transaction, "761", JANUARY)
    with refused("release-drawn"):
        tally(second, archive, JANUARY)
    assert second.releases() == []
    assert second.waiting() == 31
    first.database.close()
    second.database.close()


def test_a_destroyed_period_stays_destroyed(databases: Databases, archive: Archive) -> None:
    world = World(Database(databases.new())).set_up(POINTS)
    world.send("a", 30)
    old = backup(world)
    tally(world, archive, JANUARY)
    published = figures(world)
    archive.forget_tags(JANUARY)
    assert not any(each.tags for claim in archive.claims() for each in claim.opened)
    later = restored(databases, world, old)
    with later.database.begin() as transaction:
        key = find_key(transaction, JANUARY)
        assert key is not None
        assert not key.destroyed
    lost = later.send("a", 2)
    done = reconciled(later, archive, (JANUARY,))
    assert (done.taken, done.destroyed, done.lost) == (30, 1, len(lost))
    assert later.waiting() == 0
    assert later.reconciliation().holds
    assert later.reconciliation().total.set_aside == {"key-destroyed": 2}
    assert figures(later) == published
    with refused("key-destroyed"):
        later.send("a", 1)
    assert tally(later, archive, FEBRUARY).published == []
    world.database.close()
    later.database.close()


def test_what_is_written_down_survives_a_kill_before_it_is_published(
    databases: Databases, archive: Archive
) -> None:
    url = databases.new()
    world = World(Database(url)).set_up(POINTS)
    world.send("a", 30)

    class Dying(Archive):
        def keep(self, archived: Any) -> None:
            super().keep(archived)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tally(world, Dying(archive.directory), JANUARY)
    assert world.releases() == []
    tally(world, archive, JANUARY)
    assert [each.n for each in world.releases()] == [30]
    (archived,) = archive.claims()
    assert [each.n for each in archived.releases] == [30]
    world.database.close()


def test_the_archive_is_read_one_claim_at_a_time_the_oldest_first(archive: Archive) -> None:
    for period in (FEBRUARY, JANUARY):
        archive.keep(ArchivedClaim(Claim("761", period, 1), (), ()))
    (archive.directory / f"761_{FEBRUARY}_1{SUFFIX}").write_bytes(b"damaged")
    claims = archive.claims()
    assert next(claims).claim.period == JANUARY
    with refused("archive-damaged"):
        next(claims)
