"""What comes in while a tally deletes what it published is not deleted along.

SQLite lets nobody write meanwhile. PostgreSQL does: between any two statements.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from collector.store.engine import Database
from collector.tally.comments import CommentTally
from shared.comment import Comment, encode_comment
from shared.sealing import Label
from tests.collector.tally.test_comments import SURVEY
from tests.support.databases import PostgresqlDatabases
from tests.support.tally_world import JANUARY, World


def before_the_vault_is_emptied(database: Database, act: Callable[[], None]) -> None:
    """Do something once, when the first rows are about to leave the vault."""
    done: list[bool] = []

    def watch(*given: Any) -> None:
        if given[2].startswith("DELETE FROM vault") and not done:
            done.append(True)
            act()

    event.listen(database.engine, "before_cursor_execute", watch)


@pytest.fixture
def world(postgresql: PostgresqlDatabases) -> World:
    """Two Points of a Caf."""
    empty = World(Database(postgresql.new()), survey=SURVEY)
    return empty.set_up({"a": "761", "b": "761"})


def beside(world: World) -> World:
    """The same collector through other connections, as intake has them."""
    url = world.database.engine.url.render_as_string(hide_password=False)
    return World(Database(url), world.keys, world.chance, world.survey, sequence=100, total=1000)


def send(intake: World) -> None:
    intake.send("a", 3)


def test_a_response_that_comes_in_meanwhile_waits_for_the_next_tally(world: World) -> None:
    world.send("a", 30)
    intake = beside(world)
    before_the_vault_is_emptied(world.database, lambda: send(intake))
    world.tally()
    assert world.waiting() == 3
    assert world.reconciliation().holds
    world.send("a", 17)
    assert [each.opened for each in world.tally().published] == [20]
    intake.database.close()
    world.database.close()


def test_a_comment_that_comes_in_meanwhile_waits_for_the_next_tally(world: World) -> None:
    lane = world.lane("a", label=Label.COMMENT)

    def comments(into: World, number: int) -> None:
        plain = [encode_comment(SURVEY, Comment("Bien", "fr"))] * number
        into.send_items(lane, into.sealed(lane, plain))

    comments(world, 6)
    intake = beside(world)
    before_the_vault_is_emptied(world.database, lambda: comments(intake, 2))
    outcome = CommentTally(world.database, world.keys, os.urandom).run(JANUARY)
    assert outcome.opened == 6
    assert world.waiting() == 2
    assert world.reconciliation().holds
    intake.database.close()
    world.database.close()
