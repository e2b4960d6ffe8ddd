"""Writing down what a human decided; the program proposes nothing and changes nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from collector.api.library import Library
from collector.auth.reader import Reader
from collector.instance import Collector
from collector.label.decision import Decision, KeptDecision
from collector.label.evidence import caf_evidence, caf_of
from collector.label.rule import Finding
from collector.store.audit import record
from collector.store.label_decisions import add_decision
from collector.texts import Texts
from shared.masking import mask
from shared.periods import Period
from shared.problems import FormatProblem

LONGEST_REASON: Final = 500
NO_FIGURES: Final[Mapping[str, int | bool | None]] = {"share": None, "base": 0}
"""The evidence of a decision that was taken without any."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody writes down. `day`: of the decision, None for today."""

    decision: str
    reason: str
    day: date | None = None


def decide(
    collector: Collector,
    library: Library,
    reader: Reader,
    point: str,
    last: Period,
    told: Told,
    texts: Texts,
) -> None:
    """Keep a decision with its reason and what was known of the year up to `last`.

    Before any release, or for a day before the figures began, there is no evidence to keep.

    Raises:
        FormatProblem: `registry-input`: no such decision, no reason, or a day that lies ahead.
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
    """
    written = mask(" ".join(told.reason.split())).text[:LONGEST_REASON]
    now = collector.now()
    day = told.day or now.date()
    if told.decision not in tuple(Decision) or not written or day > now.date():
        raise FormatProblem("registry-input", "decision, reason, day")
    caf = caf_of(library, reader.scope, point)
    threshold = collector.config.label_threshold
    # A month is released once it is over: on a day gone by, the month before was the last known.
    last = min(last, Period.of(day) if day == now.date() else Period.of(day).plus(-1))
    found = caf_evidence(library, reader.scope, caf, last, threshold, texts, only=point)
    evidence = found.points[0] if found and found.window.last <= last else None
    kept = KeptDecision(
        point=point,
        day=day,
        period=last,
        finding=evidence.judgement.finding if evidence else Finding.NOT_SHOWN,
        evidence=evidence.figures(threshold) if evidence else NO_FIGURES,
        decision=Decision(told.decision),
        reason=written,
        who=reader.email,
    )
    noted = {"decision": told.decision, "finding": kept.finding.value, "period": str(last)}
    with collector.database.begin() as transaction:
        add_decision(transaction, kept)
        record(
            transaction, now, reader.email, "label-decide", f"point {point}",
            {**noted, "day": day.isoformat()},
        )  # fmt: skip
