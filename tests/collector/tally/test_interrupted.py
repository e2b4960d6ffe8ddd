"""Killed at any instant, a tally publishes at its next run what it would have published."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest

from collector.store.engine import Database
from collector.tally.executors import Inline
from collector.tally.run import Tally
from shared.periods import Period
from tests.support.databases import Databases
from tests.support.mortal import tally_until
from tests.support.tally_world import JANUARY, Keys, World, results

FEBRUARY = JANUARY.plus(1)
POINTS = {"a": "761", "b": "761", "c": "761", "d": "691", "e": "691"}


@pytest.fixture
def full(databases: Databases) -> tuple[str, Keys]:
    """A vault with every kind of content: due, late, few, wrong and copied items."""
    url = databases.new()
    world = World(Database(url)).set_up(POINTS)
    for point in "abcd":
        world.send(point, 40)
    world.send("e", 3)
    world.send("a", 25, FEBRUARY)
    wrong = world.sealed(world.lane("b"), world.plaintexts(2))
    nonsense = bytes(len(world.plaintexts(1)[0]))
    world.send_items(world.lane("a"), [*wrong, *world.sealed(world.lane("a"), [nonsense])])
    copied = world.send("d", 1)
    world.send_items(world.lane("d"), [world.fresh_id() + copied[0][16:]])
    world.database.close()
    return url, world.keys


def finished(url: str, keys: Keys, period: Period) -> World:
    """Run a tally to its end."""
    world = World(Database(url), keys)
    world.tally(period, chunk=70)
    return world


def test_killed_at_every_step_it_ends_as_if_it_had_not_been(
    databases: Databases, full: tuple[str, Keys]
) -> None:
    original, keys = full
    whole = finished(databases.copy(original), keys, FEBRUARY)
    expected = results(whole.database)
    whole.database.close()
    assert len(expected["release"]) > 5
    for instants in count(1):
        url = databases.copy(original)
        killed = tally_until(url, keys, FEBRUARY, instants)
        ended = finished(url, keys, FEBRUARY)
        assert results(ended.database) == expected, f"killed at instant {instants}"
        assert ended.reconciliation().holds
        assert ended.deferrals() == {"e": 1}
        ended.database.close()
        if not killed:
            break
    assert instants > 20


def test_killed_again_and_again_it_ends_as_if_it_had_not_been(
    databases: Databases, full: tuple[str, Keys]
) -> None:
    original, keys = full
    whole = finished(databases.copy(original), keys, FEBRUARY)
    expected = results(whole.database)
    whole.database.close()
    url, chance = databases.copy(original), Random(5)
    for _ in range(8):
        tally_until(url, keys, FEBRUARY, chance.randrange(1, 9))
    ended = finished(url, keys, FEBRUARY)
    assert results(ended.database) == expected
    ended.database.close()


def test_what_comes_in_after_the_kill_is_not_in_the_figures_of_the_claim(
    databases: Databases, full: tuple[str, Keys]
) -> None:
    original, keys = full
    whole = finished(databases.copy(original), keys, FEBRUARY)
    expected = {row.id: row for row in whole.releases()}
    whole.database.close()
    url = databases.copy(original)
    assert tally_until(url, keys, FEBRUARY, 10), "after both claims, before any is published"
    world = World(Database(url), keys, chance=Random(99), sequence=100, total=1000)
    world.send("a", 30)
    world.send("e", 30)
    outcome = world.tally(FEBRUARY)
    assert [(each.claim, each.resumed) for each in outcome.published] == [
        ("691/2026-02/1", True),
        ("761/2026-02/1", True),
        ("691/2026-02/2", False),
        ("761/2026-02/2", False),
    ]
    found = {row.id: row for row in world.releases()}
    assert {name: found[name] for name in expected} == expected
    assert {found[name].n for name in set(found) - set(expected)} == {30, 33}
    assert world.reconciliation().holds
    world.database.close()


def test_an_unfinished_tally_is_finished_first_whatever_month_is_asked_for(
    databases: Databases, full: tuple[str, Keys]
) -> None:
    original, keys = full
    url = databases.copy(original)
    assert tally_until(url, keys, FEBRUARY, 10)
    ended = finished(url, keys, JANUARY)
    assert {each.period for each in ended.releases()} == {"2026-02"}
    assert ended.reconciliation().holds
    ended.database.close()


def test_a_claim_that_another_run_publishes_meanwhile_is_published_once(
    databases: Databases, full: tuple[str, Keys]
) -> None:
    original, keys = full
    whole = finished(databases.copy(original), keys, FEBRUARY)
    expected = results(whole.database)
    whole.database.close()
    url = databases.copy(original)
    slow, fast = Database(url), World(Database(url), keys)
    overtaken: list[int] = []

    def overtake(done: int, total: int) -> None:
        if not overtaken:
            overtaken.append(len(fast.tally(FEBRUARY).published))

    outcome = Tally(slow, keys, lambda items: Inline(), 2, 30, overtake).run(FEBRUARY)
    assert overtaken == [2]
    assert outcome.published == []
    assert results(slow) == expected
    assert fast.reconciliation().holds
    slow.close()
    fast.database.close()
