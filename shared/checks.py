"""What the doctor of each program found: one line a check, and what to do where it is not well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        name: which, for a program to tell them apart.
        fine: whether it is as it should be.
        found: what was seen, a sentence.
        remedy: what to do, a sentence; empty where nothing is to be done.
    """

    name: str
    fine: bool
    found: str
    remedy: str = ""


def check(name: str, fine: bool, found: str, remedy: str) -> Check:
    """A check whose remedy is said only where it is needed."""
    return Check(name, fine, found, "" if fine else remedy)


def lines(checks: Iterable[Check]) -> list[str]:
    """For a person: what is well, what is not, and what to do."""
    return [
        line
        for each in checks
        for line in (
            f"{'ok ' if each.fine else 'BAD'}  {each.name}: {each.found}",
            *((f"     → {each.remedy}",) if each.remedy else ()),
        )
    ]


def document(checks: Iterable[Check]) -> dict[str, Any]:
    """For a program."""
    listed = [
        {"name": each.name, "fine": each.fine, "found": each.found, "remedy": each.remedy}
        for each in checks
    ]
    return {"fine": all(each["fine"] for each in listed), "checks": listed}
