"""What an account is for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """`ANALYST` reads figures, `ADMIN` also looks after everything, `PARTNER` is of one Point."""

    ANALYST = "analyst"
    ADMIN = "admin"
    PARTNER = "partner"
