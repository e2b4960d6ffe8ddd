"""The tables of `deploy/SCALE.md`, from the records of measured months.

`python -m tests.month.page` writes them again after a record in `deploy/scale/` has changed; a test
compares. What is computed and not measured says from what.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.bench.national import CAFS
from tests.month.record import EUROS, MILLION, WATTS, Record
from tests.month.spread import DAYS, OPEN_HOURS

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "deploy" / "SCALE.md"
RECORDS: Final = ROOT / "deploy" / "scale"

LINE: Final = ("sqlite-10k", "sqlite-100k", "sqlite-1000k")
"""Runs that differ in size only: kiosks with a line four times a month."""

RULE: Final = "sqlite-10k-rule"
"""The first of them once more, with kiosks that always have a line and go by their own rule."""

OTHER: Final = "postgresql-10k"
"""And on the other database."""

BUSIEST: Final = 4
"""Assumed: the busiest hour has so many times the mean of an open hour."""

SIZES: Final = (1_000_000, 10_000_000, 100_000_000)
"""Responses of the months that are computed."""

_HOUR: Final = 3600

Records = Mapping[str, Record]


def load(directory: Path = RECORDS) -> Records:
    """Every record there is, by the name of its file."""
    return {file.stem: Record.read(file) for file in sorted(directory.glob("*.json"))}


def measured(records: Records) -> str:
    """What was measured, run by run."""
    names = dict.fromkeys(LINE, "") | {RULE: ", always a line", OTHER: ", PostgreSQL"}
    runs = [records[name] for name in names]
    rows: Sequence[tuple[str, Callable[[Record], str]]] = (
        ("Points", lambda run: f"{run.points:,}"),
        ("batches", lambda run: f"{run.counts['batches']:,.0f}"),
        ("kiosk: check, encode, seal, spool, of a response", lambda run: _each(run, "answering")),
        ("kiosk: one sending", _sending),
        ("intake, of a response", lambda run: _each(run, "intake")),
        ("intake: memory", lambda run: f"{run.stage('intake').memory:,.0f} MB"),
        ("database server, of a response", lambda run: _each(run, "database")),
        ("tally, of a response", lambda run: _each(run, "tally")),
        ("tally: memory, all processes", lambda run: f"{run.stage('tally').memory:,.0f} MB"),
        ("network, of a response", lambda run: _bytes(network(run) * MILLION / run.responses)),
        ("database before the tally", lambda run: _size(before(run))),
        ("– of a response", lambda run: _bytes(before(run) * MILLION / run.responses)),
        ("what stays after it, of a response", lambda run: _bytes(_stays(run))),
        ("query of one Caf, of France by Point", _queries),
    )
    head = ["", *(f"{records[name].responses:,}{how}" for name, how in names.items())]
    return _table(head, [[name, *map(tell, runs)] for name, tell in rows])


def growth(records: Records) -> str:
    """What a month comes to, and ten and a hundred times it, from the largest run of `LINE`."""
    run = records[LINE[-1]]
    month = _Month(run, records[LINE[0]], records[RULE])
    central = month.intake + month.tally
    rows: Sequence[tuple[str, float, Callable[[float], str]]] = (
        ("Points", run.points, _whole),
        ("batches", month.batches, _whole),
        ("intake, processor time", month.intake, _hours),
        ("– cores busy in the busiest hour", month.cores, _number),
        ("– commits a second then", month.commits, _number),
        ("tally, processor time", month.tally, _hours),
        ("– responses of a mean Caf, one transaction", run.responses / CAFS, _whole),
        ("database on the tally's day", before(run), _size),
        ("stays till the key is destroyed: ids and tags", month.till_key_goes, _size),
        ("stays for ever: figures and their sums", month.figures, _size),
        ("stays for ever: ledger", month.ledger, _size),
        ("network, without the heads of requests", month.network, _size),
        (f"energy at the Caf, at {WATTS:g} W a core", central * WATTS / _HOUR, _energy),
        (f"the same time rented, at {EUROS:g} € an hour", central * EUROS / _HOUR, _money),
    )
    factors = [size / run.responses for size in SIZES]
    head = ["a month of", *map(_whole, SIZES)]
    return _table(head, [[name, *(tell(one * k) for k in factors)] for name, one, tell in rows])


class _Month:
    """A month of kiosks that go by their own rule, from one measured with few sendings.

    A sending's own cost is the difference of two runs that differ in the number of sendings only.
    """

    def __init__(self, run: Record, few: Record, many: Record) -> None:
        more = many.counts["batches"] - few.counts["batches"]
        factor = run.responses / many.responses
        self.batches = many.counts["batches"] * factor
        extra = self.batches - run.counts["batches"]
        sending = (many.stage("intake").cpu - few.stage("intake").cpu) / more
        self.intake = run.stage("intake").cpu + extra * sending
        self.tally = run.stage("tally").cpu
        open_seconds = DAYS * OPEN_HOURS * _HOUR
        self.cores = self.intake / open_seconds * BUSIEST
        # A batch is one, and the sign of life after it another.
        self.commits = 2 * self.batches / open_seconds * BUSIEST
        after = run.megabytes["after the tally"]
        self.till_key_goes = after["seen"] + after["claimed"] + run.responses * 16 / MILLION
        self.figures = sum(after[name] for name in _FIGURES) + after["archive of releases"]
        self.figures -= run.responses * 16 / MILLION
        self.ledger = after["ledger"] * self.batches / run.counts["batches"]
        self.network = network(run) + extra * (network(many) - network(few)) / more


_FIGURES: Final = ("release", "released_row", "running_sum")


def network(run: Record) -> float:
    """Bytes of bodies both ways, in millions; the heads of requests come on top."""
    return (run.counts["sent_bytes"] + run.counts["received_bytes"]) / MILLION


def before(run: Record) -> float:
    """The database before the tally, in millions of bytes."""
    return run.megabytes["before the tally"]["all of the database"]


def _stays(run: Record) -> float:
    after = run.megabytes["after the tally"]
    names = ("seen", "ledger", "claimed", "archive of releases", *_FIGURES)
    return sum(after[name] for name in names) * MILLION / run.responses


def _each(run: Record, stage: str) -> str:
    if not any(each.name == stage for each in run.stages):
        return "–"
    return f"{1000 * run.stage(stage).cpu / run.responses:.2g} ms"


def _sending(run: Record) -> str:
    return f"{1000 * run.stage('sending').cpu / run.counts['rounds']:.2g} ms"


def _queries(run: Record) -> str:
    return f"{run.queries['one Caf']:.0f}, {run.queries['France by point']:.0f} ms"


def _bytes(number: float) -> str:
    return f"{number:,.0f} B"


def _size(megabytes: float) -> str:
    return f"{megabytes:,.3g} MB" if megabytes < 1000 else f"{megabytes / 1000:,.3g} GB"


def _hours(seconds: float) -> str:
    return f"{seconds / 60:,.2g} min" if seconds < _HOUR else f"{seconds / _HOUR:,.2g} h"


def _whole(number: float) -> str:
    return f"{number:,.0f}"


def _number(number: float) -> str:
    return f"{number:,.2g}" if number < 100 else f"{number:,.0f}"


def _energy(watt_hours: float) -> str:
    return f"{watt_hours:,.0f} Wh" if watt_hours >= 10 else f"{watt_hours:.1f} Wh"


def _money(euros: float) -> str:
    return f"{euros:,.2f} €"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_row(head), _row(["---", *("--:" for _ in head[1:])]), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


TABLES: Final[Mapping[str, Callable[[Records], str]]] = {"measured": measured, "growth": growth}


def filled(page: str, records: Records) -> str:
    """The page with its tables made anew, each between its marks."""
    for name, make in TABLES.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        assert marked.search(page), f"the page has no place for {name}"
        made = make(records)
        page = marked.sub(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", page)  # type: ignore[misc]
    return page


def main() -> None:
    """Write the tables into the page."""
    PAGE.write_text(filled(PAGE.read_text(), load()))
    sys.stdout.write(f"{PAGE} is up to date.\n")


if __name__ == "__main__":
    main()
