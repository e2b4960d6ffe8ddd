"""Promise 8, at the disk: what was said to be kept is kept, whatever happens then."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.files import NEW_SUFFIX
from kiosk.spool import Spool
from kiosk.spool.layout import HEADER_BYTES, image
from shared.problems import FormatProblem, StorageProblem
from tests.kiosk.parts import contents, item, lane, new_item
from tests.kiosk.spool.processes import acknowledged, storing


@pytest.mark.slow
def test_a_process_killed_at_any_instant_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    rng = random.Random(20261123)
    kept: set[bytes] = set()
    for seed in range(24):
        process = storing(tmp_path, seed)
        assert process.stdout is not None
        first = process.stdout.readline()
        # Not awaiting anything: the instant of death is the random input of this test.
        time.sleep(rng.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept |= {bytes.fromhex(first), *acknowledged(process)}
        spool = Spool(tmp_path)
        found = spool.items(lane())
        assert kept <= set(found)
        assert len(found) - len(kept) <= seed + 1, "at most one item a life was stored unsaid"
        (file,) = (tmp_path / "spool").iterdir()
        assert file.read_bytes() == image(found)
        spool.close()
        kept = set(found)
        if len(kept) > 1500:
            Spool(tmp_path).remove(lane(), [each[:16] for each in kept])
            kept = set()


def test_a_torn_slot_is_cleared_and_counted_and_costs_no_other_item(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in (1, 2, 3):
        spool.store(lane(), item(number << 120))
    without = contents(tmp_path / "spool")
    spool.store(lane(), item(200 << 120))
    (file,) = (tmp_path / "spool").iterdir()
    whole = file.read_bytes()
    start = whole.index(item(200 << 120)) - 16
    with file.open("r+b") as opened:
        opened.seek(start + 512)
        opened.write(bytes(300))
    reopened = Spool(tmp_path)
    assert set(reopened.items(lane())) == {item(number << 120) for number in (1, 2, 3)}
    assert contents(tmp_path / "spool") == without
    assert reopened.damaged == 1
    assert Spool(tmp_path).damaged == 1, "counted once, and remembered"


def test_an_unreadable_file_is_set_aside_and_keeps_nobody_from_answering(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1))
    spool.store(lane("elbeuf"), item(2))
    file = next(each for each in (tmp_path / "spool").iterdir() if "rouen" in each.name)
    data = file.read_bytes()
    file.write_bytes(bytes(HEADER_BYTES) + data[HEADER_BYTES:])
    reopened = Spool(tmp_path)
    assert reopened.lanes() == (lane("elbeuf"),)
    assert reopened.damaged == 1
    assert [each.read_bytes()[HEADER_BYTES:] for each in (tmp_path / "damaged").iterdir()] == [
        data[HEADER_BYTES:]
    ]
    assert reopened.store(lane(), item(3))


def test_items_that_lie_in_the_wrong_place_are_put_right(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1 << 127))
    expected = contents(tmp_path / "spool")
    (file,) = (tmp_path / "spool").iterdir()
    data = bytearray(file.read_bytes())
    slot = 16 + len(item(1))
    start = data.index(item(1 << 127)) - 16
    data[start + slot : start + 2 * slot] = data[start : start + slot]
    data[start : start + slot] = bytes(slot)
    file.write_bytes(data)
    assert Spool(tmp_path).items(lane()) == (item(1 << 127),)
    assert contents(tmp_path / "spool") == expected


def test_what_a_crash_left_half_written_beside_a_file_is_removed(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1))
    expected = contents(tmp_path / "spool")
    (file,) = (tmp_path / "spool").iterdir()
    file.with_name(file.name + NEW_SUFFIX).write_bytes(b"half")
    Spool(tmp_path)
    assert contents(tmp_path / "spool") == expected


def test_storing_the_same_visit_twice_keeps_one_also_across_the_end_of_a_month(
    tmp_path: Path,
) -> None:
    spool = Spool(tmp_path)
    assert spool.store(lane(), item(1))
    assert not spool.store(lane(), item(1))
    assert not spool.store(lane(period="2026-11"), item(1))
    assert spool.count_by_period() == {"2026-10": 1}


def test_an_item_of_another_length_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1))
    with pytest.raises(FormatProblem, match="length"):
        spool.store(lane(), item(2) + b"\0")
    assert spool.items(lane()) == (item(1),)
    assert spool.store(lane(), item(2))


class Killed(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("write", range(4))
@pytest.mark.parametrize("part", [0.0, 0.3, 1.0])
def test_a_kill_while_items_move_up_loses_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: int, part: float
) -> None:
    spool = Spool(tmp_path / "alive")
    held = {item(number) for number in (1, 2, 3)}
    for each in held:
        spool.store(lane(), each)
    newcomer = item(0)
    writes = iter(range(100))

    def write_or_die(descriptor: int, data: bytes, offset: int) -> None:
        if next(writes) == write:
            os.pwrite(descriptor, data[: int(len(data) * part)], offset)
            shutil.copytree(tmp_path / "alive", tmp_path / "after")
            raise Killed
        os.pwrite(descriptor, data, offset)

    monkeypatch.setattr("kiosk.spool.lane.write_all", write_or_die)
    with pytest.raises(Killed):
        spool.store(lane(), newcomer)
    monkeypatch.undo()
    found = Spool(tmp_path / "after").items(lane())
    assert held <= set(found) <= held | {newcomer}
    (file,) = (tmp_path / "after/spool").iterdir()
    assert file.read_bytes() == image(found)


def failing(problem: OSError) -> object:
    def fail(*_: object) -> None:
        raise problem

    return fail


def test_what_was_said_not_to_be_recorded_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    spool.store(lane(), item(1 << 127))
    before = contents(tmp_path / "spool")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", failing(OSError(5, "Input/output error")))
        with pytest.raises(StorageProblem) as met:
            spool.store(lane(), item(7))
    assert met.value.code == "storage-failed"
    assert spool.items(lane()) == (item(1 << 127),)
    assert contents(tmp_path / "spool") == before
    assert spool.store(lane(), item(7)), "and it can be tried again"


def test_a_first_item_whose_folder_cannot_be_synced_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("kiosk.files.sync_directory", failing(OSError(5, "Input/output error")))
        with pytest.raises(StorageProblem):
            spool.store(lane(), item(7))
    assert spool.count() == 0
    assert spool.store(lane(), item(7))
    assert Spool(tmp_path).items(lane()) == (item(7),)


def test_one_process_that_stores_and_one_that_takes_lose_nothing(tmp_path: Path) -> None:
    process = storing(tmp_path, 5, "400")
    taker = Spool(tmp_path)
    taken: list[bytes] = []
    while process.poll() is None or taker.count():
        batch = taker.items(lane(), 7)
        taker.remove(lane(), [each[:16] for each in batch])
        taken += batch
        if process.stdout is not None and not batch:
            process.stdout.readline()
    rng = random.Random(5)
    expected = [rng.randbytes(len(item(1))) for _ in range(400)]
    assert sorted(taken) == sorted(expected)
    if process.stdout is not None:
        process.stdout.close()


def test_many_threads_store_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    spool = Spool(tmp_path)
    items = [new_item() for _ in range(80)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda each: spool.store(lane(), each), items * 2))
    assert stored.count(True) == len(items)
    assert set(spool.items(lane())) == set(items)


def test_every_write_is_synced_to_the_disk_before_an_item_is_said_to_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsynced: set[str] = set()

    def name_of(descriptor: int) -> str:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink()).removesuffix(NEW_SUFFIX)

    def seen(call: Callable[..., Any], *, writes: bool) -> Callable[..., Any]:
        def through(descriptor: int, *more: Any) -> Any:
            if writes:
                unsynced.add(name_of(descriptor))
            else:
                unsynced.discard(name_of(descriptor))
            return call(descriptor, *more)

        return through

    def renamed(path: Path, target: Path) -> Path:
        assert not unsynced, "a file is whole on the disk before it takes its name"
        unsynced.add(str(path.parent))
        return rename(path, target)

    rename = Path.replace
    spool = Spool(tmp_path)
    monkeypatch.setattr(os, "pwrite", seen(os.pwrite, writes=True))
    monkeypatch.setattr(os, "fdatasync", seen(os.fdatasync, writes=False))
    monkeypatch.setattr(os, "fsync", seen(os.fsync, writes=False))
    monkeypatch.setattr(Path, "replace", renamed)
    for number in (5, 1 << 127, 4, 3, *((1 << 126) + each for each in range(40))):
        assert spool.store(lane(), item(number))
        assert not unsynced
