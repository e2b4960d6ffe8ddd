"""What a Point's département tells: its Caf, where a list names no Caf, and its clock.

The rule for Cafs is a convention of this project, in the way of Seine-Maritime's code 761:

- in mainland France and Corsica, the département's code followed by 1: 76 → 761, 2A → 2A1;
- overseas, the département's code itself: 974 → 974; but the Caf of Guadeloupe also serves
  Saint-Barthélemy (977) and Saint-Martin (978);
- Pyrénées-Atlantiques (64) has two Cafs, which the département alone does not tell apart: every
  Point gets 641 with a remark.

A Caf that numbers itself otherwise imports its Points from the project's own CSV format.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from collector.texts import Said
from collector.texts import mark as _
from shared.departement import time_zone

DEPARTEMENT: Final = re.compile(r"0[1-9]|1[0-9]|2[1-9]|[3-8][0-9]|9[0-5]|2[AB]|97[1-8]")

_SERVED_BY_GUADELOUPE: Final = frozenset({"977", "978"})
_TWO_CAFS: Final = frozenset({"64"})


def caf_of(departement: str) -> tuple[str, Said | None]:
    """The Caf's code, and what to say when the département does not settle it."""
    if departement in _SERVED_BY_GUADELOUPE:
        return "971", None
    if len(departement) == 3:
        return departement, None
    code = f"{departement}1"
    if departement in _TWO_CAFS:
        message = _("Département {departement} has two Cafs; {code} was taken for every Point.")
        return code, Said(message, {"departement": departement, "code": code})
    return code, None


def postcode_starts(departement: str) -> str:
    """The first digits of the département's postcodes, nearly always."""
    if departement in {"2A", "2B"}:
        return "20"
    return "971" if departement in _SERVED_BY_GUADELOUPE else departement


def departement_of(insee: str, postcode: str) -> str:
    """The département of a commune, by its official code, or by its postcode where that is missing.

    A postcode of Corsica begins with 20: those from 202 on are of Haute-Corse (2B).
    """
    if not insee and postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    code = insee or postcode
    return code[:3] if code.startswith("97") else code[:2]


def local_time(departement: str, now: datetime) -> datetime:
    """The same moment as the clocks of a département show it."""
    return now.astimezone(ZoneInfo(time_zone(departement)))
