"""`python -m tests.bench`: measure, and print one table.

    python -m tests.bench                     everything; some minutes
    python -m tests.bench --quick             the same benches, shorter
    python -m tests.bench --only spool,tally  some of them

No figure makes it fail: machines differ, and a table that says MISSED is the result. It fails only
when a bench cannot run, or finds something lost or counted twice.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import (
    intake_bench,
    kiosk_bench,
    pages_bench,
    phone_bench,
    queries_bench,
    raw_bench,
    reports_bench,
    spool_bench,
    tally_bench,
)
from tests.bench.figures import Figure, table
from tests.bench.setting import Bench, Setting, Size

BENCHES: dict[str, Bench] = {
    "spool": spool_bench.run,
    "intake": intake_bench.run,
    "tally": tally_bench.run,
    "queries": queries_bench.run,
    "raw": raw_bench.run,
    "pages": pages_bench.run,
    "kiosk": kiosk_bench.run,
    "phone": phone_bench.run,
    "reports": reports_bench.run,
}


def main(arguments: Sequence[str]) -> None:
    """Run what was asked for."""
    options = _options(arguments)
    size = Size.QUICK if options.quick else Size.FULL
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="isoloir-bench-", dir=options.disk) as directory:
        figures = measure(options.only, size, Path(directory))
    print(f"\n{_machine(busy)}\n\n{table(figures)}")


def _machine(busy: float) -> str:
    """What the figures were measured on. `busy`: the load before the first bench."""
    processors = os.cpu_count() or 1
    said = f"{processors} processors, Python {platform.python_version()}, load before {busy:.1f}"
    if busy < processors / 4:
        return said
    return f"{said}: other programs were at work; only ratios to what was measured here mean much"


def measure(names: Sequence[str], size: Size, directory: Path) -> list[Figure]:
    """Run these benches one after the other; return all their figures."""
    figures: list[Figure] = []
    for name in names:

        def say(what: str, name: str = name) -> None:
            print(f"{name}: {what} …", file=sys.stderr, flush=True)

        place = directory / name
        place.mkdir()
        figures += BENCHES[name](Setting(size, place, say))
    return figures


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--only", type=_names, default=tuple(BENCHES), help="names, with commas")
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    parser.add_argument("--disk", type=Path, help="a directory on the disk to be measured")
    return parser.parse_args(arguments)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of {', '.join(BENCHES)}")
    return names


if __name__ == "__main__":
    main(sys.argv[1:])
