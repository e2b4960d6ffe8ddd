"""Writing down what a human decided; the program proposes nothing and changes nothing by itself."""

from __future__ import annotations

from collector.api.library import Library
from collector.auth.reader import Reader
from collector.instance import Collector
from collector.label.decision import Decision, KeptDecision
from collector.label.evidence import caf_evidence, caf_of
from collector.store.audit import record
from collector.store.label_decisions import add_decision
from collector.texts import Texts
from shared.masking import mask
from shared.periods import Period
from shared.problems import FormatProblem, QueryProblem

LONGEST_REASON = 500


def decide(
    collector: Collector,
    library: Library,
    reader: Reader,
    point: str,
    last: Period,
    decision: str,
    reason: str,
    texts: Texts,
) -> None:
    """Keep a decision with its reason and the evidence of the year up to `last`.

    Raises:
        FormatProblem: `registry-input`: no such decision, or no reason.
        QueryProblem: `point-unknown`, `nothing-released`.
        AccessProblem: `scope-refused`.
    """
    written = mask(" ".join(reason.split())).text[:LONGEST_REASON]
    if decision not in tuple(Decision) or not written:
        raise FormatProblem("registry-input", "decision, reason")
    caf = caf_of(library, reader.scope, point)
    threshold = collector.config.label_threshold
    found = caf_evidence(library, reader.scope, caf, last, threshold, texts, only=point)
    if found is None:
        raise QueryProblem("nothing-released")
    (evidence,) = found.points
    now = collector.now()
    kept = KeptDecision(
        point=point,
        day=now.date(),
        period=found.window.last,
        finding=evidence.judgement.finding,
        evidence=evidence.figures(threshold),
        decision=Decision(decision),
        reason=written,
        who=reader.email,
    )
    told = {"decision": decision, "finding": kept.finding.value, "period": str(kept.period)}
    with collector.database.begin() as transaction:
        add_decision(transaction, kept)
        record(transaction, now, reader.email, "label-decide", f"point {point}", told)
