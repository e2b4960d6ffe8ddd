"""Headers of every answer to analysts: strict, private, no third party."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_COMMON: Final = {
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

DATA_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_COMMON,
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Vary": "Accept, Authorization, Cookie",
    }
)
"""For JSON and CSV."""

PAGE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_COMMON,
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            " img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
        "Vary": "Accept-Language, Cookie",
    }
)
"""For pages: nothing inline, nothing from elsewhere."""

UNSTORED: Final = "no-store"
"""`Cache-Control` of a page with a password field."""
