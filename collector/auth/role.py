"""What an account is for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """`ANALYST` reads figures, `ADMIN` also looks after the installation, `PARTNER` is a Point's."""

    ANALYST = "analyst"
    ADMIN = "admin"
    PARTNER = "partner"
