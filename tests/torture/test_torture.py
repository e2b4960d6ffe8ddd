"""After each misfortune: nothing lost, nothing twice, and accounts that hold to the last response.

Bounded here; `python -m tests.torture` kills a thousand times.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

import pytest

from collector.keys.private import PeriodPrivateKey
from collector.registry.device import Device
from collector.store.devices import add_device
from collector.store.engine import Database
from kiosk.transport import HttpTransport, Request
from shared.batch import BATCH_MEDIA_TYPE, read_batch, write_batch
from shared.messages import DeviceKind
from shared.periods import Period
from shared.problems import Problem
from shared.receipt import read_receipt
from shared.signing import Signer, device_id
from tests.simulators.bad_line import FAULTS
from tests.support.databases import SqliteDatabases, postgresql_server, sqlite_file
from tests.support.tally_world import JANUARY, Keys, World
from tests.torture.field import POINT, opened_field
from tests.torture.kills import kill_again_and_again
from tests.torture.parts import collector_in, small_disk
from tests.torture.worn import WornDisk

FEBRUARY = JANUARY.plus(1)


@pytest.mark.slow
def test_killed_at_random_instants_with_a_bad_line_in_between(tmp_path: Path) -> None:
    url = SqliteDatabases(tmp_path).new()
    counted, died = kill_again_and_again(tmp_path, url, deaths=24, seed=20261126)
    assert counted > 20
    assert set(died) == {"kiosk", "intake", "tally"}


@pytest.mark.slow
def test_each_thing_that_a_line_can_do_to_batch_and_receipt(tmp_path: Path) -> None:
    url = SqliteDatabases(tmp_path).new()
    with opened_field(tmp_path, url, seed=6, share=0) as made:
        for fault in FAULTS:
            made.line.set_share(0.6, fault)
            made.start_kiosk(rounds=4)
            made.wait_for_kiosk()
            assert made.line.set_share(0), f"no exchange was {fault}"
            made.check_accounts()
            made.check_nothing_lost()
        assert made.finish() == len(made.said)


@pytest.mark.slow
def test_a_full_disk_at_the_collector_keeps_everything_at_the_station(tmp_path: Path) -> None:
    url = SqliteDatabases(tmp_path).new()
    with opened_field(tmp_path, url, seed=1, share=0) as made:
        made.start_kiosk(rounds=2)
        made.wait_for_kiosk()
        before = made.check_accounts().received
        made.kill_intake()
        room = partial(small_disk, sqlite_file(url).stat().st_size)
        made.start_intake(room)
        made.start_kiosk()
        made.hear(120)
        made.kill_kiosk()
        assert made.check_accounts().received < len(made.said), "it was full"
        made.check_nothing_lost()
        assert made.start_tally(FEBRUARY, partial(small_disk, 4096)).wait() != 0
        made.check_accounts()
        made.kill_intake()
        assert made.finish() >= len(made.said) > before


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, where this machine lets one be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "isoloir-test", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a file system wants rights that this user lacks")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.slow
def test_a_disk_that_becomes_read_only_changes_nothing(disk: Path) -> None:
    url = SqliteDatabases(disk).new()
    with opened_field(disk, url, seed=2, share=0) as made:
        made.start_kiosk(rounds=3)
        made.wait_for_kiosk()
        said, accounts = set(made.said), made.check_accounts()
        made.kill_intake()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        try:
            made.start_intake()
            made.start_kiosk(rounds=2)
            made.wait_for_kiosk()
            assert made.said == said, "nobody was thanked for what was not kept"
            assert made.start_tally(FEBRUARY).wait() != 0
            made.kill_intake()
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert made.check_accounts() == accounts
        assert made.finish() == len(said)


@pytest.mark.slow
def test_on_a_disk_that_is_slow_at_every_sync_then_refuses_every_write(tmp_path: Path) -> None:
    """Those of SQLite itself too. No batch has a receipt that the disk was not waited for."""
    disk = WornDisk.made(tmp_path)
    if disk is None:
        pytest.skip("what makes a disk a worn one is compiled, for Linux")
    url = SqliteDatabases(tmp_path).new()
    with opened_field(tmp_path, url, seed=3, share=0) as made:
        made.kill_intake()
        made.worn = disk
        made.start_intake()
        made.start_kiosk()
        made.hear(30)
        assert disk.syncs("intake") >= made.batches() > 0

        disk.refuse("intake")
        while not disk.refused("intake"):
            made.hear(1)
        accounts = made.check_accounts()
        made.hear(15)
        made.kill_kiosk()
        assert made.check_accounts() == accounts
        made.check_nothing_lost()
        assert disk.syncs("kiosk") >= len(made.said)

        made.start_kiosk(rounds=8)
        made.hear(1)
        disk.refuse("kiosk")
        made.wait_for_kiosk()
        assert disk.refused("kiosk")
        made.check_nothing_lost()

        disk.refuse("tally")
        assert made.start_tally(FEBRUARY).wait() != 0
        assert disk.refused("tally")
        assert made.check_accounts() == accounts

        made.kill_intake()
        made.worn = None
        assert made.finish() >= len(made.said)


def returning(url: str, keys: Keys, directory: Path, number: int) -> list[tuple[Signer, bytes]]:
    """The batches of so many stations that were away for a month, two each."""
    world, chance, batches = World(Database(url), keys), Random(4), []
    lane = world.lane(POINT)
    for _ in range(number):
        signer = Signer(chance.randbytes(32))
        name = device_id(signer.public)
        with world.database.begin() as transaction:
            add_device(transaction, Device(name, DeviceKind.KIOSK, signer.public, POINT, None))
        for sequence in (1, 2):
            items = [chance.randbytes(16) + each[16:] for each in sealed(world, 2)]
            batches.append((signer, write_batch(signer, name, lane, sequence, 2 * sequence, items)))
    world.database.close()
    return batches


def sealed(world: World, number: int) -> list[bytes]:
    return world.sealed(world.lane(POINT), world.plaintexts(number))


@pytest.mark.slow
def test_a_hundred_stations_that_return_at_once_after_a_month(tmp_path: Path) -> None:
    url = SqliteDatabases(tmp_path).new()
    with opened_field(tmp_path, url, seed=4, share=0.2) as made:
        keys = keys_of(made.raw_keys)
        batches = returning(url, keys, tmp_path, 100)
        collector = collector_in(tmp_path / "collector", url)
        collector.database.close()

        def deliver(signed: tuple[Signer, bytes]) -> int:
            transport = HttpTransport(made.address)
            for _ in range(60):
                try:
                    reply = transport.exchange(
                        Request("POST", "/v1/batches", signed[1], BATCH_MEDIA_TYPE)
                    )
                    return read_receipt(reply.body, [collector.signer.public]).accepted
                except Problem:
                    continue
            raise AssertionError("it never came through")

        with ThreadPoolExecutor(40) as pool:
            assert sum(pool.map(deliver, batches)) == 400
        made.said.update(each for _, batch in batches for each in read_batch(batch).batch.ids)
        assert made.check_accounts().received == len(made.said) == 400
        assert made.finish() == 400


def keys_of(raw: dict[str, str]) -> Keys:
    return Keys({Period.parse(each): PeriodPrivateKey(bytes.fromhex(raw[each])) for each in raw})


@pytest.mark.slow
def test_postgresql_restarted_in_the_middle_of_batches_and_of_a_tally(tmp_path: Path) -> None:
    with (
        postgresql_server() as databases,
        opened_field(tmp_path, databases.new(), seed=5, share=0) as made,
    ):
        for _ in range(2):
            made.start_kiosk()
            made.hear(60)
            child = made.start_tally(JANUARY)
            made.hear(5)
            databases.crash()
            child.wait()
            made.hear(5)
            databases.recover()
            made.check_accounts()
            made.kill_kiosk()
            made.check_nothing_lost()
        made.finish()
