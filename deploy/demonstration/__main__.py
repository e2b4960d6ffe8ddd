"""`python -m deploy.demonstration`: what `deploy/demo.py` hands over to, once it is set up."""

from __future__ import annotations

import sys

from deploy.demonstration.interrupts import INTERRUPTED, Interrupts
from deploy.demonstration.options import read_options


def main() -> int:
    """Run the demonstration; signals are taken before the rest is even imported."""
    try:
        interrupts = Interrupts()
        options = read_options(sys.argv[1:])
        from deploy.demonstration.script import run

        return run(options, interrupts)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
