"""What the page is made of beside its text: read once, compressed once, named by what it holds.

Style and script stand in the page itself, so that one round trip is enough on a slow network. The
page's policy names them by their SHA-256: no other style or script can run in it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

FILES: Final = {
    "phone-worker.js": "built/phone-worker.js",
    "icon.svg": "icon.svg",
}
"""Name in the address → file among the kiosk's static files."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its media type, its bytes, the same compressed by gzip, and its address."""

    media_type: str
    body: bytes
    compressed: bytes
    address: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or script that stands in the page."""

    text: Markup

    @property
    def source(self) -> str:
        """How the page's policy names it (W3C Content Security Policy, hash source)."""
        digest = hashlib.sha256(self.text.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


@dataclass(frozen=True, slots=True)
class Assets:
    """The page's style and script, and the files beside it by their names."""

    style: Inline
    script: Inline
    files: Mapping[str, Asset]

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: this style, this script, and nothing from elsewhere."""
        return (
            f"default-src 'none'; script-src {self.script.source}; worker-src 'self'; "
            f"style-src {self.style.source}; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


def load_assets(directory: Path) -> Assets:
    """Everything of the page; the build makes its script and its worker (`deploy/build`)."""
    return Assets(
        style=_inline(directory / "phone.css"),
        script=_inline(directory / "built" / "phone.js"),
        files={name: _load(name, directory / place) for name, place in FILES.items()},
    )


def _inline(path: Path) -> Inline:
    # esbuild writes `<\/script` in texts; nothing in a style sheet of ours looks like a tag.
    return Inline(Markup(path.read_text(encoding="utf-8").strip()))  # noqa: S704 - our own files


def _load(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    address = f"/static/{name}?v={hashlib.sha256(body).hexdigest()[:12]}"
    return Asset(_TYPES[path.suffix], body, gzip.compress(body, 9, mtime=0), address)
