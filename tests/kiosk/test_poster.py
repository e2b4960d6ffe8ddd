"""Posters and paper forms: accessible, on as many pages as meant, read by phones and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typst

from kiosk.desk.printing import paper_sheet, poster_sheet
from kiosk.press import FONTS, press
from shared.bundle import Bundle
from shared.paper import paper_form, paper_mark
from shared.poster import Size, poster_document, poster_of
from shared.printed_words import poster_line
from shared.problems import OperationProblem
from shared.survey import label
from tests.kiosk.pages.stage import bundle_of
from tests.kiosk.phone.parts import default_survey
from tests.support.pdf import bare, barriers, language_of, pages, scanned, text_of

RELAY = "https://enquete.example"
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
SURVEY = default_survey()
HOURS = "Mo 09:00-12:30; Tu,Fr 13:30-18:00; We 08:30-12:30; Th 09:30-12:30"


def bundle() -> Bundle:
    made = bundle_of(SURVEY)
    point = replace(
        made.points[0], token="k" * 24, address="74 rue Jules Adeline, 76100 Rouen", hours=HOURS
    )
    return replace(made, points=(point,), phone=RELAY)


@pytest.fixture(scope="module", params=list(Size), ids=[each.value for each in Size])
def size(request: pytest.FixtureRequest) -> Size:
    chosen: Size = request.param
    return chosen


@pytest.fixture(scope="module")
def poster(size: Size) -> bytes:
    return poster_sheet(bundle(), size, NOW).data


def test_a_poster_is_one_page_of_its_paper(poster: bytes, size: Size) -> None:
    assert pages(poster) == [{Size.A4: (210, 297), Size.A3: (297, 420)}[size]]


def test_a_poster_has_no_known_barrier(poster: bytes, tmp_path: Path) -> None:
    assert barriers(poster, tmp_path) == []
    assert language_of(poster) == "fr"


def test_a_phone_reads_its_code_from_an_ordinary_print(poster: bytes) -> None:
    assert scanned(poster, dpi=150) == f"{RELAY}/p/{'k' * 24}"


def test_a_poster_says_what_people_must_know(poster: bytes) -> None:
    said = text_of(poster)
    for text in (
        "Centre socio-culturel Simone-Veil", "74 rue Jules Adeline, 76100 Rouen",
        "Mardi et vendredi : de 13 h 30 à 18 h", "Votre avis sur votre visite", "anonyme",
        f"enquete.example/p/{'k' * 24}", "Logo du partenaire",
    ):  # fmt: skip
        assert bare(text) in said


def test_each_language_of_the_survey_has_its_line(poster: bytes) -> None:
    said = text_of(poster)
    for tag in SURVEY.languages:
        assert poster_line(tag)
        if tag != "ar":  # a reader gives shaped letters back, in an order of its own
            assert all(bare(word).strip(".") in said for word in poster_line(tag).split())


def test_a_poster_tells_the_hours_that_hold_when_it_is_printed() -> None:
    (point,) = bundle().points
    later = replace(point, coming=((date(2026, 11, 1), "Mo-Fr 09:00-17:00"),))
    told = {
        day: poster_of(later, SURVEY, RELAY, day).hours
        for day in (date(2026, 10, 31), date(2026, 11, 1))
    }
    assert told[date(2026, 10, 31)] == poster_of(point, SURVEY, RELAY, NOW.date()).hours
    (line,) = told[date(2026, 11, 1)]
    assert bare(line) == bare("Du lundi au vendredi : de 9 h à 17 h")


def test_without_a_relay_there_is_no_poster() -> None:
    with pytest.raises(OperationProblem) as caught:
        poster_sheet(replace(bundle(), phone=""), Size.A4, NOW)
    assert caught.value.code == "phone-unset"


def test_a_poster_with_the_longest_texts_still_is_one_page() -> None:
    point = replace(
        bundle().points[0],
        name="Maison France services intercommunale du Pays de Bray et de la Vallée " * 3,
        address="Place du Général-de-Gaulle, bâtiment B, escalier C, 76270 Neufchâtel-en-Bray " * 2,
        hours="; ".join(
            f"{day} 0{n}:00-12:00,13:00-1{n}:30"
            for n, day in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa"), 4)
        ),
    )
    made = press(
        poster_document(poster_of(point, SURVEY, "https://" + "a" * 60, NOW.date()), Size.A4), NOW
    )
    assert len(pages(made)) == 1
    assert scanned(made).startswith("https://aaa")


def test_no_name_can_give_orders() -> None:
    point = replace(bundle().points[0], name='#panic("x") $ *a* _b_ <c> @d \\ "')
    made = press(poster_document(poster_of(point, SURVEY, RELAY, NOW.date()), Size.A4), NOW)
    assert bare('#panic("x") $ *a* _b_ <c> @d \\ "') in text_of(made)


@pytest.mark.parametrize("tag", SURVEY.languages)
def test_a_paper_form_asks_everything_in_its_language(tag: str, tmp_path: Path) -> None:
    made = paper_sheet(bundle(), tag, NOW).data
    assert len(pages(made)) <= 2
    assert barriers(made, tmp_path) == []
    assert language_of(made).partition("-")[0] == tag.partition("-")[0]
    said = text_of(made)
    if tag != "ar":
        assert bare(paper_mark(SURVEY)) in said
        for question in SURVEY.questions:
            assert bare(label(question.labels, (tag,))[0]) in said


@pytest.mark.parametrize("letter", ["த", "𐎀", "😀"], ids=["tamil", "ugaritic", "face"])
def test_a_letter_without_a_shape_makes_no_document(letter: str) -> None:
    """So that, in every document that was made, each letter had its own."""
    with pytest.raises(OperationProblem) as caught:
        press(paper_form(SURVEY, "fr", f"Point {letter}"), NOW)
    assert caught.value.code == "text-unprintable"


def test_arabic_letters_are_joined() -> None:
    """A word takes less room than its letters apart: they were joined."""
    assert _width("شكرا") < sum(_width(each) for each in "شكرا")


def test_the_fonts_are_those_of_the_package() -> None:
    families = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    ).families()
    assert families == ["Noto Sans", "Noto Sans Arabic", "Noto Sans SC"]


def test_a_language_that_no_font_has_is_refused() -> None:
    with pytest.raises(OperationProblem) as caught:
        paper_sheet(bundle(), "xx", NOW)
    assert caught.value.code == "text-unprintable"


def _width(word: str) -> float:
    source = (
        '#set text(font: "Noto Sans Arabic", size: 20pt)\n#context [#metadata('
        f'measure(text("{word}")).width.pt()) <width>]'
    )
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    found = typst.query(source.encode(), "<width>", field="value", one=True, font_paths=fonts)
    return float(found)
