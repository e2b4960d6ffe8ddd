"""What a visitor wrote, as it will be sealed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.comments import clean, is_too_long


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("   \r\n ", ""),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00\x1b[2Jb", "a[2Jb"),
        ("مرحبا\u200f", "مرحبا\u200f"),
    ],
)
def test_lines_end_alike_and_controls_go(written: str, kept: str) -> None:
    assert clean(written) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_five_hundred_characters_of_any_width_fit() -> None:
    assert not is_too_long("𝒳" * 500)
    assert is_too_long("a" * 501)
