"""What an account is for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """`ANALYST` reads figures, `MODERATOR` also comments that wait, `PARTNER` is of one Point,
    `ADMIN` looks after everything within its scope.
    """

    ANALYST = "analyst"
    MODERATOR = "moderator"
    ADMIN = "admin"
    PARTNER = "partner"
