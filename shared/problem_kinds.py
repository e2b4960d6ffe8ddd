"""What the catalogue says of each problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the catalogue. `title`, `kept` and `remedy` are English message ids."""

    code: str
    status: int
    title: str
    kept: str
    remedy: str
    final: bool = False
