"""What a simulated month cost: its stages, what they come to for a million responses, and words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

MILLION: Final = 1_000_000
WATTS: Final = 15.0
"""Assumed: what one busy core of a server draws, its share of memory and power supply included."""

EUROS: Final = 0.03
"""Assumed: what one core of a rented server costs for an hour, without tax."""

CENTRAL: Final = ("setting up", "intake", "database", "backup", "tally")
"""Stages that run at the Caf; the others run on the kiosks, or on the machine that simulates."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the month.

    `wall` and `cpu`: seconds, `alone`: those of `cpu` that its first process took; `memory` and
    `largest`: megabytes, of all its processes at one instant and of the largest one. 0 where it was
    not measured.
    """

    name: str
    wall: float
    cpu: float
    memory: float = 0.0
    largest: float = 0.0
    alone: float = 0.0


@dataclass
class Record:
    """A whole run; what `--record` writes and `deploy/SCALE.md` quotes.

    `sendings`: how often a kiosk had a line, 0 for always. `kiosks`: where their files were.
    """

    points: int
    responses: int
    days: int
    sendings: int
    database: str
    kiosks: str
    machine: str
    comments: int = 0
    stages: list[Stage] = field(default_factory=list)
    megabytes: dict[str, Mapping[str, float]] = field(default_factory=dict)
    counts: dict[str, float] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)

    def add(self, name: str, *figures: float) -> None:
        """Note a stage: its figures in the order of `Stage`."""
        self.stages.append(Stage(name, *(round(each, 2) for each in figures)))

    def stage(self, name: str) -> Stage:
        """The stage of this name."""
        return next(each for each in self.stages if each.name == name)

    @classmethod
    def read(cls, file: Path) -> Record:
        """The record of a file that `write` made."""
        document = json.loads(file.read_text())
        return cls(**{**document, "stages": [Stage(**each) for each in document["stages"]]})

    def write(self, file: Path) -> None:
        """Keep it as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n")


def per_million(record: Record, stages: Sequence[str] = CENTRAL) -> float:
    """Seconds of processor time that these stages take for a million responses."""
    return sum(s.cpu for s in record.stages if s.name in stages) * MILLION / record.responses


def words(record: Record, watts: float = WATTS, euros: float = EUROS) -> str:
    """The record as a table for people."""
    line = f"a line {record.sendings} times" if record.sendings else "always a line"
    lines = [
        f"{record.points:,} Points, {record.responses:,} responses, {record.comments:,} comments",
        f"{record.days} days, {line}, kiosks {record.kiosks}, {record.database}",
        record.machine,
        "",
        f"{'stage':<18}{'wall s':>10}{'cpu s':>10}{'cpu s/M':>10}{'memory MB':>11}{'largest':>9}",
    ]
    for each in record.stages:
        cpu = each.cpu * MILLION / record.responses
        lines.append(
            f"{each.name:<18}{each.wall:>10,.1f}{each.cpu:>10,.1f}{cpu:>10,.0f}"
            f"{each.memory:>11,.0f}{each.largest:>9,.0f}"
        )
    lines.append("")
    for when, sizes in record.megabytes.items():
        told = ", ".join(f"{name} {size:,.1f}" for name, size in sizes.items() if size)
        lines.append(f"MB {when}: {told}")
    lines.append(_numbers("counted", record.counts))
    lines.append(_numbers("queries, ms", record.queries))
    lines.append(_numbers("beside the truth", record.checked))
    seconds = per_million(record)
    energy, money = seconds * watts / 3600, 100 * seconds * euros / 3600
    lines += [
        "",
        f"A million responses take {seconds:,.0f} s of a core at the Caf:",
        f"{energy:,.1f} Wh at {watts:g} W, {money:,.2f} cents at {euros:g} €/h.",
    ]
    return "\n".join(lines)


def _numbers(title: str, numbers: Mapping[str, Any]) -> str:
    return f"{title}: " + ", ".join(f"{name} {each:,.6g}" for name, each in numbers.items())
