"""`nice python -m tests.month`: a national month, from the kiosks to the release.

    python -m tests.month                                  2,845 Points, a million responses
    python -m tests.month --points 285 --responses 100000  a tenth of it
    python -m tests.month --postgresql                     on PostgreSQL instead of SQLite

Real parts: the real list of sites, the collector's own commands and server, the kiosk's own
sealing, spool and courier, HTTP between them. Nothing is lost, nothing counted twice, every
published cell is what visitors said within its noise, or else it fails. `deploy/SCALE.md` says what
the figures mean.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final

import psutil

from collector.tally.plan import LEAST_RESPONSES
from tests.bench import programs
from tests.bench.national import POINTS
from tests.month.check import check_accounts, check_figures, check_queries
from tests.month.country import Country, national_list, period, size_of
from tests.month.crowd import PARTS
from tests.month.record import EUROS, WATTS, Record, words
from tests.month.spread import DAYS, over_points
from tests.month.watch import Cost, watched
from tests.support.databases import SqliteDatabases, postgresql_server

SEED: Final = 20261126


def main(arguments: Sequence[str]) -> Record:
    """Simulate a month; print what it cost."""
    options = _options(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="isoloir-month-", dir=options.disk) as place,
        tempfile.TemporaryDirectory(
            prefix="isoloir-kiosks-", dir=options.kiosk_disk or place
        ) as kiosks,
        _database(Path(place), postgresql=options.postgresql) as (url, server),
    ):
        record = Month(Path(place), Path(kiosks), url, server, options).run()
    print(f"\n{words(record, options.watts, options.euros)}", flush=True)
    if options.record:
        record.write(options.record)
    return record


@contextmanager
def _database(place: Path, *, postgresql: bool) -> Iterator[tuple[str, int | None]]:
    """The URL of a database without tables, and the process id of its server, if it has one."""
    if not postgresql:
        yield SqliteDatabases(place).blank(), None
        return
    with postgresql_server(place) as databases:
        yield databases.blank(), databases.pid


class Month:
    """One run of a month."""

    def __init__(
        self,
        place: Path,
        kiosks: Path,
        url: str,
        server: int | None,
        options: argparse.Namespace,
    ) -> None:
        self._place = place
        self._kiosks = kiosks
        self._server = server
        self._options = options
        self._chance = Random(options.seed)
        self._country = Country(place / "collector", url)
        kind = "SQLite" if server is None else "PostgreSQL"
        self._record = Record(
            points=options.points,
            responses=options.responses,
            days=options.days,
            sendings=options.sendings,
            database=kind,
            kiosks="in memory" if options.kiosk_disk else "on the same disk",
            machine=_machine(),
        )

    def run(self) -> Record:
        """From an empty directory to figures that were checked."""
        with ExitStack() as stack:
            database = stack.enter_context(watched(self._server)) if self._server else None
            by_point = self._set_up()
            truth = self._gather(by_point)
            self._keep_size("before the tally")
            self._back_up()
            told = self._tally()
            if database is not None:
                stack.close()
                self._add("database", database)
        self._keep_size("after the tally")
        self._check(told, by_point, truth)
        return self._record

    def _set_up(self) -> dict[str, int]:
        """Make the collector and its Points; how many answer at each of them."""
        file = national_list(self._place / "list.csv", self._options.points)
        _, made = self._country.run("init")
        imported, cost = self._country.run("points", "import", str(file))
        assert imported["new"] == self._options.points, imported
        made.cpu, made.wall = made.cpu + cost.cpu, made.wall + cost.wall
        made.memory = max(made.memory, cost.memory)
        made.largest = max(made.largest, cost.largest)
        self._add("setting up", made)
        names = [point for point, _ in self._country.points()]
        numbers = over_points(len(names), self._options.responses, self._chance)
        return dict(zip(names, numbers, strict=True))

    def _gather(self, by_point: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
        """Have everybody answer; what they said."""
        began = monotonic()
        with self._country.served("intake") as (address, intake), ExitStack() as stack:
            orders = self._orders(by_point, address)
            crew = [
                stack.enter_context(programs.started("tests.month.crowd", [str(order)]))
                for order in orders
            ]
            watching = [stack.enter_context(watched(each.pid)) for each in crew]
            reports = _heard(crew, self._options.responses)
        wall = monotonic() - began
        self._add("intake", intake)
        for part in PARTS:
            self._record.add(part, wall, sum(each["cpu"][part] for each in reports))
        other = sum(each["all_cpu"] - sum(each["cpu"].values()) for each in reports)
        memory = sum(each.memory for each in watching)
        most = max(each.largest for each in watching)
        self._record.add("simulating", wall, other, memory, most)
        for name in ("rounds", "batches", "requests", "sent_bytes", "received_bytes"):
            self._record.counts[name] = sum(each[name] for each in reports)
        self._record.comments = sum(each["comments"] for each in reports)
        assert sum(each["responses"] for each in reports) == self._options.responses
        kiosks = size_of(self._kiosks) / self._options.points
        self._record.counts["MB on a kiosk"] = round(kiosks, 3)
        truths = [json.loads(order.with_suffix(".truth").read_text()) for order in orders]
        return {point: said for each in truths for point, said in each.items()}

    def _orders(self, by_point: Mapping[str, int], address: str) -> list[Path]:
        points, orders = list(by_point), []
        tickets = dict(zip(points, self._country.tickets(points, address), strict=True))
        # Not file by file: a crowd whose Points all have many would be at work long after the rest.
        self._chance.shuffle(points)
        for number in range(self._options.crowds):
            file = self._place / f"crowd-{number}.json"
            kiosks = [
                {"point": each, "ticket": tickets[each], "responses": by_point[each]}
                for each in points[number :: self._options.crowds]
            ]
            order = {
                "address": address,
                "directory": str(self._kiosks),
                "truth": str(file.with_suffix(".truth")),
                "seed": self._options.seed + number,
                "days": self._options.days,
                "sendings": self._options.sendings,
                "comments": self._options.comments,
                "kiosks": kiosks,
            }
            file.write_text(json.dumps(order))
            orders.append(file)
        return orders

    def _back_up(self) -> None:
        """One night's backup, of the month's last day: no other is as large."""
        file = self._place / "backup"
        _, cost = self._country.run("backup", str(file))
        self._add("backup", cost)
        self._record.counts["MB of a backup"] = round(file.stat().st_size / 1e6, 2)
        file.unlink()

    def _tally(self) -> Mapping[str, Any]:
        told: Mapping[str, Any]
        told, cost = self._country.run("tally", "--period", period())
        self._add("tally", cost)
        return told

    def _check(
        self,
        told: Mapping[str, Any],
        by_point: Mapping[str, int],
        truth: Mapping[str, Mapping[str, int]],
    ) -> None:
        check_accounts(told, by_point, self._record.comments)
        total = told["reconciliation"]
        self._record.counts |= {each: total[each] for each in ("received", "tallied", "waiting")}
        checked = check_figures(self._country.url, truth, by_point)
        self._record.checked = asdict(checked)
        released = {point for point, n in by_point.items() if n >= LEAST_RESPONSES}
        cafs = {point: caf for point, caf in self._country.points() if point in released}
        token, _ = self._country.run("token", "add", "analyst", "--scope", "national")
        with self._country.served("dashboard") as (address, cost):
            self._record.queries = check_queries(address, token["token"], truth, cafs, by_point)
        self._add("queries", cost)

    def _add(self, name: str, cost: Cost) -> None:
        self._record.add(name, cost.wall, cost.cpu, cost.memory, cost.largest, cost.alone)

    def _keep_size(self, when: str) -> None:
        self._record.megabytes[when] = self._country.megabytes()


def _heard(crew: Sequence[programs.Process], expected: int) -> list[Mapping[str, Any]]:
    """Follow the crowds to their end; the last thing that each of them says."""
    last: list[dict[str, Any]] = [{"responses": 0} for _ in crew]

    def follow(at: int) -> None:
        for text in crew[at].stdout or ():
            last[at] = json.loads(text)
            _progress(sum(each["responses"] for each in last), expected)

    threads = [threading.Thread(target=follow, args=(at,)) for at in range(len(crew))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("all_cpu" in each for each in last), "a crowd ended before its time"
    return list(last)


def _progress(done: int, expected: int) -> None:
    filled = 40 * done // max(1, expected)
    bar = f"answered [{'#' * filled}{'.' * (40 - filled)}] {done:,} of {expected:,}"
    end = "\r" if sys.stderr.isatty() else "\n"
    print(bar, end=end, file=sys.stderr, flush=True)


def _machine() -> str:
    memory = psutil.virtual_memory().total / 1e9
    return (
        f"{os.cpu_count()} processors, {memory:.0f} GB, Python {platform.python_version()},"
        f" load before {os.getloadavg()[0]:.1f}"
    )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.month", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--points", type=int, default=POINTS, help="the first so many of the list")
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--comments", type=float, default=0.0, help="share who write one, 0 to 1")
    parser.add_argument("--days", type=int, default=DAYS, help="days that Points are open")
    parser.add_argument(
        "--sendings", type=int, default=0, help="times a month a kiosk has a line; 0: always"
    )
    parser.add_argument("--crowds", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--disk", type=Path, help="a directory on the disk to be measured")
    parser.add_argument(
        "--kiosk-disk", type=Path, help="a directory in memory: 2,845 kiosks share no disk"
    )
    parser.add_argument("--record", type=Path, help="write all figures to this JSON file")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--watts", type=float, default=WATTS, help="assumed, of a busy core")
    parser.add_argument("--euros", type=float, default=EUROS, help="assumed, for a core and hour")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
