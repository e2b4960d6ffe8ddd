"""Visitors one after the other, in a process of their own: each answers a whole survey.

`python -m tests.bench.walker ADDRESS SURVEY SEED` (SURVEY: a file with its canonical form) reads
how many visitors come from its input, one round a line, and says `ready` before and what it took
after each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from time import monotonic
from typing import TypedDict

from deploy.visitors import Browser, Declared, Visitor
from shared.survey_document import survey_from_canonical


class Report(TypedDict):
    """What a round took, on the clock that all processes of a machine share."""

    began: float
    ended: float
    requests: int


def main(address: str, survey: bytes, seed: str) -> None:
    """Have visitors come for each line of the input."""
    visitor = Visitor(Declared.load(survey_from_canonical(survey)))
    rng = Random(seed)
    with Browser(address) as browser:
        for text in sys.stdin:
            print("ready", flush=True)
            sys.stdin.readline()
            before, began = browser.requests, monotonic()
            for _ in range(int(text)):
                visitor.visit(browser, rng)
            report: Report = {
                "began": began,
                "ended": monotonic(),
                "requests": browser.requests - before,
            }
            print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).read_bytes(), sys.argv[3])
