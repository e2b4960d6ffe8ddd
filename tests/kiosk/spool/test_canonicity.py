"""Promise 3: the spool has no memory of order. Names, bytes and times are a function of the set."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.spool import Spool
from kiosk.spool.layout import SMALLEST_CAPACITY, SPARSENESS
from shared.sealing import Label
from tests.kiosk.parts import contents, item, lane

LAST_ID = 2**128 - 1
LANES = (lane(), lane("elbeuf"), lane(label=Label.COMMENT))


ROOM = SMALLEST_CAPACITY // SPARSENESS
"""How many items a lane's first file takes."""


QUICK_DISK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""A file system in memory: what bytes a file has does not depend on how slow its disk is."""


def spread(number: int) -> int:
    """An id somewhere in the whole range, always the same for the same number."""
    return random.Random(number).getrandbits(128)


PLACINGS: dict[str, Callable[[int], int]] = {
    "all over": spread,
    "all at the beginning": lambda number: number,
    "all at the end": lambda number: LAST_ID - number,
    "all in one slot of the middle": lambda number: (1 << 127) + number,
}


@pytest.mark.parametrize("placing", PLACINGS)
@pytest.mark.parametrize(
    ("kept", "gone"), [(3, 0), (0, 3), (ROOM - 1, 3), (ROOM, 2), (ROOM + 1, 1), (40, 40)]
)
def test_the_same_set_gives_the_same_bytes_whichever_way_it_came_about(
    tmp_path: Path, placing: str, kept: int, gone: int
) -> None:
    items = [item(PLACINGS[placing](number)) for number in range(kept + gone)]
    straight = Spool(tmp_path / "straight")
    for each in items[:kept]:
        straight.store(lane(), each)
    roundabout = Spool(tmp_path / "roundabout")
    shuffled = random.Random(kept).sample(items, len(items))
    for each in shuffled:
        roundabout.store(lane(), each)
    roundabout.remove(lane(), [each[:16] for each in items[kept:]])
    assert set(roundabout.items(lane())) == set(items[:kept])
    assert contents(tmp_path / "straight/spool") == contents(tmp_path / "roundabout/spool")


@settings(max_examples=25)
@given(
    st.sets(st.integers(0, LAST_ID), min_size=ROOM - 4, max_size=ROOM + 16),
    st.randoms(use_true_random=False),
)
def test_growing_and_shrinking_across_a_boundary_leave_no_trace(
    numbers: set[int], rng: random.Random
) -> None:
    items = [item(each) for each in numbers]
    rng.shuffle(items)
    with tempfile.TemporaryDirectory(dir=QUICK_DISK) as name:
        wandering, plain = Spool(Path(name, "wandering")), Spool(Path(name, "plain"))
        for each in items:
            wandering.store(lane(), each)
        dropped = rng.sample(items, 12)
        for each in dropped:
            wandering.remove(lane(), [each[:16]])
        back = dropped[: rng.randint(0, 12)]
        for each in back:
            wandering.store(lane(), each)
        expected = (set(items) - set(dropped)) | set(back)
        for each in sorted(expected):
            plain.store(lane(), each)
        assert contents(Path(name, "wandering/spool")) == contents(Path(name, "plain/spool"))


class AnyHistory(RuleBasedStateMachine):
    """Whatever is done in whatever order, what lies on the disk is what its set alone gives."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(dir=QUICK_DISK))
        self.spool = Spool(self.root / "lived")
        self.model: dict[int, set[int]] = {index: set() for index in range(len(LANES))}
        self.rounds = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    @rule(
        which=st.sampled_from(range(len(LANES))),
        numbers=st.lists(st.one_of(st.integers(0, LAST_ID), st.integers(0, 40)), max_size=8),
    )
    def store(self, which: int, numbers: list[int]) -> None:
        for number in numbers:
            same_kind = [
                index for index, each in enumerate(LANES) if each.label == LANES[which].label
            ]
            known = any(number in self.model[index] for index in same_kind)
            assert self.spool.store(LANES[which], item(number)) is not known
            if not known:
                self.model[which].add(number)

    @rule(which=st.sampled_from(range(len(LANES))), rng=st.randoms(use_true_random=False))
    def remove(self, which: int, rng: random.Random) -> None:
        held = sorted(self.model[which])
        gone = rng.sample(held, rng.randint(0, len(held)))
        self.spool.remove(LANES[which], [item(each)[:16] for each in gone])
        self.model[which] -= set(gone)

    @rule()
    def restart(self) -> None:
        self.spool = Spool(self.root / "lived")

    @rule()
    @precondition(lambda self: any(self.model.values()))
    def let_another_process_take_one(self) -> None:
        which = next(index for index, held in self.model.items() if held)
        number = min(self.model[which])
        Spool(self.root / "lived").remove(LANES[which], [item(number)[:16]])
        self.model[which].remove(number)

    @invariant()
    def the_directory_is_what_its_set_gives(self) -> None:
        self.rounds += 1
        fresh = Spool(self.root / f"fresh{self.rounds}")
        for which, held in reversed(self.model.items()):
            for number in sorted(held, reverse=True):
                fresh.store(LANES[which], item(number))
        directory = self.root / f"fresh{self.rounds}"
        assert contents(self.root / "lived/spool") == contents(directory / "spool")
        fresh.close()
        shutil.rmtree(directory)


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=30, stateful_step_count=12)


def test_the_name_of_a_file_says_its_lane_and_nothing_else(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1))
    (found,) = (tmp_path / "spool").iterdir()
    assert found.name == f"response_2026-10_{b'k'.hex() * 8}_rouen_{b's'.hex() * 32}.lane"
    assert spool.lanes() == (lane(),)


def test_an_empty_lane_has_no_file(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1))
    spool.remove(lane(), [item(1)[:16]])
    assert not list((tmp_path / "spool").iterdir())
    assert spool.lanes() == ()


def test_nothing_shows_when_somebody_answered(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in range(20):
        spool.store(lane(), item(spread(number)))
    shown = [tmp_path / "spool", *(tmp_path / "spool").iterdir(), tmp_path / "spool.lock"]
    assert {each.stat().st_mtime_ns for each in shown} == {0}
