"""Colours: text stands out 7 to 1 from what is behind it, shapes 3 to 1 (WCAG 2.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "kiosk/static/look/base.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6});", STYLE)) | {"white": "#ffffff"}


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        *((text, behind) for text in ("ink", "soft") for behind in ("paper", "card", "rose")),
        ("ink", "sun"),
        ("plum-deep", "paper"),
        ("plum-deep", "card"),
        ("plum", "card"),
        ("white", "plum"),
        ("white", "plum-deep"),
    ],
)
def test_text_can_be_read(text: str, behind: str) -> None:
    assert contrast(text, behind) >= 7


@pytest.mark.parametrize("behind", ["paper", "card", "rose"])
@pytest.mark.parametrize("shape", ["line", "plum", "ink"])
def test_shapes_can_be_seen(shape: str, behind: str) -> None:
    assert contrast(shape, behind) >= 3


def test_the_formula_is_that_of_the_standard() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert (1 + 0.05) / (luminance("#777777") + 0.05) == pytest.approx(4.48, abs=0.01)
