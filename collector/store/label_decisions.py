"""Decisions on labels: kept for ever, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select

from collector.label.decision import LABEL_STATES, Decision, KeptDecision
from collector.label.rule import Finding
from collector.registry.convention import LabelEvent
from collector.store.conventions import put_label
from collector.store.engine import Transaction
from collector.store.label_schema import label_decision
from shared.periods import Period


def add_decision(transaction: Transaction, kept: KeptDecision) -> None:
    """Keep a decision; one that changes how the label stands is an event of the label as well."""
    transaction.execute(
        insert(label_decision).values(
            point_id=kept.point,
            day=kept.day.isoformat(),
            period=str(kept.period),
            finding=kept.finding.value,
            evidence=dict(kept.evidence),
            decision=kept.decision.value,
            reason=kept.reason,
            who=kept.who,
        )
    )
    state = LABEL_STATES.get(kept.decision)
    if state is not None:
        put_label(transaction, kept.point, LabelEvent(kept.day, state, kept.reason))


def decisions_of(transaction: Transaction, points: Sequence[str]) -> dict[str, list[KeptDecision]]:
    """The decisions on these Points, oldest first."""
    found: dict[str, list[KeptDecision]] = {}
    wanted = frozenset(points)
    query = select(label_decision).order_by(label_decision.c.id)
    if len(points) == 1:
        query = query.where(label_decision.c.point_id == points[0])
    for row in transaction.execute(query).mappings():
        if row["point_id"] in wanted:
            kept = KeptDecision(
                point=row["point_id"],
                day=date.fromisoformat(row["day"]),
                period=Period.parse(row["period"]),
                finding=Finding(row["finding"]),
                evidence=row["evidence"],
                decision=Decision(row["decision"]),
                reason=row["reason"],
                who=row["who"],
            )
            found.setdefault(kept.point, []).append(kept)
    return found
