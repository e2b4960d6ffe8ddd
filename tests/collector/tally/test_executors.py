"""Where and in which portions items are opened changes nothing of what is published."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.store.engine import Database
from collector.tally.executors import Inline, local, process_pool
from shared.problems import OperationProblem
from tests.support.databases import SqliteDatabases
from tests.support.tally_process import write_keys
from tests.support.tally_world import JANUARY, Keys, World, results

_P = ParamSpec("_P")
_T = TypeVar("_T")

POINTS = {"a": "761", "b": "761", "c": "761", "d": "691"}


class Elsewhere(ThreadPoolExecutor):
    """Sends everything as bytes, as an executor of a cluster does (Dask's, for one)."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        return super().submit(_there, pickle.dumps((fn, args, kwargs)))


def _there(call: bytes) -> Any:
    fn, args, kwargs = pickle.loads(call)
    return pickle.loads(pickle.dumps(fn(*args, **kwargs)))


class Dying(Inline):
    """A pool whose process is killed by the system at the third task."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        self.tasks += 1
        if self.tasks < 3:
            return super().submit(fn, *args, **kwargs)
        future: Future[_T] = Future()
        future.set_exception(BrokenExecutor())
        return future


Vault = tuple[SqliteDatabases, str, Keys, dict[str, Any]]


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """A vault, and what its tally publishes."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("vault"))
    url = databases.new()
    world = World(Database(url)).set_up(POINTS)
    for point in POINTS:
        world.send(point, 60)
    world.send_items(world.lane("a"), world.sealed(world.lane("b"), world.plaintexts(3)))
    world.database.close()
    return databases, url, world.keys, tally(databases.copy(url), world.keys, Inline, 1, 10_000)


def tally(
    url: str, keys: Keys, executor: Callable[[], AbstractContextManager[Executor]], *sizes: int
) -> dict[str, Any]:
    world = World(Database(url), keys)
    world.tally(JANUARY, lambda items: executor(), *sizes)
    found = results(world.database)
    world.database.close()
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([Inline, lambda: ThreadPoolExecutor(3), lambda: Elsewhere(2)]),
    st.integers(1, 9),
    st.integers(1, 100),
)
def test_any_executor_window_and_chunk_publish_the_same(
    vault: Vault, executor: Any, window: int, chunk: int
) -> None:
    databases, url, keys, expected = vault
    assert tally(databases.copy(url), keys, executor, window, chunk) == expected


@pytest.mark.parametrize("processes", [1, 2])
def test_a_pool_of_processes_publishes_the_same(vault: Vault, processes: int) -> None:
    databases, url, keys, expected = vault
    found = tally(databases.copy(url), keys, lambda: process_pool(processes), 4, 25)
    assert found == expected


def test_an_executor_that_is_given_is_left_open(vault: Vault) -> None:
    databases, url, keys, expected = vault
    with ThreadPoolExecutor(1) as shared:
        assert tally(databases.copy(url), keys, lambda: nullcontext(shared), 2, 25) == expected
        assert shared.submit(int).result() == 0


def test_few_items_are_opened_without_starting_processes() -> None:
    assert isinstance(local(8)(100), Inline)
    assert isinstance(local(1)(1_000_000), Inline)
    with local(2)(1_000_000) as pool:
        assert not isinstance(pool, Inline)


def test_a_worker_that_dies_stops_the_tally_with_a_clear_problem_and_the_next_run_ends_it(
    vault: Vault,
) -> None:
    databases, url, keys, expected = vault
    copy = databases.copy(url)
    with pytest.raises(OperationProblem) as stopped:
        tally(copy, keys, Dying, 1, 25)
    assert stopped.value.code == "tally-interrupted"
    assert tally(copy, keys, Inline, 1, 25) == expected


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    return iter(process.stdout.readline, "")


@pytest.mark.slow
def test_killed_at_random_with_all_its_processes_it_ends_as_if_it_had_not_been(
    vault: Vault, tmp_path: Path
) -> None:
    """No worker stays behind with a private key in its memory."""
    databases, url, keys, expected = vault
    write_keys(tmp_path / "keys", keys)
    chance = Random(3)
    for tasks in sorted(chance.sample(range(13), 4)):
        copy = databases.copy(url)
        command = [sys.executable, "-m", "tests.support.tally_process", copy]
        with subprocess.Popen(
            [*command, str(tmp_path / "keys"), str(JANUARY)], stdout=subprocess.PIPE, text=True
        ) as process:
            said = lines(process)
            for _ in range(tasks):
                next(said)
            workers = psutil.Process(process.pid).children(recursive=True)
            process.kill()
        _, alive = psutil.wait_procs(workers, timeout=30)
        assert not alive
        assert tally(copy, keys, Inline, 1, 25) == expected
