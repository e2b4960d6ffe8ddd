"""`python -m deploy.demonstration`: what `deploy/demo.py` hands over to, once it is set up."""

from __future__ import annotations

import sys

from deploy.demonstration.options import read_options
from deploy.demonstration.script import run

if __name__ == "__main__":
    sys.exit(run(read_options(sys.argv[1:])))
