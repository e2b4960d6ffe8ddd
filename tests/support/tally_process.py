"""A tally as a program with a pool of processes: `python -m tests.support.tally_process`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from collector.keys.private import PeriodPrivateKey
from collector.store.engine import Database
from collector.tally.executors import process_pool
from collector.tally.run import Tally
from shared.periods import Period
from tests.support.tally_world import Keys


def write_keys(path: Path, keys: Keys) -> None:
    """Hand the private keys of a test to the program."""
    path.write_text(json.dumps({str(period): key.raw.hex() for period, key in keys.known.items()}))


def main(url: str, keys_file: str, period: str) -> None:
    """Tally a month in small tasks; says when the first comes back."""
    raw = json.loads(Path(keys_file).read_text())
    keys = Keys({Period.parse(each): PeriodPrivateKey(bytes.fromhex(raw[each])) for each in raw})
    tally = Tally(
        Database(url),
        keys,
        lambda items: process_pool(2),
        window=4,
        chunk=20,
        progress=lambda done, total: _say(f"{done} of {total} opened"),
    )
    tally.run(Period.parse(period))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
