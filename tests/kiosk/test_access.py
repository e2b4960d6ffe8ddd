"""The settings of one visitor, as a field carries them."""

from __future__ import annotations

import pytest

from kiosk.access import AS_IT_COMES, PATIENCE, Access, Aid, change, read_access, with_voice
from shared.problems import ResponseProblem

ALL = Access(3, frozenset(Aid))


@pytest.mark.parametrize("access", [AS_IT_COMES, Access(2), Access(0, frozenset({Aid.TIME})), ALL])
def test_settings_come_back_as_they_went(access: Access) -> None:
    assert read_access(access.text) == access


@pytest.mark.parametrize("text", ["", "4", "0x", "0vc", "0cc", "c", "0 ", "٣", "0\n"])
def test_what_no_page_wrote_is_refused(text: str) -> None:
    with pytest.raises(ResponseProblem):
        read_access(text)


def test_sizes_stop_at_both_ends() -> None:
    assert change(AS_IT_COMES, "smaller") == AS_IT_COMES
    assert change(ALL, "larger") == ALL
    assert change(change(AS_IT_COMES, "larger"), "smaller") == AS_IT_COMES


@pytest.mark.parametrize("aid", Aid)
def test_each_aid_goes_on_and_off_again(aid: Aid) -> None:
    on = change(AS_IT_COMES, aid)
    assert on.aids == {aid}
    assert change(on, aid) == AS_IT_COMES


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ResponseProblem):
        change(AS_IT_COMES, "z")


def test_the_zero_key_only_turns_the_voice_on() -> None:
    assert with_voice(AS_IT_COMES).voice
    assert with_voice(with_voice(ALL)) == ALL


def test_more_time_multiplies_every_wait() -> None:
    assert (AS_IT_COMES.patience, ALL.patience) == (1, PATIENCE)
