"""A document to be printed: what the two programs give to typst, which makes the PDF.

The texts reach the document as data, never as source: nothing that a Point is called, or a survey
says, can be taken for a command. Both programs bring the fonts of `shared/fonts`, made when the
package is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.languages import language

PDF_STANDARDS: Final = ("ua-1", "a-2a")
"""PDF/UA-1 (ISO 14289-1), and an archive format in which every font is embedded."""

FAMILIES: Final = ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC")
"""What the package brings: Latin, Greek, Cyrillic, Devanagari; Arabic; simplified Chinese."""

_PRINTABLE = re.compile(
    "["
    "\u0020-\u007e\u00a0-\u024f\u02bc\u0300-\u036f\u0370-\u052f\u0900-\u097f"  # Noto Sans
    "\u0600-\u06ff\u0750-\u077f"  # Noto Sans Arabic
    "\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf"
    "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"  # Noto Sans SC
    "]*"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """The typst source, and its `sys.inputs`."""

    source: str
    inputs: Mapping[str, str]


def printed(source: str, data: Any, **inputs: str) -> Printed:
    """A document: `source` reads `data` with `json(bytes(sys.inputs.data))`."""
    return Printed(
        PREAMBLE + source, {"data": json.dumps(data, ensure_ascii=False), **inputs}
    )  # fmt: skip


def is_printable(*texts: str) -> bool:
    """Whether the fonts that the package brings have the scripts of these texts."""
    return all(_PRINTABLE.fullmatch(text) for text in texts)


def spoken(tag: str) -> dict[str, str]:
    """What typst must know of a language: its two or three letters, and its direction."""
    return {"lang": tag.partition("-")[0], "dir": language(tag).direction}


PREAMBLE: Final = """
#let data = json(bytes(sys.inputs.data))
#let plum = rgb("#6b2442")
#let paper = rgb("#fbf5ea")
#let ink = rgb("#2b1a20")
#let direction(each) = if each.dir == "rtl" { rtl } else { ltr }
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC"), fill: ink, fallback: false)
"""
