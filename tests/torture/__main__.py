"""The full torture: `nice python -m tests.torture`; about ten minutes."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.support.databases import SqliteDatabases, postgresql_server
from tests.torture.kills import kill_again_and_again

RUN_DEATHS = 100
"""Deaths in one collector's life; then the accounts are closed and another one begins."""


def main() -> None:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--deaths", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    given = parser.parse_args()
    began, counted, died = time.monotonic(), 0, dict.fromkeys(("kiosk", "intake", "tally"), 0)
    with tempfile.TemporaryDirectory() as directory:
        for start in range(0, given.deaths, RUN_DEATHS):
            place = Path(directory) / str(start)
            place.mkdir()
            deaths = min(RUN_DEATHS, given.deaths - start)
            responses, some = _run(place, deaths, given.seed + start, given.postgresql)
            counted += responses
            for name in some:
                died[name] += some[name]
            _say(f"{sum(died.values())} deaths, {counted} responses, none lost, none twice")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    mine = resource.getrusage(resource.RUSAGE_SELF)
    used = sum((children.ru_utime, children.ru_stime, mine.ru_utime, mine.ru_stime))
    _say(f"{died}; {time.monotonic() - began:.0f} s, {used:.0f} s of processor time")


def _run(place: Path, deaths: int, seed: int, postgresql: bool) -> tuple[int, dict[str, int]]:
    if not postgresql:
        return kill_again_and_again(place, SqliteDatabases(place).new(), deaths, seed)
    with postgresql_server(place) as databases:
        return kill_again_and_again(place, databases.new(), deaths, seed)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
