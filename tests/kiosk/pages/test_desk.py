"""The desk's page: who is let in, what it shows and does, and that it is gone when it is left."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from kiosk.desk.media import Medium
from kiosk.desk.sessions import IDLE_SECONDS
from kiosk.texts import TRANSLATIONS
from shared.problem_catalogue import CATALOGUE
from shared.sealing import Label
from tests.kiosk.desk.parts import AT_THE_STATION, PIN, Station, hidden
from tests.simulators.collector_simulator import Faults

TEMPLATES = Path(__file__).parents[3] / "kiosk" / "templates" / "desk"
AGENTS_PROBLEMS = (
    "collector-unreachable", "device-unknown", "storage-full", "storage-failed", "storage-busy",
    "bundle-rollback", "format-version", "database-unavailable", "file-unreadable", "internal",
    "survey-unavailable", "phone-unset", "printer-failed", "text-unprintable",
    "declaration-kind", "activity-invalid", "text-unfit", "hours-invalid", "registry-input",
)  # fmt: skip
"""What the desk may have to tell, beside everything that is refused for ever."""


@pytest.fixture
def station(tmp_path: Path) -> Station:
    station = Station(tmp_path)
    station.pin.set(PIN)
    return station


def wait_for_errand(station: Station) -> None:
    for thread in threading.enumerate():
        if thread.name == "errand":
            thread.join(20)


def test_the_pin_opens_the_desk(station: Station) -> None:
    station.kiosk.answer(5)
    page = station.enter().text
    assert "Centre socio-culturel Simone-Veil" in page
    assert '<p class="figure">5</p>' in page
    assert "Envoyer maintenant" in page


def test_a_wrong_pin_does_not_and_soon_costs_time(station: Station) -> None:
    pages = []
    for _ in range(3):
        pages.append(station.enter("000111").text)
        assert station.session == ""
    assert all("Ce n'est pas le bon code." in page for page in pages)
    assert ["15 secondes" in page for page in pages] == [False, False, True]
    assert "Trop d'essais erronés" in station.enter().text


def test_without_a_pin_the_page_says_how_to_choose_one(tmp_path: Path) -> None:
    station = Station(tmp_path)
    assert "isoloir-kiosk pin" in station.get().text
    assert station.post("enter", _pin="").status_code == 200
    assert station.session == ""


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "kiosk.example"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
)
def test_elsewhere_the_desk_does_not_open(station: Station, environ: dict[str, str]) -> None:
    reply = station.get(**environ)
    assert reply.status_code == 403
    assert "que sur la borne elle-même" in reply.text
    assert "_door" not in reply.text


def test_another_site_cannot_post_to_the_desk(station: Station) -> None:
    station.enter()
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"_do": "quit-now", "_session": station.session}
    reply = station.client.post(
        "/desk", data=data, headers=headers, environ_overrides=AT_THE_STATION
    )
    assert reply.status_code == 400
    assert not station.office.leaving.is_asked


@pytest.mark.parametrize("do", ["send", "export:/", "quit-now", "look", "poster"])
def test_without_the_session_no_button_works(station: Station, do: str) -> None:
    station.kiosk.answer(2)
    station.enter()
    station.session = "0" * 32
    assert "Entrez le code" in station.post(do).text
    assert station.collector.held == {}
    assert not station.office.leaving.is_asked


def test_a_browser_that_posts_the_pin_again_opens_nothing(station: Station) -> None:
    door = hidden(station.get(), "_door")
    first = station.post("enter", _door=door, _pin=PIN)
    assert hidden(first, "_session")
    again = station.post("enter", _door=door, _pin=PIN)
    assert hidden(again, "_session") == ""
    assert "Entrez le code" in again.text


def test_nothing_of_the_agent_stays_in_the_browser(station: Station) -> None:
    replies = [station.get(), station.enter(), station.post("look"), station.post("leave")]
    for reply in replies:
        assert "Set-Cookie" not in reply.headers
        assert reply.headers["Cache-Control"] == "no-store"
        assert PIN not in reply.text
    assert replies[-1].headers["Location"] == "/"
    assert "Entrez le code" in station.post("look").text


def test_a_desk_left_alone_closes_by_itself(station: Station) -> None:
    station.enter()
    station.clock.forward(seconds=IDLE_SECONDS + 1)
    assert "restée inactive" in station.post("look").text


def test_send_now_sends_and_tells_what_arrived(station: Station) -> None:
    ids = station.kiosk.answer(3)
    station.enter()
    station.post("send")
    wait_for_errand(station)
    assert "3 éléments ont été envoyés et reçus." in station.post("look").text
    assert set(station.collector.held) == set(ids)


def test_send_now_without_a_network_says_that_nothing_is_lost(station: Station) -> None:
    station.kiosk.answer(3)
    station.collector.faults = Faults(offline=True)
    station.enter()
    station.post("send")
    wait_for_errand(station)
    page = station.post("look").text
    assert "Le serveur ne peut pas être joint." in page
    assert "Rien n'est perdu" in page
    assert '<p class="figure">3</p>' in page


def test_an_export_writes_to_the_stick_that_was_chosen(station: Station, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    station.kiosk.answer(3)
    station.enter()
    assert "Branchez-en une" in station.post("export").text
    station.media = [Medium(str(stick), "CLE")]
    assert f'value="export:{stick}">CLE</button>' in station.post("export").text
    assert "3 éléments sont sur la clé." in station.post(f"export:{stick}").text
    assert len(list(stick.glob("*.batch"))) == 1


def test_an_export_goes_nowhere_but_to_a_medium(station: Station, tmp_path: Path) -> None:
    station.kiosk.answer(3)
    station.enter()
    page = station.post(f"export:{tmp_path}").text
    assert "Rien n'est perdu." in page
    assert list(tmp_path.glob("*.batch")) == []


def test_leaving_kiosk_mode_is_asked_twice_and_then_said_to_whoever_holds_the_browser(
    station: Station,
) -> None:
    station.enter()
    assert "Quitter le mode borne ?" in station.post("quit").text
    assert station.get("/alive").json == {"page": "never", "leave": False, "dark": False}
    assert "Sortie du mode borne" in station.post("quit-now").text
    assert station.get("/alive").json == {"page": "never", "leave": True, "dark": False}
    assert (station.kiosk.data_dir / "leave-kiosk").exists()
    assert "Entrez le code" in station.post("look").text


def test_no_response_is_ever_shown(station: Station) -> None:
    ids = station.kiosk.answer(2) + station.kiosk.answer(1, Label.COMMENT)
    station.enter()
    pages = station.post("look").text + station.post("export").text + station.post("poster").text
    assert not [each for each in ids if each.hex() in pages]


def test_nothing_is_logged_at_the_desk(station: Station, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "kiosk"):
        station.get(REMOTE_ADDR="203.0.113.9")
        station.enter("000111")
        station.enter()
        station.post("leave")
    assert caplog.records == []


def test_the_page_says_that_it_is_alive_and_only_the_station_s_own_counts(
    station: Station,
) -> None:
    form = "application/x-www-form-urlencoded"
    for address, state in (("192.168.1.20", "never"), ("127.0.0.1", "alive")):
        reply = station.client.post(
            "/alive",
            content_type=form,
            environ_overrides={**AT_THE_STATION, "REMOTE_ADDR": address},
        )
        assert reply.status_code == 204
        asked = station.get("/alive").json
        assert asked is not None
        assert asked["page"] == state
    station.clock.forward(seconds=31)
    page = station.enter().text
    assert "Page figée" in page


def test_the_first_screen_leads_to_the_desk(station: Station) -> None:
    assert 'href="/desk"' in station.get("/").text


def needed() -> set[str]:
    """Every message that the desk can show."""
    found: set[str] = set()
    for path in TEMPLATES.glob("*.html"):
        with path.open("rb") as stream:
            for _, _, message, _ in babel_extract(stream, ("_", "ngettext"), [], {}):
                first = message if isinstance(message, str) else (message or ("",))[0]
                found |= {first} if first else set()
    codes = (*AGENTS_PROBLEMS, *(each.code for each in CATALOGUE.values() if each.final))
    desk = CATALOGUE["desk-elsewhere"]
    return found | {CATALOGUE[code].title for code in codes} | {desk.title, desk.kept, desk.remedy}


def test_every_message_of_the_desk_is_in_french_and_none_is_left_over() -> None:
    written = {}
    for domain in ("messages", "desk"):
        with (TRANSLATIONS / "fr" / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
            ids = [
                each.id[0] if isinstance(each.id, tuple | list) else each.id
                for each in read_po(stream)
                if each.id and each.string
            ]
        written[domain] = set(ids)
    assert needed() - written["desk"] - written["messages"] == set()
    assert written["desk"] - needed() == set()
