"""A claim: one Caf's share of one tally, fixed before anything is opened.

Everything that a tally publishes is a function of its claim, so that one that was interrupted
publishes the very same figures when it is run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collector.tables.released import TableId
from shared.periods import Period

TAG_BYTES: Final = 16
"""The authentication tag at the end of a sealed item tells it from all others, whatever its id."""

_SURVEY_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class Claim:
    """What a tally of `period` takes of a Caf. `ordinal`: 1, or more when new responses came."""

    caf: str
    period: Period
    ordinal: int

    @property
    def id(self) -> str:
        """Its name, such as `761/2026-10/1`."""
        return f"{self.caf}/{self.period}/{self.ordinal}"

    def release_id(self, table: TableId, survey: bytes, point: str = "") -> str:
        """The name of one of its releases, to which every draw of noise is bound."""
        parts = (self.id, table.value, point, survey.hex()[:_SURVEY_CHARACTERS])
        return "/".join(part for part in parts if part)


ClaimedIds = Mapping[str, Mapping[str, frozenset[bytes]]]
"""Point → period of the items → their ids: exactly what a claim opens."""


SealedItem = tuple[bytes, bytes, bytes]
"""What is read of an item: survey digest, key id, and the whole item as it travelled."""
