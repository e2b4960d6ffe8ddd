"""Starts a collector and a kiosk to try, on a machine that has only Python 3.11 or newer.

    python3 deploy/demo.py                          then open the addresses it prints
    python3 deploy/demo.py --visitors 200 --exit    simulated visitors, a tally, the Point's table

`--help` says what else. Makes the virtual environment it needs first. Ctrl-C stops everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.bootstrap import Needs, SetUpError, prepare
from deploy.demonstration.failure import Failure
from deploy.demonstration.interrupts import INTERRUPTED, Interrupts, hold_back
from deploy.demonstration.options import read_options
from deploy.demonstration.place import Place
from deploy.demonstration.ports import check_ports


def main() -> int:
    """Look that the demonstration can start, set up, and hand over to `deploy.demonstration`."""
    options = read_options(sys.argv[1:])
    try:
        Interrupts()
        check_ports(Place.open(options), options.points)
        python = prepare(Needs.COLLECTOR)
    except (Failure, SetUpError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return INTERRUPTED
    return _hand_over([str(python), "-m", "deploy.demonstration", *sys.argv[1:]])


def _hand_over(command: list[str]) -> int:  # noqa: RET503 - or it does not return
    sys.stdout.flush()
    os.environ["PYTHONPATH"] = str(ROOT)
    if os.name == "nt":  # where a process cannot become another
        return subprocess.run(command, check=False).returncode
    hold_back()
    os.execv(command[0], command)  # noqa: S606 - the same process, so that Ctrl-C reaches it


if __name__ == "__main__":
    sys.exit(main())
