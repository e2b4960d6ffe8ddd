"""Sets up a station, a collector or a relay on a bare Debian 12 or 13, as root.

    python3 deploy/install.py station
    python3 deploy/install.py collector --site collector.example
    python3 deploy/install.py relay --site enquete.example

Run again with a newer kit, it updates: what is as it should be is left alone, settings that were
changed are kept, and only what changed is started again. `--remove` takes the role away and keeps
its data; with `--purge` the data too.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.installing.machine import InstallError, Machine, run_for_real
from deploy.installing.roles import NAMES
from deploy.installing.steps import Kit, install, remove


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("role", choices=NAMES)
    parser.add_argument("--site", default="", help="public name; writes /etc/nginx/nginx.conf")
    parser.add_argument(
        "--wheels", type=Path, help="directory with every Python package, where no index is reached"
    )
    parser.add_argument("--remove", action="store_true", help="take the role away, keep its data")
    parser.add_argument("--purge", action="store_true", help="with --remove: its data and settings")
    chosen = parser.parse_args()
    if chosen.purge and not chosen.remove:
        parser.error("--purge goes with --remove")
    if os.geteuid() != 0:
        print("Only root can: `sudo python3 deploy/install.py …`.", file=sys.stderr)
        return 1
    machine = Machine(Path("/"), run_for_real(os.environ))
    try:
        if chosen.remove:
            remove(machine, chosen.role, purge=chosen.purge)
        else:
            changed = install(machine, chosen.role, Kit(ROOT, chosen.wheels, chosen.site))
            print("Done." if changed else "Done: everything was there already.")
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
