"""How the desk words what `kiosk.status` reports: numbers and dates as people there write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from shared.problem_catalogue import CATALOGUE

REFUSED_SHOWN: Final = 3
NOTICES_SHOWN: Final = 3
"""More of them would make the page scroll; their number is told."""

_MIB_PER_GIB: Final = 1024
_CODE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refused:
    """A batch in quarantine; `reason` is an English message id."""

    sequence: int
    items: int
    reason: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the desk's page shows; periods are written `10/2026`, days `06/10/2026`.

    `waiting` counts what is in the spool and what is on its way. `contact_problem` is an English
    message id, empty when all was well; `contact_day` is empty when there was no contact yet.
    """

    point: str
    survey: str
    version: int
    waiting: int
    periods: tuple[tuple[str, int], ...]
    contact_day: str
    contact_problem: str
    free: str
    refused: tuple[Refused, ...]
    refused_items: int
    damaged: int
    notices: tuple[str, ...]
    more_notices: int
    page: str


def desk_view(found: dict[str, Any]) -> DeskView:
    """What the page shows of a status report."""
    waiting = dict(found["waiting"])
    for parcel in found["outbox"]:
        waiting[parcel["period"]] = waiting.get(parcel["period"], 0) + parcel["items"]
    points = (found["bundle"] or {}).get("points") or [{"name": "", "survey": {}}]
    contact, texts = found["last_contact"], [each["text"] for each in found["notices"]]
    return DeskView(
        point=points[0]["name"],
        survey=points[0]["survey"].get("id", ""),
        version=points[0]["survey"].get("version", 0),
        waiting=sum(waiting.values()),
        periods=tuple((written(period), count) for period, count in sorted(waiting.items())),
        contact_day=written(contact["day"]),
        contact_problem=title_of(contact["code"]),
        free=size(found["free_mib"]),
        refused=tuple(
            Refused(each["sequence"], each["items"], title_of(each["code"]))
            for each in found["quarantine"][:REFUSED_SHOWN]
        ),
        refused_items=sum(each["items"] for each in found["quarantine"]),
        damaged=found["damaged"],
        notices=tuple(texts[:NOTICES_SHOWN]),
        more_notices=max(0, len(texts) - NOTICES_SHOWN),
        page=found["page"],
    )


def written(iso: str) -> str:
    """An ISO day or month as it is written in France: `06/10/2026`, `10/2026`."""
    return "/".join(reversed(iso.split("-")))


def size(mebibytes: int) -> str:
    """Free room as a person reads it, in French units."""
    if mebibytes < _MIB_PER_GIB:
        return f"{mebibytes} Mo"
    return f"{mebibytes / _MIB_PER_GIB:.1f} Go".replace(".", ",")


def title_of(code: str) -> str:
    """What the catalogue says of a problem; its bare code when the collector is newer than us.

    A code may come from whatever answered on the way: what does not look like one is not shown.
    """
    if code in CATALOGUE:
        return CATALOGUE[code].title
    return code if not code or _CODE.fullmatch(code) else CATALOGUE["internal"].title
