"""Comments are opened apart, masked again, shuffled, and never with fewer than five of a Point."""

from __future__ import annotations

import os
from itertools import count

import pytest

from collector.store.comment_schema import comment, comment_deferral, comment_opened
from collector.store.engine import Database
from collector.store.keys import forget_period, mark_destroyed
from collector.tally.comments import CommentOutcome, CommentTally, quarter_of
from shared import limits
from shared.comment import Comment, encode_comment
from shared.periods import Period
from shared.problems import Problem
from shared.sealing import Label
from tests.collector.tables.samples import question, survey
from tests.support.databases import Databases
from tests.support.mortal import die_at
from tests.support.tally_world import JANUARY, World

FEBRUARY, MARCH, APRIL = (JANUARY.plus(each) for each in (1, 2, 3))
_COMMENT = {key: value for key, value in question("c", "comment", []).items() if key != "options"}
SURVEY = survey([question("mood", "one", ["bad", "good"]), _COMMENT])


def opened_world(database: Database) -> World:
    return World(database, survey=SURVEY).set_up({"a": "761", "b": "761", "c": "691"})


@pytest.fixture
def world(database: Database) -> World:
    return opened_world(database)


def write(world: World, point: str, texts: list[str], period: Period = JANUARY) -> list[bytes]:
    lane = world.lane(point, period, label=Label.COMMENT)
    items = world.sealed(lane, [encode_comment(SURVEY, Comment(text, "fr")) for text in texts])
    world.send_items(lane, items)
    return items


def words(number: int, start: str = "Avis") -> list[str]:
    return [f"{start} {each}" for each in range(number)]


def open_comments(world: World, period: Period = JANUARY) -> CommentOutcome:
    return CommentTally(world.database, world.keys, os.urandom).run(period)


def kept(world: World) -> list[tuple[str, str, str, str]]:
    return sorted((row.caf, row.point_id, row.quarter, row.text) for row in world.rows(comment))


def test_five_of_a_point_are_opened_with_their_point_and_quarter(world: World) -> None:
    write(world, "a", words(5))
    outcome = open_comments(world)
    assert (outcome.opened, outcome.set_aside, outcome.deferred) == (5, 0, 0)
    assert kept(world) == [("761", "a", "2026-Q1", text) for text in words(5)]
    assert {row.state for row in world.rows(comment)} == {"waiting"}
    assert world.waiting() == 0
    accounts = world.reconciliation()
    assert accounts.holds
    assert accounts.lines["a", "2026-01", "comment"].tallied == 5


def test_four_stay_sealed_and_the_fifth_lets_them_be_opened(world: World) -> None:
    write(world, "a", words(4))
    assert open_comments(world).deferred == 1
    assert open_comments(world).deferred == 1, "the same month again is not another tally"
    assert (world.waiting(), kept(world)) == (4, [])
    write(world, "a", ["Le cinquième"], FEBRUARY)
    open_comments(world, FEBRUARY)
    assert len(kept(world)) == 5
    assert world.rows(comment_deferral) == []


def test_after_two_tallies_they_are_opened_as_the_cafs_without_their_point(world: World) -> None:
    write(world, "a", ["Seul"])
    write(world, "b", ["Aussi"])
    write(world, "c", words(5))
    assert open_comments(world, JANUARY).deferred == 2
    assert open_comments(world, FEBRUARY).deferred == 2
    assert open_comments(world, MARCH).deferred == 0
    assert kept(world)[-2:] == [("761", "", "2026-Q1", "Aussi"), ("761", "", "2026-Q1", "Seul")]
    assert world.waiting() == 0, "no key waits for ever"
    assert world.reconciliation().holds


def test_together_they_carry_the_latest_quarter(world: World) -> None:
    write(world, "a", words(2, "mars"), MARCH)
    write(world, "a", words(3, "avril"), APRIL)
    open_comments(world, APRIL)
    assert {row.quarter for row in world.rows(comment)} == {"2026-Q2"}


def test_they_are_masked_again(world: World) -> None:
    write(world, "a", [*words(4), "Rappelez-moi au 06 12 34 56 78"])
    open_comments(world)
    assert kept(world)[-1][-1] == "Rappelez-moi au [tél.]"


def test_their_order_is_drawn_and_nothing_is_left_of_the_item(world: World) -> None:
    items = write(world, "a", words(40))
    open_comments(world)
    rows = world.rows(comment)
    texts = [row.text for row in rows]
    by_item = [f"Avis {each}" for _, each in sorted((item, at) for at, item in enumerate(items))]
    assert sorted(texts) == sorted(words(40))
    assert texts not in (words(40), by_item)
    assert not {row.id for row in rows} & {item[:16] for item in items}


def test_later_months_stay_sealed_and_responses_are_left_alone(world: World) -> None:
    write(world, "a", words(5), FEBRUARY)
    world.send("a", 25)
    open_comments(world)
    assert (world.waiting(), kept(world)) == (30, [])
    world.tally(FEBRUARY)
    assert world.waiting() == 5
    assert world.reconciliation().holds


def test_what_is_no_comment_is_set_aside_with_its_reason(world: World) -> None:
    items = write(world, "a", words(6))
    lane = world.lane("a", label=Label.COMMENT)
    elsewhere = world.sealed(
        world.lane("b", label=Label.COMMENT), [encode_comment(SURVEY, Comment("x", "fr"))]
    )
    nonsense = world.sealed(lane, [b"\xff" * len(encode_comment(SURVEY, Comment("x", "fr")))])
    copy = world.fresh_id() + items[0][limits.ITEM_ID_BYTES :]
    world.send_items(lane, [*elsewhere, *nonsense, copy])
    outcome = open_comments(world)
    assert (outcome.opened, outcome.set_aside) == (6, 3)
    accounts = world.reconciliation()
    assert accounts.holds
    reasons = {"item-unopened": 1, "response-encoding": 1, "item-repeated": 1}
    assert accounts.total.set_aside == reasons


def test_a_copy_that_comes_later_is_not_opened_again(world: World) -> None:
    items = write(world, "a", words(5))
    open_comments(world)
    lane = world.lane("a", label=Label.COMMENT)
    copies = [world.fresh_id() + each[limits.ITEM_ID_BYTES :] for each in items]
    world.send_items(lane, copies)
    open_comments(world, FEBRUARY)
    assert len(kept(world)) == 5
    assert world.reconciliation().total.set_aside == {"item-repeated": 5}


def test_wrong_items_make_nobody_stand_out(world: World) -> None:
    """One good comment among wrong ones is alone: it does not carry its Point."""
    lane = world.lane("a", label=Label.COMMENT)
    length = len(encode_comment(SURVEY, Comment("x", "fr")))
    world.send_items(lane, world.sealed(lane, [bytes(length)] * 4))
    write(world, "a", ["Seul"])
    open_comments(world)
    assert kept(world) == [("761", "", "2026-Q1", "Seul")]


def test_a_lost_key_changes_nothing_and_a_destroyed_one_sets_aside(world: World) -> None:
    write(world, "a", words(5))
    world.keys.lost = {JANUARY}
    with pytest.raises(Problem) as refused:
        open_comments(world)
    assert refused.value.code == "key-missing"
    assert world.waiting() == 5
    with world.database.begin() as transaction:
        mark_destroyed(transaction, JANUARY)
    open_comments(world)
    assert world.reconciliation().total.set_aside == {"key-destroyed": 5}


def test_tags_go_with_the_key_and_the_account_stays(world: World) -> None:
    write(world, "a", words(5))
    open_comments(world)
    with world.database.begin() as transaction:
        forget_period(transaction, JANUARY)
    (row,) = world.rows(comment_opened)
    assert (row.opened, row.tags) == (5, b"")
    assert world.reconciliation().holds


def test_killed_at_every_instant_nothing_is_lost_and_nothing_comes_twice(
    databases: Databases,
) -> None:
    original = databases.new()
    first = opened_world(Database(original))
    write(first, "a", words(6))
    write(first, "b", words(2))
    write(first, "c", words(7))
    first.database.close()
    for instants in count(1):
        url = databases.copy(original)

        def run(database: Database) -> None:
            CommentTally(database, first.keys, os.urandom).run(JANUARY)

        killed = die_at(url, instants, run)
        again = World(Database(url), first.keys, survey=SURVEY)
        assert again.reconciliation().holds
        open_comments(again)
        assert len(kept(again)) == 13, f"killed at instant {instants}"
        assert again.waiting() == 2
        assert again.reconciliation().holds
        assert [(row.point_id, row.times) for row in again.rows(comment_deferral)] == [("b", 1)]
        again.database.close()
        if not killed:
            break
    assert instants > 6


def test_quarters() -> None:
    named = [quarter_of(f"2026-{month:02d}") for month in (1, 3, 4, 9, 10, 12)]
    assert named == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026-Q4"]
