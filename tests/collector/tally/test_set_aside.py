"""Items that count nowhere: each is kept with its reason, and accounted for."""

from __future__ import annotations

import pytest

from collector.store.engine import Database
from collector.store.keys import forget_period, mark_destroyed
from collector.store.schema import set_aside
from shared import limits
from tests.support.tally_world import JANUARY, World

FEBRUARY = JANUARY.plus(1)
CAF = "761"


@pytest.fixture
def world(database: Database) -> World:
    return World(database).set_up({"a": CAF, "b": CAF, "c": CAF})


def wrong_items(world: World) -> dict[str, list[bytes]]:
    """Items that must be set aside, by reason; every one would pass intake."""
    good = world.sealed(world.lane("a"), world.plaintexts(1))[0]
    elsewhere = world.sealed(world.lane("b"), world.plaintexts(2))
    other_month = world.sealed(world.lane("a", FEBRUARY), world.plaintexts(1))
    altered = good[:-1] + bytes([good[-1] ^ 1])
    length = len(world.plaintexts(1)[0])
    return {
        "item-unopened": [*elsewhere, *other_month, world.fresh_id() + altered[16:]],
        "response-encoding": world.sealed(world.lane("a"), [bytes(length), b"\xff" * length]),
        "response-invalid": world.sealed(world.lane("a"), [_unasked(world)]),
    }


def _unasked(world: World) -> bytes:
    """A required question left out."""
    plaintext = world.plaintexts(1)[0]
    return b"\0" + plaintext[1:]


def test_wrong_items_are_set_aside_with_their_reason_and_stop_nothing(world: World) -> None:
    wrong = wrong_items(world)
    world.send("a", 40)
    world.send_items(world.lane("a"), [item for items in wrong.values() for item in items])
    (published,) = world.tally(JANUARY).published
    kept = {each.item_id: each for each in world.rows(set_aside)}
    assert {item[: limits.ITEM_ID_BYTES] for items in wrong.values() for item in items} == set(kept)
    for code, items in wrong.items():
        for item in items:
            assert kept[item[: limits.ITEM_ID_BYTES]].code == code
            assert kept[item[: limits.ITEM_ID_BYTES]].sealed == item
    assert (published.opened, published.set_aside) == (40, len(kept))
    assert [each.n for each in world.releases()] == [40]
    accounts = world.reconciliation()
    assert accounts.holds
    assert accounts.total.set_aside == {code: len(items) for code, items in wrong.items()}


def test_a_point_whose_items_are_all_wrong_gets_no_release(world: World) -> None:
    world.send_items(world.lane("a"), world.sealed(world.lane("b"), world.plaintexts(30)))
    world.tally(JANUARY)
    assert world.releases() == []
    assert world.reconciliation().total.set_aside == {"item-unopened": 30}
    assert world.waiting() == 0


def test_a_copy_under_another_id_counts_once(world: World) -> None:
    items = world.send("a", 30)
    copies = [world.fresh_id() + item[limits.ITEM_ID_BYTES :] for item in items[:4]]
    world.send_items(world.lane("a"), copies)
    world.tally(JANUARY)
    assert [each.n for each in world.releases()] == [30]
    assert world.reconciliation().total.set_aside == {"item-repeated": 4}


def test_a_copy_that_comes_after_the_release_counts_nowhere(world: World) -> None:
    items = world.send("a", 30)
    world.tally(JANUARY)
    copies = [world.fresh_id() + items[0][limits.ITEM_ID_BYTES :] for _ in range(25)]
    world.send_items(world.lane("a"), copies)
    world.tally(FEBRUARY)
    assert [each.n for each in world.releases()] == [30]
    assert world.reconciliation().total.set_aside == {"item-repeated": 25}


def test_items_of_a_destroyed_key_are_set_aside_by_the_next_tally(world: World) -> None:
    world.send("a", 25)
    world.send("a", 25, FEBRUARY)
    with world.database.begin() as transaction:
        mark_destroyed(transaction, JANUARY)
    world.tally(FEBRUARY)
    assert [each.n for each in world.releases()] == [25]
    assert world.reconciliation().total.set_aside == {"key-destroyed": 25}


def test_accounts_hold_after_a_period_is_forgotten_with_the_bytes_set_aside(world: World) -> None:
    world.send("a", 25)
    world.send_items(world.lane("a"), world.sealed(world.lane("b"), world.plaintexts(2)))
    world.tally(JANUARY)
    with world.database.begin() as transaction:
        mark_destroyed(transaction, JANUARY)
        forget_period(transaction, JANUARY)
    assert {each.sealed for each in world.rows(set_aside)} == {b""}
    accounts = world.reconciliation()
    assert accounts.holds
    assert accounts.total.set_aside == {"item-unopened": 2}
