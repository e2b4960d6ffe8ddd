"""Taking times so that a busy machine disturbs them little: side by side, and by the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import quantiles
from time import perf_counter


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def p95(times: Sequence[float]) -> float:
    """The time that 95 in 100 stay under."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
