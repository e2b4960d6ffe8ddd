"""QR codes as drawings that stay sharp at every size."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET_MODULES: Final = 4
"""The white border that ISO/IEC 18004 asks for, in modules; it is part of the drawing."""


@lru_cache(maxsize=8)
def qr_svg(text: str) -> str:
    """A QR code as SVG, one path: level Q, a quarter of it may be dirty or torn."""
    code: Any = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    size = len(matrix)
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size}" height="{size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{dark}"/></svg>'
    )
