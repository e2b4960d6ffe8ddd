"""What the command line of the demonstration says."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 8300
MOST_POINTS: Final = 5
"""As many Points as the list that comes with the project has (collector/registry/example.csv)."""

DESCRIPTION: Final = """\
Starts a collector and a kiosk to try, with the Point of Rouen's convention and four made-up ones.
Everything is kept in one directory; a second run goes on with what is there."""


@dataclass(frozen=True, slots=True)
class Options:
    """The demonstration's options, checked.

    `port` is the first kiosk's, None when not said; `data` the directory, None for `.demo` in the
    checkout; `points` at how many Points a kiosk stands.
    """

    visitors: int
    seed: int
    points: int
    port: int | None
    data: Path | None
    leave: bool


def read_options(arguments: Sequence[str]) -> Options:
    """Read the command line; wrong usage ends the program with code 2, `--help` with 0."""
    parser = argparse.ArgumentParser(prog="deploy/demo.py", description=DESCRIPTION)
    add = parser.add_argument
    add("--visitors", type=_number(0, 100_000), default=0, metavar="N", help=_VISITORS)
    add("--seed", type=int, default=1, metavar="N", help="draws other visitors (default: 1)")
    add("--points", type=_number(1, MOST_POINTS), default=1, metavar="N", help=_POINTS)
    add("--port", type=_number(1, 65_535 - MOST_POINTS), metavar="P", help=_PORT)
    add("--data", type=Path, metavar="DIR", help="where everything is kept (default: .demo)")
    add("--exit", action="store_true", help="stop when done, with code 0, or 1 after a failure")
    given = parser.parse_args(arguments)
    return Options(given.visitors, given.seed, given.points, given.port, given.data, given.exit)


_VISITORS: Final = (
    "have N simulated visitors answer through the kiosk's pages, then send, tally and print the"
    " Point's table beside what the visitors were told to say"
)
_POINTS: Final = (
    "have a kiosk at N Points (default: 1) and spread the visitors over them; from 3 on, the Caf's"
    " tables by language and the crossings are released too"
)
_PORT: Final = (
    f"the kiosk's port (default: {DEFAULT_PORT}); the collector gets the next one, further kiosks"
    " those after it"
)


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not from {least} to {most}")
        return value

    return number
