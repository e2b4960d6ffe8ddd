"""After the tally nothing of what was opened is left: neither rows nor bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.store.engine import Database
from shared.limits import ITEM_ID_BYTES
from tests.support.databases import SqliteDatabases, sqlite_file
from tests.support.tally_world import JANUARY, World

PIECE = 24
"""Bytes looked for; a chance find of so many has no probability to speak of."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(Database(SqliteDatabases(tmp_path).new()))
    return world.set_up({"a": "761", "b": "761", "few": "761"})


def on_disk(world: World) -> bytes:
    """The database with all its journals."""
    path = sqlite_file(str(world.database.engine.url))
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def pieces(items: list[bytes]) -> set[bytes]:
    """Bytes from the beginning, the middle and the end of each ciphertext."""
    found = set()
    for item in items:
        sealed = item[ITEM_ID_BYTES:]
        found |= {sealed[at : at + PIECE] for at in (0, len(sealed) // 2, len(sealed) - 60)}
    return found


def test_no_byte_of_an_opened_item_is_left_in_the_files(world: World) -> None:
    gone = [*world.send("a", 300), *world.send("b", 40)]
    kept = world.send("few", 5)
    before = on_disk(world)
    assert all(piece in before for piece in pieces(gone)), "otherwise this looks for nothing"
    world.tally(JANUARY)
    after = on_disk(world)
    assert not [piece for piece in pieces(gone) if piece in after]
    assert all(piece in after for piece in pieces(kept))


def test_other_items_of_the_same_point_stay_when_opened_ones_go(world: World) -> None:
    february = JANUARY.plus(1)
    gone = world.send("a", 30)
    kept = world.send("a", 30, february)
    world.tally(JANUARY)
    after = on_disk(world)
    assert not [piece for piece in pieces(gone) if piece in after]
    assert all(piece in after for piece in pieces(kept))
    assert world.waiting() == 30
