"""A program that stores items for ever, and says each one only once the spool has it.

python storing.py DATA_DIR SEED [COUNT]
"""

from __future__ import annotations

import random
import resource
import sys
from itertools import count, islice
from pathlib import Path

from kiosk.spool import Spool
from shared.problems import StorageProblem
from tests.kiosk.parts import ITEM_BYTES, lane


def main() -> None:
    data_dir, seed = Path(sys.argv[1]), int(sys.argv[2])
    spool = Spool(data_dir)
    rng = random.Random(seed)
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
    if len(sys.argv) > 4:
        largest = int(sys.argv[4])
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    for _ in islice(count(), limit):
        item = rng.randbytes(ITEM_BYTES)
        try:
            spool.store(lane(), item)
        except StorageProblem as problem:
            sys.stdout.write(problem.code + "\n")
            return
        sys.stdout.write(item.hex() + "\n")
        sys.stdout.flush()


main()
