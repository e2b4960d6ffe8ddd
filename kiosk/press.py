"""Makes the PDF of a printed document."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import typst

import shared
from shared.printed import PDF_STANDARDS, Printed
from shared.problems import OperationProblem

FONTS: Final = Path(shared.__file__).with_name("fonts")
"""Made when the package is built."""


def press(document: Printed, now: datetime) -> bytes:
    """The document as PDF, dated, with the package's own fonts whatever the machine has.

    Raises:
        OperationProblem: `text-unprintable`: a letter has a shape in none of these fonts.
    """
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    try:
        return typst.compile(
            document.source.encode(),
            font_paths=fonts,
            sys_inputs=dict(document.inputs),
            pdf_standards=list(PDF_STANDARDS),
            timestamp=int(now.timestamp()),
        )
    except typst.TypstError as error:
        raise OperationProblem("text-unprintable", f"{error}.") from None
