"""The desk's pages for paper: what is printed, and forms that are typed in and sealed."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.desk.media import Medium
from shared.bundle import Bundle
from shared.problems import StorageProblem
from shared.response import Channel, Response, decode
from shared.sealing import Context, Label
from tests.kiosk.desk.parts import PIN, Station, hidden
from tests.kiosk.pages.stage import KEY, bundle_of
from tests.kiosk.phone.parts import default_survey
from tests.support.pdf import scanned

SURVEY = default_survey()


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    """A station with the default survey and a relay, its desk open, a stick plugged in."""
    station = Station(tmp_path)
    bundle = replace(bundle_of(SURVEY), phone="https://enquete.example")
    monkeypatch.setattr(type(station.kiosk.device), "bundle", bundle)
    station.pin.set(PIN)
    station.enter()
    stick = tmp_path / "CLE"
    stick.mkdir()
    station.media = [Medium(str(stick), "CLE")]
    return station


def said(reply: TestResponse) -> str:
    return html.unescape(re.sub(r"\s+", " ", reply.text))


def stick(station: Station) -> Path:
    return Path(station.media[0].path)


@pytest.mark.parametrize("document", ["poster-a4", "poster-a3"])
def test_a_poster_is_saved_to_the_stick(station: Station, document: str) -> None:
    assert f'value="print:{document}:{stick(station)}"' in station.post("poster").text
    reply = station.post(f"print:{document}:{stick(station)}")
    assert "Sur la clé : isoloir-affiche-rouen.pdf" in said(reply)
    (file,) = stick(station).iterdir()
    assert scanned(file.read_bytes()) == "https://enquete.example/p/token"


def test_a_poster_goes_to_the_printer(station: Station, tmp_path: Path) -> None:
    assert ">Imprimer<" not in station.post("poster").text
    station.office.print_command = f"tee {tmp_path / 'printed'}"
    assert ">Imprimer<" in station.post("poster").text
    assert "Envoyé à l'imprimante" in said(station.post("print:poster-a4:"))
    assert (tmp_path / "printed").read_bytes().startswith(b"%PDF-")


def test_a_printer_that_does_not_take_it_is_told(station: Station) -> None:
    for command in ("false", "/nowhere/lp"):
        station.office.print_command = command
        assert "L'imprimante n'a pas pris le document." in said(station.post("print:poster-a4:"))


def test_a_paper_form_is_saved_in_the_language_chosen(station: Station) -> None:
    station.post(f"print:paper:{stick(station)}", _language="ar")
    assert [each.name for each in stick(station).iterdir()] == ["isoloir-formulaire-ar-rouen.pdf"]


def test_nothing_is_written_elsewhere_than_to_a_stick(station: Station, tmp_path: Path) -> None:
    station.post(f"print:paper:{tmp_path}")
    assert list(tmp_path.glob("*.pdf")) == []


def test_without_a_relay_the_desk_says_whom_to_ask(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(station.kiosk.device), "bundle", bundle_of(SURVEY))
    assert "Demandez à votre Caf." in said(station.post(f"print:poster-a4:{stick(station)}"))


def opened(station: Station) -> list[Response]:
    """What waits in the spool, opened with the tally's key."""
    spool = station.kiosk.spool
    return [
        decode(SURVEY, KEY.open(lane, each))
        for lane in spool.lanes()
        if lane.label is Label.RESPONSE
        for each in spool.items(lane)
    ]


def typed(station: Station, page: TestResponse, **numbers: str) -> TestResponse:
    """Type numbers into a page, and record it."""
    carried = {name: hidden(page, name) for name in ("_visit", "_survey", "_count")}
    return station.post("paper-save", **{"_language": "fr", **carried, **numbers})


ANSWERS = {"overall_experience": "1", "visit_purpose": "14", "goal_achieved": "3"}


def test_a_pile_of_forms_is_typed_in_one_after_the_other(station: Station) -> None:
    page = typed(station, station.post("paper"), **ANSWERS, blocking_reason="1 8")
    assert "1 formulaire enregistré et scellé." in said(page)
    page = typed(station, page, overall_experience="3", _language="ru")
    assert "2 formulaires enregistrés et scellés." in said(page)
    found = sorted(opened(station), key=lambda each: each.language)
    assert found == [
        Response(
            {
                "overall_experience": frozenset({"bad"}),
                "visit_purpose": frozenset({"site_navigation", "simulation"}),
                "goal_achieved": frozenset({"no"}),
                "blocking_reason": frozenset(
                    SURVEY.by_id["blocking_reason"].option_ids[number] for number in (0, 7)
                ),
            },
            Channel.PAPER,
            "fr",
        ),
        Response({"overall_experience": frozenset({"good"})}, Channel.PAPER, "ru"),
    ]


def test_nothing_of_an_earlier_form_comes_back(station: Station) -> None:
    page = typed(station, station.post("paper"), **ANSWERS, comment="Un mot très particulier")
    for reply in (page, station.post("paper"), station.post("look")):
        assert "très particulier" not in reply.text
        assert 'value="14"' not in reply.text


def test_a_form_recorded_twice_counts_once(station: Station) -> None:
    page = station.post("paper")
    typed(station, page, **ANSWERS)
    typed(station, page, **ANSWERS)
    assert len(opened(station)) == 1


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({}, "Il faut une réponse."),
        ({"overall_experience": "4"}, "Ce numéro n'existe pas ici."),
        ({"overall_experience": "0"}, "Ce numéro n'existe pas ici."),
        ({"overall_experience": "12"}, "Ce numéro n'existe pas ici."),
        ({"overall_experience": "x"}, "Ce numéro n'existe pas ici."),
        (
            {"overall_experience": "1", "goal_achieved": "1", "blocking_reason": "2"},
            "Les autres réponses n'ouvrent pas cette question.",
        ),
    ],
    ids=["missing", "too high", "zero", "two", "letter", "closed"],
)
def test_a_slip_is_told_and_nothing_is_recorded(
    station: Station, numbers: dict[str, str], told: str
) -> None:
    page = typed(station, station.post("paper"), **numbers)
    assert told in said(page)
    for name, value in numbers.items():
        assert re.search(rf'name="{name}" value="{value}"', page.text)
    assert not station.kiosk.spool.lanes()


def test_what_is_masked_is_looked_at_before_it_is_recorded(station: Station) -> None:
    page = typed(station, station.post("paper"), **ANSWERS, comment="Appelez le 06 12 34 56 78")
    assert "Appelez le [tél.]</textarea>" in page.text
    assert not station.kiosk.spool.lanes()
    typed(station, page, **ANSWERS, comment="Appelez le [tél.]")
    assert {lane.label for lane in station.kiosk.spool.lanes()} == {Label.RESPONSE, Label.COMMENT}


def test_a_full_disk_loses_no_form(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(lane: Context, item: bytes) -> bool:
        raise StorageProblem("storage-full")

    monkeypatch.setattr(type(station.kiosk.spool), "store", lambda _, *what: refuse(*what))
    page = typed(station, station.post("paper"), **ANSWERS)
    assert "Pas enregistré" in said(page)
    assert re.search(r'name="visit_purpose" value="14"', page.text)


def test_without_the_pin_no_form_is_taken(station: Station) -> None:
    page = station.post("paper")
    station.post("leave")
    assert "Entrez le code" in typed(station, page, **ANSWERS).text
    assert not station.kiosk.spool.lanes()


def test_the_first_screen_shows_the_code_of_the_moment(station: Station) -> None:
    page = station.get("/").text
    assert "data-scan" in page
    assert "Ou répondez sur votre téléphone" in page
    first = station.get("/scan").text
    assert first.count("<svg") == 1
    station.clock.forward(minutes=6)
    assert station.get("/scan").text != first


def test_without_a_relay_the_first_screen_shows_no_code(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle: Bundle = bundle_of(SURVEY)
    monkeypatch.setattr(type(station.kiosk.device), "bundle", bundle)
    assert "data-scan" not in station.get("/").text
