"""The links at the top of every page, for those who may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from collector.auth.reader import Reader
from collector.auth.rights import Right
from collector.auth.scope import Level
from collector.texts import mark as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A link. `section`: what a page calls itself to have it marked; `levels`: of the scopes."""

    section: str
    label: str
    endpoint: str
    right: Right
    levels: frozenset[Level] = frozenset(Level)


_WIDE: Final = frozenset({Level.NATIONAL, Level.CAF})
_OWN: Final = frozenset({Level.POINT})

ENTRIES: Final = (
    Entry("overview", _("Overview"), "dashboard.start", Right.READ, _WIDE),
    Entry("points", _("Points"), "dashboard.points", Right.READ, _WIDE),
    Entry("ranking", _("Points side by side"), "dashboard.ranking", Right.READ, _WIDE),
    Entry("compare", _("Compare"), "dashboard.compare", Right.READ),
    Entry("points", _("My Point"), "dashboard.start", Right.READ, _OWN),
    Entry("privacy", _("Privacy"), "dashboard.privacy", Right.READ),
    Entry("comments", _("Comments"), "comments.released", Right.READ),
    Entry("label", _("Label evidence"), "label.listed", Right.READ, _WIDE),
    Entry("registry", _("Registry"), "registry.start", Right.ADMINISTER, _WIDE),
    Entry("hours", _("Opening hours"), "registry.own_hours", Right.DECLARE, _OWN),
    Entry("activity", _("Activity returns"), "activity.month", Right.READ),
    Entry("news", _("News"), "news.listed", Right.ADMINISTER, _WIDE),
    Entry("fleet", _("Devices"), "fleet.listed", Right.ADMINISTER, _WIDE),
    Entry("accounts", _("Accounts"), "accounts.accounts", Right.GOVERN),
)
"""In the order in which they are shown."""


def entries_for(reader: Reader | None) -> list[Entry]:
    """The links of a reader; none for nobody."""
    if reader is None:
        return []
    return [
        each for each in ENTRIES if reader.may(each.right) and reader.scope.level in each.levels
    ]
