"""What each role may do; the pages, the API and the tests ask here and nowhere else.

A right says what somebody may do, a scope (`collector.auth.scope`) where. Every page names the
right that it needs, or says that it needs none; the frame refuses a page that says neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from collector.auth.role import Role

_RULE: Final = "__isoloir_rule__"
_View = TypeVar("_View", bound=Callable[..., Any])


class Right(StrEnum):
    """`READ`: figures and released comments. `MODERATE`: comments that wait. `DECLARE`: hours,
    closures, activity and messages of a Point. `ADMINISTER`: registry, conventions, notices,
    devices, decisions on a label. `GOVERN`: accounts, tokens, surveys, the audit log.
    """

    READ = "read"
    MODERATE = "moderate"
    DECLARE = "declare"
    ADMINISTER = "administer"
    GOVERN = "govern"


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.ANALYST: frozenset({Right.READ}),
    Role.MODERATOR: frozenset({Right.READ, Right.MODERATE}),
    Role.PARTNER: frozenset({Right.READ, Right.DECLARE}),
    Role.ADMIN: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a page: those with the right, or everybody if there is none.

    `max_bytes`: the largest form it takes.
    """

    right: Right | None
    max_bytes: int


def give_rule(view: _View, rule: Rule) -> _View:
    """Write a page's rule on its view."""
    setattr(view, _RULE, rule)
    return view


def rule_of(view: Callable[..., Any] | None) -> Rule | None:
    """The rule of a page, or None for one that has none."""
    return getattr(view, _RULE, None)
