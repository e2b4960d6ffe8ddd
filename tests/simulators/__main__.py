"""Prints the error rates of label evidence: `python -m tests.simulators --runs 2000`, minutes."""

from __future__ import annotations

import argparse

from collector.label.cusum import LIMIT
from collector.label.rule import Finding
from tests.simulators.label_rates import ACCEPTABLE, delay, rate, years

MEANS = (8, 20, 60, 200)
SHARES = (0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40)


def print_rates(runs: int) -> None:
    """How often each finding is made at least once in a year, and at its end."""
    print(
        "| answers a month | true share | shown in a year | to watch or shown | shown at its end |"
    )
    for mean in MEANS:
        for share in SHARES:
            some = list(years(1, runs, share, mean))
            quiet = sum(set(one.findings) == {Finding.NOT_SHOWN} for one in some)
            last = sum(one.findings[-1] is Finding.SHOWN for one in some)
            shown = rate(some, Finding.SHOWN)
            rates = (shown, 1 - quiet / runs, last / runs)
            print(f"| {mean} | {share:.0%} | {' | '.join(f'{each:.2%}' for each in rates)} |")


def print_charts(runs: int) -> None:
    """The CUSUM beside an EWMA with as many false alarms: median months from a turn in June."""
    print("| answers a month | false alarms | EWMA limit | turns to | CUSUM | EWMA | shown |")
    for mean in MEANS:
        calm = list(years(2, runs, ACCEPTABLE, mean))
        alarms = sum(max(one.levels) >= LIMIT for one in calm) / runs
        peaks = sorted(max(one.averages) for one in calm)
        same = peaks[min(runs - 1, int(runs * (1 - alarms)))]
        for worse in (0.35, 0.50):
            turned = list(years(3, runs, worse, mean, turns=17))
            first = delay([one.levels for one in turned], LIMIT, 5)
            other = delay([one.averages for one in turned], same, 5)
            found = [[float(each is Finding.SHOWN) for each in one.findings] for one in turned]
            shown = delay(found, 1, 5)
            print(
                f"| {mean} | {alarms:.2%} | {same:.2f} | {worse:.0%}"
                f" | {first:.0f} | {other:.0f} | {shown:.0f} |"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Error rates of label evidence.")
    parser.add_argument("--runs", type=int, default=1000, help="years for each line")
    chosen = parser.parse_args().runs
    print_rates(chosen)
    print_charts(chosen)
