"""A disk without room: the new is refused with a clear word, the old is as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.spool import Spool
from kiosk.spool.layout import SMALLEST_CAPACITY, SPARSENESS, image
from shared.problems import StorageProblem
from tests.kiosk.parts import contents, item, lane
from tests.kiosk.spool.processes import storing


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where this machine lets one be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "isoloir-test", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system wants rights that this user lacks")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room left."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def test_a_full_disk_refuses_the_new_and_keeps_the_old(small_disk: Path) -> None:
    room = capacity_without_growing()
    spool = Spool(small_disk)
    spool.store(lane(), item(0))
    filler = small_disk / "filler"
    fill(filler)
    before = contents(small_disk / "spool")
    with pytest.raises(StorageProblem) as met:
        spool.store(lane("elbeuf"), item(2))
    assert met.value.code == "storage-full"
    assert contents(small_disk / "spool") == before, "nothing is half written"
    for number in range(1, room):
        assert spool.store(lane(), item(number << 122)), "there is a slot: no room is needed"
    before = contents(small_disk / "spool")
    with pytest.raises(StorageProblem) as growing:
        spool.store(lane(), item(room << 122))
    assert growing.value.code == "storage-full"
    assert contents(small_disk / "spool") == before
    assert set(Spool(small_disk).items(lane())) == {item(number << 122) for number in range(room)}
    filler.unlink()
    assert spool.store(lane(), item(room << 122)), "the same visit can be tried again"
    assert spool.store(lane("elbeuf"), item(2))


def capacity_without_growing() -> int:
    """How many items a lane's first file takes."""
    return SMALLEST_CAPACITY // SPARSENESS


def test_a_quota_on_the_size_of_files_is_a_full_disk_too(tmp_path: Path) -> None:
    process = storing(tmp_path, 1, "100", str(len(image([item(1)]))))
    assert process.stdout is not None
    *stored, last = process.stdout.read().split()
    process.stdout.close()
    assert process.wait() == 0
    assert last == "storage-full", "the file may not grow beyond its first size"
    assert len(stored) == capacity_without_growing()
    assert set(Spool(tmp_path).items(lane())) == set(map(bytes.fromhex, stored))
