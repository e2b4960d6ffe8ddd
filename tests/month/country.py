"""The collector of a country: set up by its own commands, served, tallied and asked."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from sqlalchemy import text

from collector.config import KEYS_VARIABLE
from collector.registry.enrolment import issue_kiosk_ticket, new_ticket, ticket_text
from collector.signing_key import load_signing_key
from collector.store.engine import Database
from shared.limits import TICKET_SECRET_BYTES
from shared.periods import Period
from tests.bench import programs
from tests.bench.national import CAFS, NATIONAL_LIST
from tests.month.crowd import now
from tests.month.watch import Cost, watched

MILLION: Final = 1e6


@dataclass(frozen=True)
class Country:
    """A collector in `directory`, on the database of `url`."""

    directory: Path
    url: str

    @property
    def settings(self) -> Mapping[str, str]:
        """Of every command: a month that is not over may be tallied, as in a demonstration."""
        return {
            "ISOLOIR_COLLECTOR_DATA_DIR": str(self.directory),
            "ISOLOIR_COLLECTOR_DATABASE_URL": self.url,
            "ISOLOIR_COLLECTOR_ENVIRONMENT": "demo",
            "ISOLOIR_COLLECTOR_ALLOW_OPEN_PERIOD": "true",
            KEYS_VARIABLE: "a simulation keeps nothing that matters",
        }

    def run(self, *arguments: str) -> tuple[Any, Cost]:
        """A command of the collector with `--json`: what it answers, and what it cost."""
        with programs.started("collector", [*arguments, "--json"], self.settings) as process:
            assert process.stdout is not None
            with watched(process.pid) as cost:
                said = process.stdout.read()
                # Still there to be asked what it took, until somebody waits for it.
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            assert process.wait() == 0, said
        return json.loads(said), cost

    @contextmanager
    def served(self, part: str) -> Iterator[tuple[str, Cost]]:
        """Serve a part of it: its address, and what it has cost once the block has ended."""
        arguments = ["serve", "--port", "0", "--part", part]
        with programs.started("collector", arguments, self.settings) as process:
            address = programs.address(process)
            with watched(process.pid) as cost:
                yield address, cost

    def tickets(self, points: Sequence[str], address: str) -> list[str]:
        """A ticket for the kiosk of each Point."""
        public = load_signing_key(self.directory / "signing.key").public
        with closing(Database(self.url)) as database:
            texts = []
            for point in points:
                ticket = new_ticket(os.urandom(TICKET_SECRET_BYTES), public, address)
                issue_kiosk_ticket(database, point, ticket, now())
                texts.append(ticket_text(ticket))
        return texts

    def points(self) -> list[tuple[str, str]]:
        """Id and Caf of each Point, in order of id."""
        with closing(Database(self.url)) as database, database.read() as transaction:
            query = text("SELECT point_id, caf FROM point ORDER BY point_id")
            return [(point, caf) for point, caf in transaction.execute(query)]

    def megabytes(self) -> dict[str, float]:
        """What lies on the disk, in millions of bytes: the parts of the database, and the rest."""
        with closing(Database(self.url)) as database, database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
                query = _SQLITE_SIZES
            else:
                query = _POSTGRESQL_SIZES
            sizes = {name: size / MILLION for name, size in connection.execute(text(query))}
        found = {name: round(sizes.get(name, 0.0), 2) for name in _PARTS}
        found["all of the database"] = round(sum(sizes.values()), 2)
        found["archive of releases"] = round(size_of(self.directory / "keys" / "published"), 2)
        return found


_PARTS: Final = ("vault", "seen", "ledger", "claimed", "release", "released_row", "running_sum")

_SQLITE_SIZES: Final = """
SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_schema USING (name) GROUP BY tbl_name
UNION ALL SELECT 'free', freelist_count * page_size
FROM pragma_freelist_count(), pragma_page_size()
"""
_POSTGRESQL_SIZES: Final = """
SELECT relname, pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def size_of(directory: Path) -> float:
    """Bytes of all files below a directory, in millions."""
    return sum(each.stat().st_size for each in directory.rglob("*") if each.is_file()) / MILLION


def national_list(file: Path, points: int) -> Path:
    """The first so many sites of the real list, as published; without it as many made-up ones."""
    if NATIONAL_LIST.is_file():
        with NATIONAL_LIST.open(encoding="utf-8-sig", newline="") as published:
            rows = list(csv.reader(published))[: points + 1]
    else:
        rows = [["id", "caf", "name", "street", "postcode", "commune", "made_up"]]
        for at in range(points):
            name = f"made-up-{at:06d}"
            rows.append([name, f"{at % CAFS:03d}", name, "", "75001", "Paris", "yes"])
    with file.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(rows)
    return file


@dataclass(frozen=True, slots=True)
class Asked:
    """An API answer, and the milliseconds it took."""

    document: Any
    milliseconds: float


def ask(address: str, token: str, table: str, **parameters: str) -> Asked:
    """Ask the API for a table."""
    url = f"{address}/api/v1/tables/{table}?{urlencode(parameters)}"
    began = monotonic()
    with urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})) as response:
        body = response.read()
    return Asked(json.loads(body), 1000 * (monotonic() - began))


def period() -> str:
    """The month that answers are sealed to."""
    return str(Period.of(now()))
