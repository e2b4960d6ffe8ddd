"""The browser masks as Python does, character for character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.masking import mask
from tests.kiosk.phone_web.node import Phone
from tests.shared.test_masking import PIECES, VECTORS


@pytest.mark.parametrize("case", VECTORS["masked"], ids=lambda case: str(case["text"]))
def test_what_points_at_a_person_is_masked_and_named(phone: Phone, case: dict[str, Any]) -> None:
    masked = phone.ask("mask", text=case["text"])
    assert masked == {"text": case["masked"], "kinds": case["kinds"]}


@pytest.mark.parametrize("text", VECTORS["kept"])
def test_prices_dates_hours_and_postcodes_are_kept(phone: Phone, text: str) -> None:
    assert phone.ask("mask", text=text) == {"text": text, "kinds": []}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(
    st.lists(PIECES, max_size=40).map("".join)
    | st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=60)
)
def test_any_text_is_masked_as_in_python(phone: Phone, text: str) -> None:
    masked = mask(text)
    expected = {"text": masked.text, "kinds": [kind.value for kind in masked.kinds]}
    assert phone.ask("mask", text=text) == expected
