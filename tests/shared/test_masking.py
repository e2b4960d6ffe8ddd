"""A comment loses what points at a person, says of which kind, and keeps everything else."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum.fr import nir

from shared.masking import MARKS, Kind, marked_kinds, mask

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "masking.json").read_text(encoding="utf-8")
)
FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "NC", "PF")
WITHOUT_A_PREFIX = ("PM", "WF", "NC", "PF")
"""Numbers of six to nine digits there, told from any other number by their +508… only."""

PIECES = st.sampled_from(
    [*"0123456789 .-/@+()[]€,aAbBzé٠٦\u202f\u200b\n", *MARKS.values(), "06 12 34 56 78", "1234567",
     "jean@exemple.fr", "1 85 05 78 006 084 91", "allocataire ", "+33", " point ", " arobase "]
)  # fmt: skip


@pytest.mark.parametrize("case", VECTORS["masked"], ids=lambda case: str(case["text"]))
def test_what_points_at_a_person_is_masked_and_named(case: dict[str, Any]) -> None:
    masked = mask(case["text"])
    assert masked.text == case["masked"]
    assert [kind.value for kind in masked.kinds] == case["kinds"]


@pytest.mark.parametrize("text", VECTORS["kept"])
def test_prices_dates_hours_and_postcodes_are_kept(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.kinds == ()


@given(st.lists(PIECES, max_size=40).map("".join))
def test_masking_twice_is_masking_once_and_never_lengthens(text: str) -> None:
    masked = mask(text)
    assert len(masked.text) <= len(text)
    assert mask(masked.text) == type(masked)(masked.text, ())


@given(st.text(max_size=500))
def test_any_text_can_be_masked(text: str) -> None:
    assert len(mask(text).text) <= len(text)


@pytest.mark.parametrize("region", FRANCE)
@pytest.mark.parametrize(
    "kind", [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE], ids=["fixed", "mobile"]
)
@pytest.mark.parametrize(
    "form", ["E164", "INTERNATIONAL", "NATIONAL", "RFC3966"], ids=lambda form: str(form).lower()
)
def test_telephone_numbers_of_all_france_are_masked(region: str, kind: int, form: str) -> None:
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    if form == "NATIONAL" and region in WITHOUT_A_PREFIX:
        form = "INTERNATIONAL"
    written = phonenumbers.format_number(number, getattr(PhoneNumberFormat, form))
    masked = mask(f"Appelez {written} svp")
    assert masked.text.endswith(f"{MARKS[Kind.PHONE]} svp")
    assert masked.kinds == (Kind.PHONE,)


@pytest.mark.parametrize("region", ["MA", "DZ", "TN", "GB", "DE", "PT", "RO", "UA", "TR", "CN"])
def test_foreign_telephone_numbers_are_masked(region: str) -> None:
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    assert number is not None
    for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL):
        assert mask(phonenumbers.format_number(number, form)).kinds == (Kind.PHONE,)


@given(st.sampled_from("67123459"), st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_whatever_a_telephone_library_finds_is_masked(second: str, rest: str) -> None:
    digits = f"0{second}{rest}"
    pairs = " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    text = f"Voici {pairs} ou {digits}, merci"
    left = mask(text).text
    assert not list(phonenumbers.PhoneNumberMatcher(left, "FR"))


@given(
    st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])([0-8][0-9]|9[0-5]|2A|2B)[0-9]{6}", fullmatch=True),
    st.sampled_from([(), (1, 3, 5, 7, 10, 13), (13,)]),
)
def test_every_valid_nir_is_masked_however_it_is_grouped(body: str, cuts: tuple[int, ...]) -> None:
    whole = body + nir.calc_check_digits(body)
    assert nir.is_valid(whole)
    edges = [0, *cuts, len(whole)]
    written = " ".join(whole[a:b] for a, b in pairwise(edges))
    assert mask(f"NIR {written}.").text == f"NIR {MARKS[Kind.NIR]}."


def test_a_masked_text_tells_which_kinds_were_hidden() -> None:
    masked = mask("06 12 34 56 78, a@b.fr, 06 12 34 56 79")
    assert marked_kinds(masked.text) == (Kind.EMAIL, Kind.PHONE)
    assert marked_kinds("rien") == ()
