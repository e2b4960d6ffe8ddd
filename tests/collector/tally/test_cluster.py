"""A tally on a Dask cluster of real processes publishes what one process publishes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from collector.store.engine import Database
from collector.tally import cluster as room
from collector.tally.cluster import cluster
from collector.tally.executors import Inline
from shared.problems import OperationProblem
from tests.support.databases import SqliteDatabases
from tests.support.tally_world import JANUARY, Keys, World, results

POINTS = {"a": "761", "b": "761", "c": "761", "d": "691"}
SCHEDULER = """
import asyncio
from distributed import Scheduler
async def main():
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as it:
        print(it.address, flush=True)
        await it.finished()
asyncio.run(main())
"""
WORKER = """
import asyncio, sys
from distributed import Worker
async def main():
    async with Worker(sys.argv[1], nthreads=1, dashboard=False) as it:
        print(it.address, flush=True)
        await it.finished()
asyncio.run(main())
"""


@contextmanager
def running(program: str, *arguments: str, directory: Path) -> Iterator[str]:
    """A process of the cluster; its address, which it says once it is ready."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=directory) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture
def scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A scheduler and two workers."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE", "false")
    with ExitStack() as stack:
        address = stack.enter_context(running(SCHEDULER, directory=tmp_path))
        for _ in range(2):
            stack.enter_context(running(WORKER, address, directory=tmp_path))
        yield address


def tally(
    url: str, keys: Keys, executor: Callable[[int], AbstractContextManager[Executor]]
) -> dict[str, Any]:
    world = World(Database(url), keys)
    world.tally(JANUARY, executor, 4, 25)
    found = results(world.database)
    world.database.close()
    return found


@pytest.mark.slow
def test_a_cluster_of_two_workers_publishes_the_same(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "POOL_PAYS", 0)
    databases = SqliteDatabases(tmp_path)
    url = databases.new()
    world = World(Database(url)).set_up(POINTS)
    for point in POINTS:
        world.send(point, 60)
    world.database.close()
    expected = tally(databases.copy(url), world.keys, lambda _: Inline())
    assert tally(url, world.keys, cluster(scheduler)) == expected
    assert expected


def test_keys_do_not_travel_in_clear() -> None:
    for address in ("tcp://10.0.0.5:8786", "10.0.0.5:8786", "http://127.0.0.1:80"):
        with pytest.raises(OperationProblem, match="travel there"):
            cluster(address)
    assert isinstance(cluster("tls://tally.example:8786")(10), Inline)


def test_a_scheduler_that_does_not_answer_is_a_clear_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "_PATIENCE", "100ms")
    gone = cluster("tcp://127.0.0.1:9")(10**6)
    with pytest.raises(OperationProblem, match="nothing answers"), gone:
        pass
