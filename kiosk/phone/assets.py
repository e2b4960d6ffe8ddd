"""The few files beside the page: read once, compressed once, named by what they hold."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

FILES: Final = {
    "phone.css": "phone.css",
    "phone.js": "built/phone.js",
    "phone-worker.js": "built/phone-worker.js",
    "icon.svg": "icon.svg",
}
"""Name in the address → file among the kiosk's static files."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its media type, its bytes, the same compressed by gzip, and its SHA-256."""

    media_type: str
    body: bytes
    compressed: bytes
    digest: bytes
    address: str

    @property
    def integrity(self) -> str:
        """What a browser checks the bytes against (W3C Subresource Integrity)."""
        return "sha256-" + base64.b64encode(self.digest).decode()


def load_assets(directory: Path) -> Mapping[str, Asset]:
    """Every file of the page, by its name; the build makes two of them (`deploy/build`)."""
    return {name: _load(name, directory / place) for name, place in FILES.items()}


def _load(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    digest = hashlib.sha256(body).digest()
    address = f"/static/{name}?v={digest.hex()[:12]}"
    compressed = gzip.compress(body, 9, mtime=0)
    return Asset(_TYPES[path.suffix], body, compressed, digest, address)
