"""A moderator takes words out and does nothing else to what somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.comments.redaction import redacted

TEXT = "Mme Dupont, au guichet 2, m'a bien aidé."


@pytest.mark.parametrize(
    ("edited", "kept"),
    [
        ("[…], au guichet 2, m'a bien aidé.", "[…], au guichet 2, m'a bien aidé."),
        ("[...] m'a  bien aidé.", "[…] m'a bien aidé."),
        ("m'a bien aidé.", "m'a bien aidé."),
        ("bien\naidé", "bien aidé"),
    ],
)
def test_words_may_go(edited: str, kept: str) -> None:
    assert redacted(TEXT, edited) == kept


@pytest.mark.parametrize(
    "edited",
    [
        TEXT,
        f"  {TEXT} ",
        "",
        "[…]",
        "Mme Dupont ne m'a pas bien aidé.",
        "Mme Dupond, au guichet 2, m'a bien aidé.",
        "Mme […], au guichet, bien m'a aidé.",
        "Mme Dup, au guichet 2, m'a bien aidé.",
        "Mme […], au guichet 22, m'a bien aidé.",
        "mme [Dupont]",
        "Mme Dupont, au guichet 2, m'a bien aidé. aidé",
    ],
)
def test_nothing_may_come_in_change_or_move(edited: str) -> None:
    assert redacted(TEXT, edited) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_left_was_there(original: str, edited: str) -> None:
    kept = redacted(original, edited)
    if kept is not None:
        left = kept.replace("[…]", "")
        assert set(left) - set(" ") <= set(original)
        assert len(left.replace(" ", "")) <= len(original)
