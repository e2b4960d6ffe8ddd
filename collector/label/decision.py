"""What a human decided on a label, with the evidence that lay before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from collector.label.rule import Finding
from collector.registry.convention import LabelState
from shared.periods import Period


class Decision(StrEnum):
    """What may be decided; the last three change how the label stands."""

    NOTHING = "nothing"
    TALK = "talk"
    REVIEW = "review"
    WITHDRAW = "withdraw"
    GRANT = "grant"


LABEL_STATES: Final[Mapping[Decision, LabelState]] = {
    Decision.REVIEW: LabelState.REVIEW,
    Decision.WITHDRAW: LabelState.WITHDRAWN,
    Decision.GRANT: LabelState.GRANTED,
}


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision. `day`: when it was taken, and from when the label stands so.

    `period`: the last month of the evidence; `evidence`: its figures, as they were; base 0 = none.

    `who`: the account that wrote it down.
    """

    point: str
    day: date
    period: Period
    finding: Finding
    evidence: Mapping[str, int | bool | None]
    decision: Decision
    reason: str
    who: str
