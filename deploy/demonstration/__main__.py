"""`python -m deploy.demonstration`: what `deploy/demo.py` hands over to, once it is set up."""

from __future__ import annotations

import os
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
    except BrokenPipeError:
        # Whoever read what is said has gone; Python must not try to say the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
